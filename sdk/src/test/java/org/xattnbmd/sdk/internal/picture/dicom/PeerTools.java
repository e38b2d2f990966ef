package org.xattnbmd.sdk.internal.picture.dicom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.xattnbmd.sdk.fixtures.Programs;

/** Programs of this machine that decode pictures; none is installed by the tests. */
public final class PeerTools {

    /** What a program said: its exit status and the last line of what it printed. */
    public record Outcome(int status, String said) {}

    private static final int TOGETHER = 8;

    private PeerTools() {}

    /** Whether a program is on the path. */
    public static boolean has(String program) {
        return Programs.find(program).isPresent();
    }

    /** A result for each of many files; programs run beside each other, because they mostly start and end. */
    public static <T> Map<Path, T> forEach(List<Path> files, Function<Path, T> work) {
        ExecutorService threads = Executors.newFixedThreadPool(TOGETHER);
        try {
            Map<Path, Future<T>> started = new LinkedHashMap<>();
            files.forEach(file -> started.put(file, threads.submit(() -> work.apply(file))));
            Map<Path, T> results = new LinkedHashMap<>();
            for (Map.Entry<Path, Future<T>> entry : started.entrySet()) {
                results.put(entry.getKey(), entry.getValue().get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Runs a program for at most a minute. */
    public static Outcome run(List<String> command, Path input) {
        try {
            Path log = Files.createTempFile("peer", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            if (input != null) {
                builder.redirectInput(input.toFile());
            }
            Process process = builder.start();
            boolean ended = process.waitFor(input == null ? 60 : 600, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String said = Files.readString(log, StandardCharsets.ISO_8859_1).strip();
            Files.delete(log);
            return new Outcome(ended ? process.exitValue() : -1, said.substring(said.lastIndexOf('\n') + 1));
        } catch (IOException e) {
            return new Outcome(-1, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
