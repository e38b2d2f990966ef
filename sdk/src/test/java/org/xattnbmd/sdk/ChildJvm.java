package org.xattnbmd.sdk;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, with this test's class path. */
final class ChildJvm {

    private static final int PATIENCE_SECONDS = 280;

    private ChildJvm() {}

    record Outcome(int exitCode, String output, long pid) {}

    /**
     * Runs to the end; one that does not end fails the test.
     *
     * @param folder where its output goes
     * @param options of the JVM
     */
    static Outcome run(Path folder, List<String> options, Class<?> main, String... arguments) throws Exception {
        return run(folder, options, System.getProperty("java.class.path"), main.getName(), arguments);
    }

    /** The same with a class path of its own. */
    static Outcome run(Path folder, List<String> options, String classPath, String main, String... arguments)
            throws Exception {
        Path log = folder.resolve("output.txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:-UsePerfData");
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the JVM did not end: " + Files.readString(log));
        }
        return new Outcome(process.exitValue(), Files.readString(log), process.pid());
    }
}
