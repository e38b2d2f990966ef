package org.xattnbmd.sdk.commands;

import java.io.IOException;
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
 * Estimates and opens estimators for long and looks at what the process holds (resident memory, from Linux' {@code
 * /proc}). Exit code 1 if it grew by more than 32 MiB after a warm-up of a tenth. With a fixed and touched heap, what grows
 * is native.
 *
 * <pre>./mvnw -q -pl sdk test-compile exec:exec -Dexec.executable=java -Dexec.classpathScope=test \
 *     -Dexec.args="-Xms256m -Xmx256m -XX:+AlwaysPreTouch -cp %classpath org.xattnbmd.sdk.commands.Soak 20000 200"</pre>
 */
public final class Soak {

    private static final double MOST_GROWTH_MIB = 32;
    private static final int REPORTS = 10;
    private static final int W = 640;
    private static final int H = 512;

    private Soak() {}

    /** @param arguments number of estimates, number of openings */
    public static void main(String[] arguments) throws IOException {
        int estimates = Integer.parseInt(arguments[0]);
        int openings = Integer.parseInt(arguments[1]);
        Path model = Files.write(Files.createTempFile("soak", ".onnx"), TinyModel.bytes());
        double growth;
        try {
            growth = Math.max(estimate(model, estimates), open(model, openings));
        } finally {
            Files.delete(model);
        }
        System.exit(growth <= MOST_GROWTH_MIB ? 0 : 1);
    }

    private static double estimate(Path model, int count) throws IOException {
        Radiograph hip = Radiograph.of(SyntheticHip.left(W, H, 1), W, H, PixelFormat.unsigned(16));
        ClinicalRecord clinical = ClinicalRecord.builder().set("age", 70).build();
        try (BmdEstimator estimator = BmdEstimator.builder(model).threads(2).open()) {
            return repeat("estimates", count, () -> estimator.estimate(hip, clinical));
        }
    }

    private static double open(Path model, int count) throws IOException {
        return repeat("openings", count, () -> BmdEstimator.open(model).close());
    }

    private static double repeat(String what, int count, Runnable work) throws IOException {
        double settled = Double.NaN;
        double last = 0;
        for (int done = 1; done <= count; done++) {
            work.run();
            if (done % Math.max(1, count / REPORTS) == 0) {
                last = residentMib();
                settled = Double.isNaN(settled) ? last : settled;
                System.out.printf(Locale.ROOT, "%s %d: %.1f MiB resident%n", what, done, last);
            }
        }
        System.out.printf(Locale.ROOT, "%s: %+.1f MiB since the first tenth%n", what, last - settled);
        return last - settled;
    }

    private static double residentMib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("no VmRSS in /proc/self/status");
    }
}
