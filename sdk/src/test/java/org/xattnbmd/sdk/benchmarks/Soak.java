package org.xattnbmd.sdk.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/**
 * Resident memory of the process (Linux: VmRSS) over very many estimates and over opening and closing. On the tiny model:
 * what could leak is the SDK's, and is the same per call whatever the network.
 */
final class Soak {

    private static final int STEPS = 10;
    private static final int OPENINGS = 200;

    private Soak() {}

    static void run(Path folder, int estimates, PrintStream out) throws IOException {
        Path model = TinyModel.write(folder);
        Radiograph radiograph = Radiograph.of(SyntheticHip.left(448, 400, 3), 448, 400, PixelFormat.unsigned(16));
        try (BmdEstimator estimator = BmdEstimator.builder(model).threads(2).open()) {
            for (int step = 0; step <= STEPS; step++) {
                for (int i = 0; step > 0 && i < estimates / STEPS; i++) {
                    estimator.estimate(radiograph, ClinicalRecord.empty());
                }
                print(out, step * (estimates / STEPS), "estimates");
            }
        }
        for (int step = 0; step <= STEPS; step++) {
            for (int i = 0; step > 0 && i < OPENINGS / STEPS; i++) {
                try (BmdEstimator estimator =
                        BmdEstimator.builder(model).threads(2).open()) {
                    estimator.estimate(radiograph, ClinicalRecord.empty());
                }
            }
            print(out, step * (OPENINGS / STEPS), "openings");
        }
    }

    private static void print(PrintStream out, int count, String what) throws IOException {
        System.gc();
        String resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElseThrow(() -> new IOException("Expected VmRSS in /proc/self/status"));
        out.printf(
                Locale.ROOT,
                "%6d %-10s resident %6.1f MB, %d threads%n",
                count,
                what,
                Long.parseLong(resident.replaceAll("\\D", "")) / 1024.0,
                Thread.getAllStackTraces().size());
    }
}
