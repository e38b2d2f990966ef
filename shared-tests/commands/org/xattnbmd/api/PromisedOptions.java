package org.xattnbmd.api;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Options and parameters of a command and of all below it, a line each: {@code batch --out FOLDER}. */
public final class PromisedOptions {

    private PromisedOptions() {}

    /** In no order. */
    public static List<String> of(CommandLine command) {
        List<String> lines = new ArrayList<>();
        String name = command.getCommandSpec().qualifiedName();
        lines.add(name);
        for (OptionSpec option : command.getCommandSpec().options()) {
            for (String spelling : option.names()) {
                boolean flag = option.arity().max() == 0;
                lines.add(name + " " + spelling + (flag ? "" : " " + option.paramLabel()));
            }
        }
        for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
            lines.add(name + " " + parameter.paramLabel());
        }
        for (CommandLine below : command.getSubcommands().values()) {
            lines.addAll(of(below));
        }
        return lines;
    }
}
