package org.xattnbmd.sdk.commands;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * Damages files of every kind that crosses into the SDK and has them read: each is read, or refused with a code of its kind,
 * within caps of time and memory. What is not is kept in the folder, and the exit code is 1.
 *
 * <pre>./mvnw -q -pl sdk test-compile exec:exec -Dexec.executable=java -Dexec.classpathScope=test \
 *     -Dexec.args="-Xmx512m -cp %classpath org.xattnbmd.sdk.commands.Fuzz 10000 target/fuzz"</pre>
 */
public final class Fuzz {

    /** Of the processor, for one file; a machine with much other work takes longer by the clock. */
    private static final long MOST_MILLIS = 10_000;

    private static final long MOST_MILLIS_BY_THE_CLOCK = 120_000;

    /** That one thread may allocate for one file; all that is held at once is bounded by -Xmx. */
    private static final long MOST_BYTES = 512L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final class Tally {
        private final Map<Code, Integer> codes = new TreeMap<>();
        private int read;
        private int failed;
        private long nanos;
        private long bytes;
    }

    private final Path folder;
    private final Map<FuzzedKind, Tally> tallies = new EnumMap<>(FuzzedKind.class);
    private final ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "reader");
        thread.setDaemon(true);
        return thread;
    });

    Fuzz(Path folder) {
        this.folder = folder;
    }

    /** @param arguments files of each kind, a folder for what fails, and the kinds, which are all if none is named */
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        Fuzz fuzz = new Fuzz(Files.createDirectories(Path.of(arguments[1])));
        Set<FuzzedKind> kinds = arguments.length == 2
                ? EnumSet.allOf(FuzzedKind.class)
                : Arrays.stream(arguments).skip(2).map(FuzzedKind::valueOf).collect(Collectors.toSet());
        int failed = 0;
        for (FuzzedKind kind : FuzzedKind.values()) {
            failed += kinds.contains(kind) ? fuzz.run(kind, count) : 0;
        }
        String page = fuzz.page(count);
        Files.writeString(fuzz.folder.resolve("fuzz.md"), page);
        System.out.println(page);
        System.exit(failed == 0 ? 0 : 1);
    }

    /** Returns how many of the damaged files were neither read nor refused as they may be. */
    int run(FuzzedKind kind, int count) throws Exception {
        Tally tally = new Tally();
        tallies.put(kind, tally);
        Damage damage = new Damage(16 + kind.ordinal(), kind.files(), kind.isText());
        for (int i = 0; i < count; i++) {
            byte[] file = kind.repair(damage.next(kind.kept()));
            Future<String> read = reader.submit(() -> read(kind, file, tally));
            String failure;
            try {
                failure = read.get(MOST_MILLIS_BY_THE_CLOCK, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                keep(kind, i, file, "took too long");
                throw e;
            }
            if (failure != null) {
                tally.failed++;
                keep(kind, i, file, failure);
            }
        }
        return tally.failed;
    }

    /** Null, or what is wrong with how the file was read. */
    private String read(FuzzedKind kind, byte[] file, Tally tally) {
        long thread = Thread.currentThread().getId();
        long nanos = THREADS.getThreadCpuTime(thread);
        long bytes = THREADS.getThreadAllocatedBytes(thread);
        String failure = null;
        try {
            kind.use(file, folder);
            tally.read++;
        } catch (BmdException e) {
            tally.codes.merge(e.code(), 1, Integer::sum);
            failure = kind.mayBeRefused(e.code()) ? null : e.toString();
        } catch (Exception | Error e) {
            failure = e + " at " + Arrays.toString(Arrays.copyOf(e.getStackTrace(), 4));
        }
        nanos = THREADS.getThreadCpuTime(thread) - nanos;
        bytes = THREADS.getThreadAllocatedBytes(thread) - bytes;
        tally.nanos = Math.max(tally.nanos, nanos);
        tally.bytes = Math.max(tally.bytes, bytes);
        if (failure == null && (nanos / 1_000_000 > MOST_MILLIS || bytes > MOST_BYTES)) {
            failure = "took " + nanos / 1_000_000 + " ms and " + (bytes >> 20) + " MiB";
        }
        return failure;
    }

    private void keep(FuzzedKind kind, int number, byte[] file, String failure) throws IOException {
        Path kept = folder.resolve(kind.name().toLowerCase(Locale.ROOT) + "-" + number);
        Files.write(kept, file);
        System.out.println(kept + ": " + failure);
    }

    private String page(int count) throws IOException {
        StringBuilder page = new StringBuilder(
                        "# Damaged files\n\nWritten by `Fuzz`, do not edit; README.md has the command. ")
                .append(count)
                .append(
                        " damaged files of each kind are read as callers read them. Each must be read, or\nrefused with a code of")
                .append(" its kind, in at most ")
                .append(MOST_MILLIS / 1000)
                .append(" s of the processor and ")
                .append(MOST_BYTES >> 20)
                .append(" MiB allocated by its thread, in a JVM whose heap has ")
                .append(Runtime.getRuntime().maxMemory() >> 20)
                .append(
                        " MiB.\nA model that is read has been opened: checked, loaded by ONNX Runtime, and its golden vectors computed.\n\n")
                .append("| kind | files | read | refused | neither | longest, ms | most allocated, MiB |\n");
        page.append("|---|---|---|---|---|---|---|\n");
        tallies.forEach((kind, tally) -> page.append(String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %d | %d |%n",
                kind.name().toLowerCase(Locale.ROOT),
                count,
                tally.read,
                tally.codes.values().stream().mapToInt(Integer::intValue).sum(),
                tally.failed,
                tally.nanos / 1_000_000,
                tally.bytes >> 20)));
        page.append("\nResident memory at its highest: ")
                .append(highestResident())
                .append(".\n\n");
        page.append("| code | refused |\n|---|---|\n");
        List<String> others = new ArrayList<>();
        for (Code code : Code.values()) {
            String by = tallies.entrySet().stream()
                    .filter(tally -> tally.getValue().codes.containsKey(code))
                    .map(tally -> tally.getValue().codes.get(code) + " "
                            + tally.getKey().name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            if (by.isEmpty()) {
                others.add(code.id());
            } else {
                page.append("| ")
                        .append(code.id())
                        .append(' ')
                        .append(code)
                        .append(" | ")
                        .append(by)
                        .append(" |\n");
            }
        }
        return page.append(
                        "\nNone of these files gave the other codes; `ErrorTableTest` holds a test to each of them: ")
                .append(String.join(", ", others))
                .append(".\n")
                .toString();
    }

    private static String highestResident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "not known here";
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> Integer.parseInt(line.replaceAll("\\D", "")) / 1024 + " MiB")
                    .findFirst()
                    .orElse("not known here");
        }
    }
}
