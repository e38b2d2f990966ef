package org.xattnbmd.sdk.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.sdk.fixtures.SyntheticHip;

/**
 * From the start of a JVM to its first estimate, against a JVM that does the same one after another: OpenCV, ONNX Runtime,
 * session, first run. Child JVMs in turns; the parent's clock runs from their start to the line they print.
 */
final class ColdStart {

    private ColdStart() {}

    static void run(Path model, int rounds, PrintStream out) throws Exception {
        Path picture = model.resolveSibling("radiograph.raw");
        if (!Files.exists(picture)) {
            short[] hip = SyntheticHip.left(BenchmarkModel.WIDTH, BenchmarkModel.HEIGHT, 1);
            ByteBuffer bytes = ByteBuffer.allocate(2 * hip.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asShortBuffer().put(hip);
            Files.write(picture, bytes.array());
        }
        List<Double> ratios = new ArrayList<>();
        List<Double> naive = new ArrayList<>();
        List<Double> sdk = new ArrayList<>();
        // The first pair fills the caches of the disk and of the natives.
        for (int round = -1; round < rounds; round++) {
            double first = milliseconds(NaiveStart.class, model, picture);
            double second = milliseconds(SdkStart.class, model, picture);
            if (round >= 0) {
                naive.add(first);
                sdk.add(second);
                ratios.add(second / first);
            }
        }
        out.printf(
                Locale.ROOT,
                "cold start, %d pairs: naive %.0f ms, SDK %.0f ms (medians); ratio, median of pairs %.3f, from %.3f to %.3f%n",
                rounds,
                median(naive),
                median(sdk),
                median(ratios),
                Collections.min(ratios),
                Collections.max(ratios));
    }

    private static double milliseconds(Class<?> main, Path model, Path picture)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                model.toString(),
                picture.toString());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        long start = System.nanoTime();
        Process process = builder.start();
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            String line = in.readLine();
            double taken = (System.nanoTime() - start) / 1e6;
            if (line == null || !line.startsWith("bmd ") || process.waitFor() != 0) {
                throw new IOException(main.getSimpleName() + " did not answer, but said " + line);
            }
            return taken;
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    static short[] read(Path picture) throws IOException {
        short[] pixels = new short[BenchmarkModel.WIDTH * BenchmarkModel.HEIGHT];
        ByteBuffer.wrap(Files.readAllBytes(picture))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer()
                .get(pixels);
        return pixels;
    }
}
