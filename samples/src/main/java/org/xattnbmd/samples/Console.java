package org.xattnbmd.samples;

import java.io.IOException;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ModelCard;
import picocli.CommandLine;

/**
 * What the applications have in common as command lines: exit code 0 if all went well, 1 with one line {@code code:
 * message} on standard error if the SDK or the disk refused, 2 with one line for wrong usage.
 */
public final class Console {

    private Console() {}

    /** An annotated application as a command line. */
    public static CommandLine of(Object application) {
        return new CommandLine(application)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, arguments) -> {
                    CommandLine command = wrong.getCommandLine();
                    command.getErr().println(wrong.getMessage() + ". Try '" + command.getCommandName() + " --help'.");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((exception, command, parsed) -> {
                    if (exception instanceof BmdException refused) {
                        command.getErr().println(refused.code().id() + ": " + refused.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw exception;
                });
    }

    /** A refusal of the application's own, such as an output that cannot be written. */
    public static BmdException refused(String expectedAndReceived) {
        return new BmdException(BmdException.Code.INVALID_ARGUMENT, expectedAndReceived);
    }

    /** Refuses a model whose estimates have no codes in DICOM results. */
    public static void requireResultCodes(ModelCard card) {
        if (!card.target().hasResultCodes()) {
            throw refused(
                    "Expected a model of BMD of femoral neck, total hip or lumbar spine, which DICOM results have codes"
                            + " for, received one of " + card.target().label() + ".");
        }
    }

    /** A failure of the disk as a refusal; the message names the kind of failure and not what was being written. */
    public static BmdException disk(String expected, IOException failure) {
        return new BmdException(
                BmdException.Code.INVALID_ARGUMENT,
                "Expected " + expected + ", received " + failure.getClass().getSimpleName()
                        + ". Check the path, permissions and free space.",
                failure);
    }
}
