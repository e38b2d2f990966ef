package org.xattnbmd.samples.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.xattnbmd.samples.Console;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.Device;

/**
 * Times of a first estimate in a JVM of its own, in milliseconds.
 *
 * @param open from asking for the model to having it, native libraries, checks and self-test included
 * @param first the first estimate after that
 * @param process from starting the JVM to its end, the drawing or reading of the radiograph included
 */
record ColdStart(double open, double first, double process) {

    private static final String MARK = "cold-start";
    private static final int SECONDS = 120;

    /** The median of several starts, by the time of the process. */
    static ColdStart measure(Path model, Path image, Device device, int starts) throws InterruptedException {
        List<ColdStart> measured = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            measured.add(start(model, image, device));
        }
        measured.sort((a, b) -> Double.compare(a.process, b.process));
        return measured.get(starts / 2);
    }

    private static ColdStart start(Path model, Path image, Device device) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                ColdStart.class.getName(),
                device.name(),
                model.toString()));
        if (image != null) {
            command.add(image.toString());
        }
        long start = System.nanoTime();
        try {
            Process child = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = child.waitFor(SECONDS, TimeUnit.SECONDS);
            double process = (System.nanoTime() - start) / 1e6;
            if (!ended) {
                child.destroyForcibly();
            }
            String said = ended ? new String(child.getInputStream().readAllBytes(), StandardCharsets.US_ASCII) : "";
            String[] parts = said.strip().split(" ");
            if (parts.length != 3 || !parts[0].equals(MARK)) {
                throw Console.refused("Expected the JVM that measures the cold start to answer, it did not. "
                        + "Leave it out with --no-cold-start.");
            }
            return new ColdStart(Double.parseDouble(parts[1]), Double.parseDouble(parts[2]), process);
        } catch (IOException e) {
            throw Console.disk("a Java that can be started", e);
        }
    }

    /** The JVM that is measured. */
    public static void main(String[] arguments) {
        Device device = Device.valueOf(arguments[0]);
        Path model = Path.of(arguments[1]);
        Path image = Arrays.stream(arguments).skip(2).findFirst().map(Path::of).orElse(null);
        long start = System.nanoTime();
        try (BmdEstimator estimator =
                BmdEstimator.builder(model).device(device).returnUnusable(true).open()) {
            long opened = System.nanoTime();
            Load load = new Load(estimator, Load.radiograph(image));
            long first = load.latencies(1)[0];
            System.out.printf(Locale.ROOT, "%s %.3f %.3f%n", MARK, (opened - start) / 1e6, first / 1e6);
        }
    }
}
