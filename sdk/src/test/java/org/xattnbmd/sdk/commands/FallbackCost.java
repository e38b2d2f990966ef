package org.xattnbmd.sdk.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.Device;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.internal.natives.CudaLibraries;

/**
 * What CUDA_PREFERRED costs on a machine without CUDA: the search itself, first in this JVM, then opening an estimator
 * with and without it, by turns.
 *
 * <pre>./mvnw -q -pl sdk test-compile exec:java -Dexec.classpathScope=test \
 *     -Dexec.mainClass=org.xattnbmd.sdk.commands.FallbackCost</pre>
 */
public final class FallbackCost {

    private static final int ROUNDS = 20;

    private FallbackCost() {}

    public static void main(String[] arguments) throws IOException {
        long start = System.nanoTime();
        String missing = CudaLibraries.missing().orElse("nothing: this machine has CUDA, the figures mean nothing");
        double search = milliseconds(start);
        Path model = Files.write(Files.createTempFile("tiny", ".onnx"), TinyModel.bytes());
        try {
            open(model, Device.CPU);
            double cpu = 0;
            double preferred = 0;
            for (int round = 0; round < ROUNDS; round++) {
                cpu += open(model, Device.CPU) / ROUNDS;
                preferred += open(model, Device.CUDA_PREFERRED) / ROUNDS;
            }
            System.out.printf(Locale.ROOT, "missing: %s%n", missing);
            System.out.printf(Locale.ROOT, "first search in this JVM: %.1f ms%n", search);
            System.out.printf(
                    Locale.ROOT, "open, mean of %d: CPU %.1f ms, CUDA_PREFERRED %.1f ms%n", ROUNDS, cpu, preferred);
        } finally {
            Files.delete(model);
        }
    }

    private static double open(Path model, Device device) {
        long start = System.nanoTime();
        BmdEstimator.builder(model).device(device).open().close();
        return milliseconds(start);
    }

    private static double milliseconds(long start) {
        return (System.nanoTime() - start) / 1e6;
    }
}
