package org.xattnbmd.trainer.runs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.calibration.FurtherCalibration;
import org.xattnbmd.trainer.report.Document;
import org.xattnbmd.trainer.report.Document.Grid;
import org.xattnbmd.trainer.report.Document.Section;
import org.xattnbmd.trainer.report.IntervalFigure;
import org.xattnbmd.trainer.report.Kind;
import org.xattnbmd.trainer.report.Measure;
import org.xattnbmd.trainer.report.ReportData;
import org.xattnbmd.trainer.run.RunRecord;
import org.xattnbmd.trainer.training.EpochRecord;

/** Runs as a page of tables and curves: one run with all its settings, several with those that differ. Stateless. */
public final class RunPage {

    /** The page that `train` leaves in a run's folder. */
    public static final String FILE = "run.html";

    private static final List<String> FACTS = List.of("What", "Value");
    private static final int SHOWN = 64;

    private RunPage() {}

    /** Writes the record of a finished run as a page into its folder. */
    public static void write(Path folder) {
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        of(RunComparison.of(List.of(RunEntry.read(name, folder)))).writeHtml(folder.resolve(FILE));
    }

    /** The page of a comparison. */
    public static Document of(RunComparison runs) {
        boolean one = runs.entries().size() == 1;
        List<Section> sections = new ArrayList<>();
        sections.add(new Section(one ? "Run" : "Runs", problems(runs), List.of(overview(runs))));
        if (!runs.figures().isEmpty()) {
            sections.add(figures(runs));
        }
        sections.add(settings(runs));
        if (one) {
            runs.entries().get(0).record().ifPresent(record -> sections.add(calibration(record)));
        }
        for (RunEntry run : runs.entries()) {
            if (!run.epochs().isEmpty()) {
                sections.add(
                        new Section(one ? "Curves" : "Curves of " + run.name(), List.of(), List.of(), epochs(run)));
            }
        }
        return new Document(
                one
                        ? "Run " + runs.entries().get(0).name()
                        : "Comparison of " + runs.entries().size() + " runs",
                "Trainings as their folders record them. Not a medical device.",
                runs.simulated(),
                sections);
    }

    private static List<String> problems(RunComparison runs) {
        return runs.entries().stream()
                .filter(run -> !run.problem().isEmpty())
                .map(run -> run.name() + ": " + run.problem())
                .toList();
    }

    private static Grid overview(RunComparison runs) {
        return new Grid(
                "The validation error is of the subjects that chose the kept epoch, and too favourable; in the unit of what is estimated",
                List.of("Run", "State", "Epochs", "Kept", "Validation MAE", "Subjects", "Time, s"),
                runs.entries().stream().map(RunPage::overview).toList());
    }

    private static List<String> overview(RunEntry run) {
        String epochs = Integer.toString(run.epochs().size());
        if (run.record().isEmpty()) {
            String last = run.epochs().isEmpty()
                    ? ""
                    : number(
                            "%.4f (last)",
                            run.epochs().get(run.epochs().size() - 1).validationMae());
            return List.of(run.name(), run.state(), epochs, "", last, "", "");
        }
        RunRecord record = run.record().get();
        return List.of(
                run.name(),
                run.state(),
                epochs,
                record.kept(),
                number("%.4f", record.course().best().validationMae()),
                Integer.toString(record.data().subjects()),
                number("%.0f", record.provenance().seconds()));
    }

    private static Section figures(RunComparison runs) {
        List<Grid> grids = new ArrayList<>();
        grids.add(grid("With 95 % bootstrap intervals over subjects", runs, runs.figures(), false));
        if (!runs.differences().isEmpty()) {
            int first = runs.figures().keySet().iterator().next();
            grids.add(grid(
                    "Minus " + runs.entries().get(first).name() + ", subject by subject",
                    runs,
                    runs.differences(),
                    true));
        }
        List<String> lead = new ArrayList<>();
        lead.add(
                "Of the calibration split, which the network has not learned from and which did not stop it. It sets the"
                        + " intervals; the test split stays untouched.");
        if (runs.differences().size() < runs.figures().size() - 1) {
            lead.add("Runs without a difference were calibrated on other subjects than the first.");
        }
        return new Section("Figures on the calibration split", lead, grids);
    }

    private static Grid grid(
            String caption, RunComparison runs, Map<Integer, List<IntervalFigure>> figures, boolean signed) {
        List<String> head = new ArrayList<>(List.of("Run", "n"));
        RunComparison.MEASURES.stream().map(Measure::label).forEach(head::add);
        List<List<String>> rows = new ArrayList<>();
        figures.forEach((place, values) -> {
            RunEntry run = runs.entries().get(place);
            List<String> row = new ArrayList<>(List.of(
                    run.name(),
                    Integer.toString(run.estimates().orElseThrow().rows().size())));
            for (int i = 0; i < values.size(); i++) {
                Kind own = RunComparison.MEASURES.get(i).kind();
                row.add(values.get(i).text(signed || own == Kind.SIGNED ? Kind.SIGNED_FIGURE : Kind.FIGURE));
            }
            rows.add(row);
        });
        return new Grid(caption, head, rows);
    }

    private static Section settings(RunComparison runs) {
        if (runs.settings().size() == 1) {
            return new Section(
                    "Settings",
                    List.of(),
                    List.of(new Grid(
                            "As in run.json",
                            FACTS,
                            runs.settings().values().iterator().next().entrySet().stream()
                                    .map(setting -> List.of(setting.getKey(), shown(setting.getValue())))
                                    .toList())));
        }
        if (runs.differing().isEmpty()) {
            return new Section(
                    "Settings that differ",
                    List.of(runs.settings().isEmpty() ? "No run is finished." : "None."),
                    List.of());
        }
        List<String> head = new ArrayList<>(List.of("Setting"));
        runs.settings()
                .keySet()
                .forEach(place -> head.add(runs.entries().get(place).name()));
        List<List<String>> rows = runs.differing().stream()
                .map(name -> Stream.concat(
                                Stream.of(name),
                                runs.settings().values().stream().map(one -> shown(one.getOrDefault(name, ""))))
                        .toList())
                .toList();
        return new Section(
                "Settings that differ", List.of(), List.of(new Grid("By their names in run.json", head, rows)));
    }

    private static Section calibration(RunRecord record) {
        List<List<String>> rows = new ArrayList<>();
        record.calibration()
                .conformalQuantiles()
                .forEach((coverage, quantile) -> rows.add(List.of(
                        "Interval of coverage " + coverage, number("estimate ± %.3f × predicted spread", quantile))));
        rows.add(List.of("Outlier limit", number("%.3f", record.calibration().outlierThreshold())));
        if (record.calibration().trust() != null) {
            rows.add(List.of(
                    "Hard limit", number("%.3f", record.calibration().trust().outlierHardLimit())));
        }
        rows.add(List.of(
                "Least significant change",
                number("%.3f", record.calibration().change().gramsPerCm2())
                        + " "
                        + record.data().measured().unit()));
        rows.add(List.of("Basis of that change", record.calibration().change().basis()));
        rows.add(List.of(
                "Recalibration",
                record.recalibration().inWords(record.data().measured().plainUnit())));
        List<Grid> grids = new ArrayList<>();
        grids.add(new Grid("What it leads a model to say", FACTS, rows));
        if (!record.data().furtherTargets().isEmpty()) {
            grids.add(further(record));
        }
        return new Section("Calibration", List.of(), grids);
    }

    private static Grid further(RunRecord record) {
        List<List<String>> rows = new ArrayList<>();
        for (int k = 0; k < record.data().furtherTargets().size(); k++) {
            Target target = record.data().furtherTargets().get(k);
            FurtherCalibration calibration = record.calibration().further().get(k);
            Double quantile = calibration.conformalQuantiles().get("0.90");
            rows.add(List.of(
                    target.label(),
                    target.unit(),
                    Integer.toString(calibration.subjects()),
                    number("%.3f", calibration.mae()),
                    quantile == null ? "–" : number("estimate ± %.3f × predicted spread", quantile),
                    number("%.2f", calibration.unusualWidening())));
        }
        return new Grid(
                "Further targets, on the subjects that set their intervals",
                List.of("Target", "Unit", "n", "MAE", "90 % interval", "Unusual ones times"),
                rows);
    }

    private static List<ReportData.Epoch> epochs(RunEntry run) {
        return run.epochs().stream().map(RunPage::epoch).toList();
    }

    private static ReportData.Epoch epoch(EpochRecord e) {
        return new ReportData.Epoch(e.epoch(), e.trainLoss(), e.validationLoss(), e.validationMae(), e.learningRate());
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /** Hashes and lists of fields would push everything else off the page. */
    private static String shown(String value) {
        if (value.isEmpty()) {
            return "–";
        }
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN - 1) + "…";
    }
}
