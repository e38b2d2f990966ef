package org.xattnbmd.sdk.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.xattnbmd.sdk.fixtures.Programs;

/** A program of another maker on this machine's path. */
final class ExternalTool {

    private static final int MINUTES = 10;

    /** What it printed, errors included. */
    record Ran(int exitCode, String output) {

        /** The lines that report an error, as these tools mark them. */
        List<String> errors() {
            return output.lines()
                    .filter(line -> line.startsWith("Error") || line.startsWith("E: ") || line.startsWith("F: "))
                    .toList();
        }
    }

    private ExternalTool() {}

    /** Skips the test, by this name, where the program is missing. */
    static void need(String program, String debianPackage) {
        assumeTrue(
                Programs.find(program).isPresent(),
                program + " is not on the path (Debian package " + debianPackage + ")");
    }

    static Ran run(Path folder, String... command) throws Exception {
        return run(folder, List.of(), command);
    }

    /** Runs a program in a folder, with variables of its own such as {@code A=B}. */
    static Ran run(Path folder, List<String> variables, String... command) throws Exception {
        Path output = Files.createTempFile(folder, "tool", ".txt");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        for (String variable : variables) {
            builder.environment().put(variable.split("=", 2)[0], variable.split("=", 2)[1]);
        }
        Process process = builder.start();
        boolean done = process.waitFor(MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(done).as(command[0] + " ended").isTrue();
        return new Ran(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
    }
}
