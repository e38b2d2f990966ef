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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xattnbmd.sdk.fixtures.SyntheticHip;

/**
 * From the start of a JVM to its first estimate: by the SDK, by the SDK with an archive of classes, and by a JVM that does the
 * least of it one after another: OpenCV, ONNX Runtime, session, first run. Child JVMs in turns; the parent's clock runs from
 * their start to the line they print.
 */
final class ColdStart {

    /** What is started in turns, the first being what the others are compared with. */
    private enum Start {
        NAIVE("naive", NaiveStart.class, false),
        SDK("SDK", SdkStart.class, false),
        ARCHIVE("SDK with archive", SdkStart.class, true);

        private final String words;
        private final Class<?> main;
        private final boolean archive;

        Start(String words, Class<?> main, boolean archive) {
            this.words = words;
            this.main = main;
            this.archive = archive;
        }
    }

    private final Path model;
    private final Path picture;
    private final Path archive;
    private final String classPath;

    private ColdStart(Path model, Path folder) throws IOException {
        this.model = model;
        picture = picture(folder);
        archive = folder.resolve("cold-start.jsa");
        classPath = ClassPathJars.of(System.getProperty("java.class.path"), folder);
    }

    /** @param folder for the archive and what else the starts need */
    static void run(Path model, Path folder, int rounds, PrintStream out) throws Exception {
        ColdStart starts = new ColdStart(model, folder);
        starts.makeArchive();
        Map<Start, List<Double>> milliseconds = new EnumMap<>(Start.class);
        // The first round fills the caches of the disk and of the natives.
        for (int round = -1; round < rounds; round++) {
            for (Start start : Start.values()) {
                double taken = starts.milliseconds(start);
                if (round >= 0) {
                    milliseconds
                            .computeIfAbsent(start, first -> new ArrayList<>())
                            .add(taken);
                }
            }
        }
        out.printf(
                Locale.ROOT,
                "cold start, %s, %d rounds, archive of %.1f MB%n",
                model.getFileName(),
                rounds,
                Files.size(starts.archive) / 1e6);
        List<Double> naive = milliseconds.get(Start.NAIVE);
        milliseconds.forEach((start, taken) -> {
            Median ratio = Median.ofRatios(taken, naive);
            out.printf(
                    Locale.ROOT,
                    "%-17s %5.0f ms   of naive %.3f (%.3f to %.3f, %.0f %%)%n",
                    start.words,
                    Median.of(taken).value(),
                    ratio.value(),
                    ratio.from(),
                    ratio.to(),
                    100 * ratio.confidence());
        });
    }

    /** As BENCHMARKS.md tells hosts: the JVM writes the classes of one run when it ends. */
    private void makeArchive() throws IOException, InterruptedException {
        Files.deleteIfExists(archive);
        Process process = start(SdkStart.class, "-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off");
        process.getInputStream().transferTo(PrintStream.nullOutputStream());
        if (process.waitFor() != 0 || !Files.exists(archive)) {
            throw new IOException("The JVM made no archive of classes");
        }
    }

    private double milliseconds(Start start) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        // -Xshare:on: rather no start at all than one without the archive.
        Process process =
                start.archive ? start(start.main, "-XX:SharedArchiveFile=" + archive, "-Xshare:on") : start(start.main);
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            String line = in.readLine();
            double taken = (System.nanoTime() - begin) / 1e6;
            if (line == null || !line.startsWith("bmd ") || process.waitFor() != 0) {
                throw new IOException(start.words + " did not answer, but said " + line);
            }
            return taken;
        }
    }

    private Process start(Class<?> main, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath, main.getName(), model.toString(), picture.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Path picture(Path folder) throws IOException {
        Path picture = folder.resolve("radiograph.raw");
        if (!Files.exists(picture)) {
            short[] hip = SyntheticHip.left(BenchmarkModel.WIDTH, BenchmarkModel.HEIGHT, 1);
            ByteBuffer bytes = ByteBuffer.allocate(2 * hip.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asShortBuffer().put(hip);
            Files.write(picture, bytes.array());
        }
        return picture;
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
