package org.xattnbmd.trainer.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The trainer's command line. Exit codes: 0 fine, 1 refused or failed, 2 usage. */
@Command(
        name = "bmd-trainer",
        description = {
            "Simulates hip-radiograph cohorts, trains XAttn-BMD networks on them, exports them to one self-describing"
                    + " ONNX file and evaluates that file through the SDK.",
            "",
            "Not a medical device. Everything computed on a simulated cohort is marked SIMULATED."
        },
        subcommands = {
            SimulateCommand.class,
            FinderCommand.class,
            CohortCommand.class,
            MergeCommand.class,
            ValidateCommand.class,
            TrainCommand.class,
            RunsCommand.class,
            CrossvalCommand.class,
            TuneCommand.class,
            AblateCommand.class,
            ExportCommand.class,
            RecalibrateCommand.class,
            CardCommand.class,
            EvaluateCommand.class,
            ExplainCommand.class,
            RobustnessCommand.class,
            PlausibilityCommand.class,
            DemoCommand.class,
            HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = TrainerVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Exit codes: 0 fine, 1 refused or failed (a line with a stable code), 2 wrong usage."})
public final class TrainerApp {

    private TrainerApp() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new TrainerApp());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command.getErr()));
        return line;
    }

    /** What is refused has a code; anything else is an internal error, which picocli prints with its stack trace. */
    private static int failed(Exception e, PrintWriter err) throws Exception {
        if (e instanceof TrainerException refused) {
            err.println("error " + refused.code().id() + ": " + refused.getMessage());
        } else if (e instanceof BmdException refused) {
            err.println("error " + refused.code().id() + ": " + refused.getMessage());
        } else if (e instanceof ExportException refused) {
            err.println("error " + refused.code() + ": " + refused.getMessage());
        } else if (e instanceof UncheckedIOException io) {
            err.println("error " + TrainerException.Code.OUTPUT.id() + ": " + io.getMessage() + " ("
                    + SafeFiles.reason(io.getCause()) + ")");
        } else if (e instanceof RefusedValueException) {
            err.println("error " + TrainerException.Code.OPTION.id() + ": " + e.getMessage());
        } else {
            throw e;
        }
        err.flush();
        return 1;
    }
}
