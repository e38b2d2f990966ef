package org.xattnbmd.samples.pacs;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A JVM that runs an application and prints, when it ends, seconds since its start and of its processors, and before, each time a
 * journal has so many lines, what is on the heap after a collection.
 */
public final class MeasuredRun {

    private MeasuredRun() {}

    /**
     * What starts such a JVM.
     *
     * @param jvm its options
     * @param journal to be watched, or "-"
     * @param looks lines at which to look at the heap, with commas, or "-"
     */
    public static List<String> command(
            List<String> jvm, Class<?> application, String journal, String looks, List<String> arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MeasuredRun.class.getName()));
        command.addAll(List.of(application.getName(), journal, looks));
        command.addAll(arguments);
        return command;
    }

    /** Deletes a folder of a measurement with all that is in it. */
    public static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** @param arguments main class, journal or "-", lines at which to look at the heap with commas or "-", and the application's */
    public static void main(String[] arguments) throws Exception {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> System.out.printf(
                        Locale.ROOT,
                        "seconds %.2f cpu %.2f%n",
                        (System.currentTimeMillis()
                                        - ManagementFactory.getRuntimeMXBean().getStartTime())
                                / 1e3,
                        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime()
                                / 1e9)));
        if (!arguments[2].equals("-")) {
            List<Integer> marks =
                    Stream.of(arguments[2].split(",")).map(Integer::valueOf).toList();
            Thread watching = new Thread(() -> watch(Path.of(arguments[1]), marks));
            watching.setDaemon(true);
            watching.start();
        }
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(arguments, 3, arguments.length));
    }

    private static void watch(Path journal, List<Integer> marks) {
        try {
            for (int mark : marks) {
                while (lines(journal) < mark) {
                    Thread.sleep(50);
                }
                System.gc();
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                System.out.printf(
                        Locale.ROOT,
                        "studies %d heap %.1f MB%n",
                        mark,
                        (runtime.totalMemory() - runtime.freeMemory()) / 1e6);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long lines(Path journal) throws IOException {
        if (!Files.exists(journal)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(journal)) {
            return lines.count();
        }
    }
}
