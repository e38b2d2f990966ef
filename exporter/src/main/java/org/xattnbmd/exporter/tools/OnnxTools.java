package org.xattnbmd.exporter.tools;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.internal.failure.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The console application. Exit codes: 0 fine, 1 refused or failed, 2 wrong usage. */
@Command(
        name = "onnx-tools",
        mixinStandardHelpOptions = true,
        version = "onnx-tools of XAttn-BMD for Java",
        description =
                "Looks into ONNX models, checks, optimises, quantises and compares them, and cuts failing ones down.",
        subcommands = {
            InspectCommand.class,
            CheckCommand.class,
            OptimizeCommand.class,
            Float16Command.class,
            QuantizeCommand.class,
            QuantizeWeightsCommand.class,
            ChooseCommand.class,
            ReduceCommand.class,
            CompareCommand.class
        })
public final class OnnxTools {

    private OnnxTools() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /** Runs a command and returns the exit code. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = commandLine().setOut(out).setErr(err).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            Enum<?> reason = e instanceof ExportException refused
                    ? refused.code()
                    : e instanceof Failure failure ? failure.reason() : null;
            if (reason == null) {
                throw e;
            }
            command.getErr().println(reason + ": " + e.getMessage().strip().replaceAll("\\s+", " "));
            return 1;
        });
        return args.length == 0 ? line.execute("--help") : line.execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new OnnxTools());
    }
}
