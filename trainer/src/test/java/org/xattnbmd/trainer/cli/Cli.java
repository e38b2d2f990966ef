package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;

/** One command line, run as a shell would: its exit code and what it printed. */
record Cli(int exitCode, String out, String err) {

    static Cli run(Object... args) {
        return run(TrainerApp::commandLine, args);
    }

    /** @param line made once the streams are caught, since it keeps those that it finds */
    static Cli run(Supplier<CommandLine> line, Object... args) {
        PrintStream systemOut = System.out;
        PrintStream systemErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (PrintStream printedOut = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream printedErr = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            System.setOut(printedOut);
            System.setErr(printedErr);
            int code =
                    line.get().execute(Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
            return new Cli(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(systemOut);
            System.setErr(systemErr);
        }
    }

    Cli succeeds() {
        assertThat(exitCode).as(err).isZero();
        return this;
    }

    /** Refused with a stable code, or one that starts so: one line to read, no stack trace. */
    Cli refuses(String code) {
        assertThat(exitCode).as(err).isEqualTo(1);
        assertThat(err)
                .containsPattern("error " + code + "\\d*: ")
                .doesNotContain("\tat ")
                .doesNotContain("null");
        return this;
    }

    Cli wrongUsage(String word) {
        assertThat(exitCode).as(err).isEqualTo(2);
        assertThat(err).contains(word).doesNotContain("\tat ");
        return this;
    }

    /** All that a folder holds, by relative path; a folder's content is its being there. */
    static Map<String, String> snapshot(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                String content = Files.isDirectory(path) ? "folder" : "" + Arrays.hashCode(Files.readAllBytes(path));
                files.put(folder.relativize(path).toString(), content);
            }
        }
        return files;
    }
}
