package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.xattnbmd.exporter.ConversionReport;
import org.xattnbmd.trainer.card.CardText;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.export.AccuracyBudget;
import org.xattnbmd.trainer.export.CohortExport;
import org.xattnbmd.trainer.export.CohortExport.Written;
import org.xattnbmd.trainer.export.EnsembleExport;
import org.xattnbmd.trainer.export.ModelExport;
import org.xattnbmd.trainer.export.ModelExport.Exported;
import org.xattnbmd.trainer.export.Precision;
import org.xattnbmd.trainer.export.PrecisionGate;
import org.xattnbmd.trainer.study.CrossValidation;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Writes a finished run, or the folds of a cross-validation, as one ONNX file that describes and checks itself: raw inputs, the model card and golden"
                    + " vectors inside, no external data.",
            "The file is written only after ONNX Runtime agreed with the network it came from. The same run gives the same"
                    + " bytes.",
            "With the run's cohort, the card says how the model did on the test split; and the image encoder's trunk may be"
                    + " brought to float16 or int8, which is refused if the test split's estimates move too far."
        })
final class ExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Source source;

    private static final class Source {

        @Option(names = "--run", paramLabel = "FOLDER", description = "Folder of a finished `train`.")
        private Path run;

        @Option(
                names = "--ensemble",
                paramLabel = "FOLDER",
                description =
                        "Folder of a finished `crossval`: the networks of its folds as one model, which answers with"
                                + " their mean, and with a spread that holds their disagreement.")
        private Path study;
    }

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The .onnx file.")
    private Path out;

    @Option(names = "--id", paramLabel = "ID", description = "Model id in the card.")
    private String id = "xattn-bmd";

    @Option(names = "--model-version", paramLabel = "VERSION", description = "Model version in the card.")
    private String version = "0.1.0";

    @Option(
            names = "--created",
            paramLabel = "TIME",
            description = "ISO-8601 time for the card; without it the file is a pure function of the run.")
    private String created;

    @Option(
            names = "--cohort",
            paramLabel = "FOLDER",
            description = "The cohort that the run was trained on; needed for a lower precision.")
    private Path cohort;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            description = "Of the image encoder's trunk: ${COMPLETION-CANDIDATES}.")
    private Precision precision = Precision.FLOAT32;

    @Option(
            names = "--max-change",
            paramLabel = "CHANGE",
            description =
                    "Largest mean absolute change of the test split's estimates by a lower precision, in the target's unit."
                            + " Default: 0.003 g/cm2 for femoral-neck BMD, 2 %% of the training labels' standard deviation"
                            + " for another target.")
    private Double maxChange;

    @Option(
            names = "--max-auc-change",
            paramLabel = "AREA",
            description = "Largest change of the area under the ROC curve by a lower precision.")
    private double maxAucChange = AccuracyBudget.DEFAULT.aucChange();

    @Option(
            names = "--min-speedup",
            paramLabel = "FACTOR",
            description = "How many times as fast as float32 int8 must be on this machine; 0 does not measure.")
    private double minSpeedup = AccuracyBudget.DEFAULT.minimumSpeedup();

    @Option(names = "--threads", paramLabel = "N", description = "Threads that read images.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() {
        CardText text = new CardText(id, version, created);
        AccuracyBudget budget = new AccuracyBudget(
                maxChange == null ? AccuracyBudget.DEFAULT.meanChange() : maxChange, maxAucChange, minSpeedup);
        if (source.study != null) {
            if (cohort != null || precision != Precision.FLOAT32) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--ensemble is exported in float32, without --cohort: its networks have learned from subjects of"
                                + " all splits");
            }
            print(EnsembleExport.export(CrossValidation.finishedFolds(source.study), text, out), out);
            return 0;
        }
        if (cohort == null) {
            if (precision != Precision.FLOAT32) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--precision " + precision + " needs --cohort: the cohort that the run was trained on");
            }
            export(source.run, text, out);
            return 0;
        }
        Written written =
                new CohortExport(source.run, CohortLayout.read(cohort), threads).export(text, precision, budget, out);
        print(written.exported(), out);
        if (written.gate() != null) {
            print(written);
        }
        written.exported()
                .card()
                .evaluation()
                .forEach((name, value) -> System.out.printf(Locale.ROOT, "  %s = %s%n", name, value));
        return 0;
    }

    private void print(Written written) {
        PrecisionGate gate = written.gate();
        ConversionReport report = written.exported().model().conversion().orElseThrow();
        System.out.printf(
                Locale.ROOT,
                "%s: %d nodes, %.1f %% of the float32 graph's size%s%n"
                        + "On %d held-out subjects estimates moved by %.4f %s on average, at most %.4f%s%n",
                written.exported().card().training().configuration().get("precision"),
                report.converted(),
                100 * report.sizeRatio(),
                Double.isNaN(report.speedup())
                        ? ""
                        : String.format(Locale.ROOT, ", %.2f times as fast", report.speedup()),
                gate.subjects(),
                gate.meanChange(),
                written.exported().card().target().unit(),
                gate.largestChange(),
                Double.isNaN(gate.aucBefore())
                        ? ""
                        : String.format(Locale.ROOT, "; AUC from %.4f to %.4f", gate.aucBefore(), gate.aucAfter()));
    }

    static Exported export(Path run, CardText text, Path out) {
        Exported exported = ModelExport.export(run, text, out);
        print(exported, out);
        return exported;
    }

    private static void print(Exported exported, Path out) {
        System.out.printf(
                Locale.ROOT,
                "Exported %s: %d nodes, %.1f MB; golden vectors differ by %.1e %s at batch 1 and 7%n",
                out,
                exported.model().report().nodes(),
                exported.model().toBytes().length / 1e6,
                exported.goldenDifference(),
                exported.card().target().unit());
    }
}
