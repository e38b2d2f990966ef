package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.heldout.EvaluationReport;
import org.xattnbmd.trainer.heldout.EvaluationReport.Results;
import org.xattnbmd.trainer.report.FurtherTable;
import org.xattnbmd.trainer.report.IntervalFigure;
import org.xattnbmd.trainer.report.ReportData;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Evaluates an exported model on one split of a cohort, from image files through the public SDK as a customer's"
                    + " software would, and writes one self-contained HTML page.",
            "Beside the full model it shows the same network given no image (the mean image) and given no"
                    + " clinical field (all missing)."
        })
final class EvaluateCommand implements Callable<Integer> {

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The .onnx file.")
    private Path model;

    @Option(names = "--cohort", required = true, paramLabel = "FOLDER", description = "Folder with manifest.csv.")
    private Path cohort;

    @Option(
            names = "--run",
            paramLabel = "FOLDER",
            description = "The run that the model came from: its history, and the mean training image. Without it, for"
                    + " somebody else's model, the mean of the evaluated images stands for \"no image\".")
    private Path run;

    @Option(names = "--split", paramLabel = "SPLIT", description = "${COMPLETION-CANDIDATES}")
    private Split split = Split.TEST;

    @Option(names = "--report", paramLabel = "FILE", description = "The page.")
    private Path report = Path.of("report.html");

    @Override
    public Integer call() {
        EvaluationReport evaluation = new EvaluationReport(model, CohortLayout.read(cohort), split)
                .command("java @trainer/target/bmd-trainer.args evaluate --model " + model + " --cohort " + cohort
                        + (run == null ? "" : " --run " + run) + " --split "
                        + split.name().toLowerCase(Locale.ROOT));
        print(evaluation.write(run, report));
        System.out.println("Report: " + report.toAbsolutePath());
        return 0;
    }

    static void print(Results results) {
        for (ReportData.Variant variant : results.variants()) {
            System.out.printf(
                    Locale.ROOT,
                    "%-18s R² %6.3f   MAE %.3f %s   r %.3f   %s(n = %d)%n",
                    variant.name(),
                    variant.regression().r2(),
                    variant.regression().mae(),
                    results.target().unit(),
                    variant.regression().pearson(),
                    variant.screening() == null
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "AUC %.3f   ",
                                    variant.screening().auc()),
                    variant.regression().n());
        }
        for (FurtherTable.Row row : results.further()) {
            System.out.println(figures(row));
        }
        for (ReportData.Variant variant : results.variants()) {
            variant.gain()
                    .ifPresent(gain -> System.out.printf(
                            Locale.ROOT,
                            "full against %-18s MAE %s %s   R² %s   (paired, 95 %% bootstrap intervals)%n",
                            gain.without(),
                            signed(gain.mae()),
                            results.target().unit(),
                            signed(gain.r2())));
        }
    }

    /** A further target in a line. */
    static String figures(FurtherTable.Row row) {
        if (row.cases().isEmpty()) {
            return row.target().label() + ": no label in this cohort";
        }
        return String.format(
                Locale.ROOT,
                "%-18s R² %6.3f   MAE %.3f %s   covered %.1f %%   (n = %d)",
                row.target().label(),
                row.of(RegressionMetrics::r2),
                row.of(RegressionMetrics::mae),
                row.target().unit(),
                100 * row.coverage(Coverage::fraction),
                row.cases().size());
    }

    private static String signed(IntervalFigure figure) {
        return String.format(
                Locale.ROOT,
                "%+.3f (%+.3f to %+.3f)",
                figure.value(),
                figure.interval().lower(),
                figure.interval().upper());
    }
}
