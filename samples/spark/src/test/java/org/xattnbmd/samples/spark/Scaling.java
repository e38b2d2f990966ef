package org.xattnbmd.samples.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How much faster a screening is on two processors than on one: the job's jar in JVMs of its own, {@code local[1]} and
 * {@code local[2]} in turns, the time of the second of two waves. Needs nothing but the JDK, so that it starts as a source file
 * from the root of the repository once everything is built; see SCALE-OUT.md.
 */
public final class Scaling {

    private static final List<Integer> PROCESSORS = List.of(1, 2);

    private Scaling() {}

    /** Arguments: model, manifest, rounds, and options of the application such as {@code --ignore}. */
    public static void main(String[] arguments) throws Exception {
        Path model = Path.of(arguments[0]);
        Path manifest = Path.of(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        List<String> more = List.of(arguments).subList(3, arguments.length);
        long studies;
        try (Stream<String> lines = Files.lines(manifest)) {
            studies = lines.count() - 1;
        }
        Map<Integer, List<Double>> seconds = new TreeMap<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (int processors : PROCESSORS) {
                double taken = secondWave(model, manifest, (studies + 1) / 2, processors, more);
                seconds.computeIfAbsent(processors, p -> new ArrayList<>()).add(taken);
            }
            ratios.add(seconds.get(1).get(round) / seconds.get(2).get(round));
        }
        seconds.forEach((processors, taken) -> System.out.printf(
                Locale.ROOT,
                "local[%d]: about %d studies in %.1f s (median of %d; %.1f to %.1f), %.1f ms of a processor each%n",
                processors,
                studies / 2,
                median(taken),
                rounds,
                Collections.min(taken),
                Collections.max(taken),
                1e3 * processors * median(taken) / (studies / 2.0)));
        System.out.printf(
                Locale.ROOT,
                "two processors are %.2f times as fast as one (median of pairs; %.2f to %.2f)%n",
                median(ratios),
                Collections.min(ratios),
                Collections.max(ratios));
    }

    private static double secondWave(Path model, Path manifest, long wave, int processors, List<String> more)
            throws IOException, InterruptedException {
        Path out = Files.createTempDirectory("scaling");
        try {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx1g",
                    "@samples/spark/target/spark-submit.args",
                    "--master",
                    "local[" + processors + "]",
                    "--conf",
                    "spark.sql.shuffle.partitions=2",
                    "samples/spark/target/screening-job.jar",
                    "--model",
                    model.toString(),
                    "--manifest",
                    manifest.toString(),
                    "--out",
                    out.resolve("parquet").toString(),
                    "--wave",
                    Long.toString(wave),
                    "--task",
                    "50"));
            command.addAll(more);
            Process child =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            StringBuilder said = new StringBuilder();
            long first = 0;
            long second = 0;
            try (BufferedReader lines = child.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    said.append(line).append('\n');
                    if (line.startsWith("Wave 1 of 2")) {
                        first = System.nanoTime();
                    } else if (line.startsWith("Wave 2 of 2")) {
                        second = System.nanoTime();
                    }
                }
            }
            if (child.waitFor() != 0 || first == 0 || second == 0) {
                throw new IOException("Expected a screening of two waves, received:\n" + said);
            }
            return (second - first) / 1e9;
        } finally {
            delete(out);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
