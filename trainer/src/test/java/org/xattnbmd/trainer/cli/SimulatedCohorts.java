package org.xattnbmd.trainer.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** SIMULATED cohorts and tiny runs that several test classes begin with: made once in a JVM, and each class gets a copy. */
final class SimulatedCohorts {

    private static final Map<List<Object>, Path> MADE = new HashMap<>();

    private SimulatedCohorts() {}

    /** What makes a folder. */
    interface Making {
        void into(Path folder) throws IOException;
    }

    /**
     * Simulates a cohort into a folder that is not there yet, or copies it there.
     *
     * @param size of the square pictures, pixels
     */
    static void simulate(Path to, int subjects, int size, int seed) {
        copy(
                List.of("cohort", subjects, size, seed),
                folder -> Cli.run(
                                "simulate",
                                "--out",
                                folder,
                                "--subjects",
                                subjects,
                                "--size",
                                size,
                                "--seed",
                                seed,
                                "--threads",
                                2)
                        .succeeds(),
                to);
    }

    /** Copies what the key stands for; the first who asks makes it. */
    static synchronized void copy(List<Object> key, Making making, Path to) {
        try {
            Path kept = MADE.get(key);
            if (kept == null) {
                kept = Files.createTempDirectory("bmd-tests").resolve("made");
                deleteAtExit(kept.getParent());
                making.into(kept);
                MADE.put(key, kept);
            }
            try (Stream<Path> files = Files.walk(kept)) {
                for (Path file : files.toList()) {
                    Files.copy(file, to.resolve(kept.relativize(file).toString()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteAtExit(Path folder) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }
}
