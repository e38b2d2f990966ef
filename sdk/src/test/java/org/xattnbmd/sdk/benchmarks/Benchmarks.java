package org.xattnbmd.sdk.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Runs the SDK's benchmarks by name; BENCHMARKS.md has the commands. Not tests: figures of a busy machine mean nothing,
 * which is why all of them are ratios of things measured in turns.
 */
public final class Benchmarks {

    /** The benchmarks. */
    private enum Name {
        OVERHEAD,
        HEAP,
        READING,
        COLDSTART,
        THREADS,
        SOAK
    }

    private Benchmarks() {}

    /** Arguments: a folder for the model file, the benchmark's name, and how often (or nothing). */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 2) {
            System.err.println("Expected FOLDER NAME [COUNT], where NAME is one of " + Arrays.toString(Name.values()));
            System.exit(2);
        }
        Path model = BenchmarkModel.in(Path.of(arguments[0]));
        Integer count = arguments.length > 2 ? Integer.valueOf(arguments[2]) : null;
        switch (Name.valueOf(arguments[1].toUpperCase(Locale.ROOT))) {
            case OVERHEAD -> Overhead.run(model, count == null ? 40 : count, System.out);
            case COLDSTART -> {
                for (Path each : List.of(model, Path.of(System.getProperty("benchmark.reference")))) {
                    ColdStart.run(each, Path.of(arguments[0]), count == null ? 9 : count, System.out);
                }
            }
            case THREADS -> Threads.run(model, count == null ? 10 : count, System.out);
            case SOAK -> Soak.run(Path.of(arguments[0]), count == null ? 20_000 : count, System.out);
            case READING -> Reading.run(Path.of(arguments[0]), count == null ? 40 : count, System.out);
            case HEAP -> Heap.run(model, count == null ? 300 : count, System.out);
        }
    }
}
