package org.xattnbmd.samples.monitor;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.xattnbmd.samples.Console;
import org.xattnbmd.samples.ModelHash;
import org.xattnbmd.samples.ResultColumns;
import org.xattnbmd.samples.WholeFile;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ModelCard;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Console application: whether what a model says in daily use drifts. It stands beside the batch, whose results it reads, because
 * a site or a vendor runs it, who has no trainer.
 */
@Command(
        name = "monitor",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        version = "monitor 1.0.0",
        description = {
            "Compares periods of results of 'batch' with a reference period: estimates, outlier score where the results have it,",
            "refusals, missing fields and all other warnings. Without a reference it holds against the model's card what",
            "that says: how many radiographs look unusual. Says what it cannot know."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no drift", "1:drift, or the model or results were refused", "2:usage"},
        footerHeading = "%nExample:%n",
        footer = {"  monitor --model hip.onnx --reference 2025/results.csv --results 2026/results.csv --every 200"})
public final class Monitor implements Callable<Integer> {

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model that made the results.")
    private Path model;

    @Option(
            names = "--results",
            required = true,
            paramLabel = "CSV",
            description = "results.csv of a batch; may be repeated, in order of time. Each is a period.")
    private List<Path> results = new ArrayList<>();

    @Option(
            names = "--reference",
            paramLabel = "CSV",
            description = "results.csv of the time when all was well; may be repeated, together one period.")
    private List<Path> reference = new ArrayList<>();

    @Option(names = "--every", paramLabel = "N", description = "So many rows are a period instead of a file.")
    private int every;

    @Option(
            names = "--month",
            paramLabel = "COLUMN",
            description = "Months of this column's ISO-8601 dates are the periods. A batch has no dates: join them.")
    private String dates;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the report as JSON.")
    private Path json;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Also write the report as Markdown.")
    private Path markdown;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (every < 0 || every > 0 && dates != null) {
            throw new ParameterException(spec.commandLine(), "Expected --every above 0, and not together with --month");
        }
        ModelCard card;
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            card = estimator.modelCard();
        }
        BatchResults tables =
                new BatchResults(ModelHash.sha256(model), ResultColumns.estimate(card.target()), every, dates);
        Period usual = reference.isEmpty() ? null : tables.together("reference", reference);
        if (usual != null && usual.estimated() < DriftReport.FEWEST) {
            throw Console.refused("Expected at least " + DriftReport.FEWEST + " estimates in the reference, received "
                    + usual.estimated() + ".");
        }
        DriftReport report = DriftReport.of(card, usual, tables.periods(results));
        if (json != null) {
            WholeFile.write(json, report.toJson());
        }
        if (markdown != null) {
            WholeFile.write(markdown, report.toMarkdown());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(report.toMarkdown().stripTrailing());
        out.flush();
        return report.drifts() ? 1 : 0;
    }

    static CommandLine commandLine() {
        return Console.of(new Monitor());
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
