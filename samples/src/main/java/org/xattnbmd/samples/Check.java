package org.xattnbmd.samples;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.xattnbmd.sdk.ModelCheck;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Console application: the gate that an exported model passes before it is released, for people and CI servers. */
@Command(
        name = "check",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        version = "check 1.0.0",
        description = {
            "Checks a model file against the baseline of the model that is in use: card, contract, operators, golden",
            "vectors, accuracy and screening on reference radiographs, interval coverage, invariances, latency, size.",
            "With --record it checks what needs no baseline, and writes the baseline."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no check failed",
            "1:a check failed, or the baseline, manifest or a report file was refused",
            "2:usage"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  check --model hip-1.onnx --record baseline.json --manifest references/manifest.csv",
            "  check --model hip-2.onnx --baseline baseline.json --junit target/check.xml --markdown check.md"
        })
public final class Check implements Callable<Integer> {

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model, one .onnx file.")
    private Path model;

    @ArgGroup(multiplicity = "1")
    private Against against;

    @Option(
            names = "--manifest",
            paramLabel = "CSV",
            description = "Reference radiographs with their measured BMD. Default: those of the baseline.")
    private Path manifest;

    @Option(
            names = "--margin",
            paramLabel = "NAME=VALUE",
            description = "Another margin than usual; may be repeated. Names: ${COMPLETION-CANDIDATES}.",
            completionCandidates = MarginNames.class)
    private Map<ModelCheck.Margin, Double> margins = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print the report as JSON instead of a table.")
    private boolean json;

    @Option(names = "--junit", paramLabel = "FILE", description = "Also write JUnit XML, for CI servers.")
    private Path junit;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Also write Markdown, for a pull request.")
    private Path markdown;

    @Spec
    private CommandSpec spec;

    private static final class Against {

        @Option(names = "--baseline", paramLabel = "FILE", description = "The baseline to compare with.")
        private Path baseline;

        @Option(names = "--record", paramLabel = "FILE", description = "Write this model's figures as the baseline.")
        private Path record;
    }

    /** For the help text. */
    static final class MarginNames extends ArrayList<String> {

        private static final long serialVersionUID = 1L;

        MarginNames() {
            for (ModelCheck.Margin margin : ModelCheck.Margin.values()) {
                add(margin.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    @Override
    public Integer call() {
        ModelCheck check = ModelCheck.of(model);
        for (Map.Entry<ModelCheck.Margin, Double> margin : margins.entrySet()) {
            check = check.margin(margin.getKey(), margin.getValue());
        }
        if (manifest != null) {
            check = check.references(manifest);
        }
        ModelCheck.Report report = against.record != null
                ? check.record(against.record)
                : check.baseline(against.baseline).run();
        if (junit != null) {
            WholeFile.write(junit, report.toJUnitXml());
        }
        if (markdown != null) {
            WholeFile.write(markdown, report.toMarkdown());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println((json ? report.toJson() : report.toTable()).stripTrailing());
        out.flush();
        return report.passed() ? 0 : 1;
    }

    static CommandLine commandLine() {
        return Console.of(new Check());
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
