package org.xattnbmd.trainer.cli;

import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** The command line that a page or a record names as its own. */
final class Invocation {

    private Invocation() {}

    /** As it would be typed from the project's folder. */
    static String of(CommandSpec command) {
        return command.root().commandLine().getParseResult().originalArgs().stream()
                .map(a -> a.matches("[\\w@%+=:,./-]+") ? a : "'" + a.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" ", "java @trainer/target/bmd-trainer.args ", ""));
    }
}
