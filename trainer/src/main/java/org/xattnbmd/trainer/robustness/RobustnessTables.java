package org.xattnbmd.trainer.robustness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.RepeatPrecision;
import org.xattnbmd.trainer.report.CoverageRows;
import org.xattnbmd.trainer.report.EvidenceTable;
import org.xattnbmd.trainer.report.EvidenceTable.Column;
import org.xattnbmd.trainer.report.EvidenceTable.Kind;
import org.xattnbmd.trainer.report.EvidenceTable.Row;
import org.xattnbmd.trainer.robustness.Condition.Group;

/** The tables of a robustness study by name, in order. */
final class RobustnessTables {

    static final String MISSING = "missing";
    static final String WRONG = "wrong";
    static final String IMAGE = "image";
    static final String SITES = "sites";
    static final String COVERAGE = "coverage";
    static final String POSES = "poses";
    static final String FIELDS = "field-importance";
    static final String ATTENTION = "image-attention";
    static final String LOCALISER = "localiser";
    static final String EXTERNAL_LOCALISER = "localiser-external";

    /** Behind a table's name: the same conditions with the intervals of every figure. */
    static final String INTERVALS = "-intervals";

    private final RobustnessResult result;
    private final RobustnessFigures figures;
    private final Map<String, EvidenceTable> tables = new LinkedHashMap<>();

    private RobustnessTables(RobustnessResult result, RobustnessFigures figures) {
        this.result = result;
        this.figures = figures;
    }

    static Map<String, EvidenceTable> of(RobustnessResult result, RobustnessFigures figures) {
        RobustnessTables all = new RobustnessTables(result, figures);
        all.conditions(MISSING, Group.MISSING, "Values that are missing");
        all.conditions(WRONG, Group.WRONG, "Clinical values that are wrong by a plausible amount");
        all.conditions(IMAGE, Group.CORRUPTED, "Radiographs that are damaged, weakest first");
        all.sites();
        figures.poses().ifPresent(all::poses);
        all.fields();
        if (figures.necks().known()) {
            all.attention();
        }
        if (figures.necks().localised()) {
            all.tables.put(LOCALISER, localiser("The studied subjects", figures.necks()));
            figures.externalNecks()
                    .filter(NeckLooks::localised)
                    .ifPresent(n -> all.tables.put(EXTERNAL_LOCALISER, localiser("The external site", n)));
        }
        return all.tables;
    }

    private void conditions(String name, Group group, String what) {
        List<Row> rows = new ArrayList<>(List.of(row(Condition.clean(), figures.clean())));
        List<Row> intervals = new ArrayList<>();
        for (Condition condition : result.conditions(group)) {
            Figures f = figures.changed().get(condition);
            if (f == null) {
                double[] none = new double[columns().size()];
                Arrays.fill(none, Double.NaN);
                none[0] = result.internal().pairs(condition).size();
                none[1] = RobustnessFigures.refused(result, condition);
                rows.add(new Row(condition.name(), none));
            } else {
                rows.add(row(condition, f));
                intervals(intervals, condition.name(), f);
            }
        }
        String scope = subjects(result.internalCohort());
        tables.put(
                name,
                new EvidenceTable(
                        what + ", " + scope
                                + "; errors in g/cm², change of MAE against the same subjects as they are with"
                                + " its paired 95 % bootstrap interval, AUC at " + threshold()
                                + ", coverage of the " + nominal()
                                + " intervals, shares refused and warned of by the SDK",
                        "Condition",
                        columns(),
                        rows));
        tables.put(
                name + INTERVALS,
                intervalTable(what + ", " + scope + ": every figure and its change, paired by subject", intervals));
    }

    private static List<Column> columns() {
        return List.of(
                new Column("n", Kind.COUNT),
                new Column("Refused", Kind.PERCENT),
                new Column("MAE", Kind.BMD),
                new Column("Change", Kind.SIGNED),
                new Column("95 % from", Kind.SIGNED),
                new Column("to", Kind.SIGNED),
                new Column("Bias", Kind.SIGNED),
                new Column("r", Kind.RATIO),
                new Column("R²", Kind.RATIO),
                new Column("AUC", Kind.RATIO),
                new Column("Coverage", Kind.PERCENT),
                new Column("Image warned", Kind.PERCENT),
                new Column("Fields warned", Kind.PERCENT));
    }

    private Row row(Condition condition, Figures f) {
        Interval change = f.differenceIntervals().get(Figures.MAE);
        return new Row(
                condition.name(),
                f.n(),
                RobustnessFigures.refused(result, condition),
                f.values()[Figures.MAE],
                f.differences()[Figures.MAE],
                change.lower(),
                change.upper(),
                f.values()[Figures.BIAS],
                f.values()[Figures.PEARSON],
                f.values()[Figures.R2],
                f.values()[Figures.AUC],
                f.values()[Figures.COVERAGE],
                result.internal().warnedOfImage(condition),
                result.internal().warnedOfFields(condition));
    }

    private static void intervals(List<Row> rows, String name, Figures f) {
        for (int m = 0; m < Figures.NAMES.size(); m++) {
            rows.add(new Row(
                    name + ": " + Figures.NAMES.get(m),
                    f.values()[m],
                    f.intervals().get(m).lower(),
                    f.intervals().get(m).upper(),
                    f.differences()[m],
                    f.differenceIntervals().get(m).lower(),
                    f.differenceIntervals().get(m).upper()));
        }
    }

    private static EvidenceTable intervalTable(String caption, List<Row> rows) {
        return new EvidenceTable(
                caption + "; 95 % bootstrap intervals over subjects",
                "Figure",
                List.of(
                        new Column("Estimate", Kind.FIGURE),
                        new Column("95 % from", Kind.FIGURE),
                        new Column("to", Kind.FIGURE),
                        new Column("Change", Kind.SIGNED_FIGURE),
                        new Column("Change, from", Kind.SIGNED_FIGURE),
                        new Column("to", Kind.SIGNED_FIGURE)),
                rows);
    }

    private void sites() {
        List<Row> rows = new ArrayList<>();
        intervals(rows, "Studied subjects", figures.clean());
        figures.external().ifPresent(f -> intervals(rows, "External site", f));
        tables.put(
                SITES,
                intervalTable(
                        "As they are: " + subjects(result.internalCohort())
                                + result.externalCohort()
                                        .map(c -> "; external site, " + subjects(c)
                                                + ", its change against the studied subjects")
                                        .orElse("")
                                + "; AUC at " + threshold() + ", coverage of the " + nominal() + " intervals",
                        rows));
        List<Row> coverage = new ArrayList<>();
        for (String key : result.card().conformalQuantiles().keySet()) {
            String percent = percent(key);
            coverage.add(coverage("Studied subjects, " + percent, result.internal(), key));
            result.external().ifPresent(e -> coverage.add(coverage("External site, " + percent, e, key)));
        }
        tables.put(
                COVERAGE,
                new EvidenceTable(
                        "Coverage of the model's conformal intervals with its 95 % Wilson interval; widths in g/cm²",
                        "Subjects and nominal coverage", CoverageRows.COLUMNS, coverage));
    }

    private static Row coverage(String name, CohortReadings cohort, String key) {
        return CoverageRows.of(name, cohort.clean(key));
    }

    private void poses(PosePrecision poses) {
        RepeatPrecision p = poses.precision();
        List<Row> rows = List.of(
                precisionRow("RMS-SD, g/cm²", p.rmsSd(), poses.intervals().get(0)),
                precisionRow("RMS-CV", p.rmsCv(), poses.intervals().get(1)),
                precisionRow(
                        "Least significant change, g/cm²",
                        p.leastSignificantChange(),
                        poses.intervals().get(2)),
                precisionRow(
                        "The same by the model's card, g/cm²",
                        result.card().leastSignificantChange(),
                        Interval.UNDEFINED));
        tables.put(
                POSES,
                new EvidenceTable(
                        "Repeated radiographs: " + p.readings() + " of " + p.subjects()
                                + " hips, each positioned anew; 95 % bootstrap intervals over subjects. Gu 2023 (arXiv"
                                + " 2307.11513) reports an RMS-CV of 0.0327 to 0.0379 over four poses of another cohort",
                        "Figure",
                        List.of(
                                new Column("Estimate", Kind.FIGURE),
                                new Column("95 % from", Kind.FIGURE),
                                new Column("to", Kind.FIGURE)),
                        rows));
    }

    private static Row precisionRow(String name, double value, Interval interval) {
        return new Row(name, value, interval.lower(), interval.upper());
    }

    private void fields() {
        Map<String, double[]> ranks = FieldImportance.ranks(figures.fields());
        List<Row> rows = new ArrayList<>();
        for (FieldImportance f : figures.fields()) {
            double[] rank = ranks.getOrDefault(f.name(), new double[] {Double.NaN, Double.NaN});
            rows.add(new Row(
                    f.name(),
                    f.attention(),
                    rank[0],
                    f.increase(),
                    f.interval().lower(),
                    f.interval().upper(),
                    f.lowest(),
                    f.highest(),
                    rank[1]));
        }
        tables.put(
                FIELDS,
                new EvidenceTable(
                        String.format(
                                Locale.ROOT,
                                "Attention of the image to each clinical field against permutation importance, %d repeats;"
                                        + " increase of MAE in g/cm² with its 95 %% bootstrap interval over subjects. Over the"
                                        + " single fields Spearman's correlation of both is %.2f (p %.3f, n %d)",
                                result.settings().permutations(),
                                figures.agreement().rho(),
                                figures.agreement().pValue(),
                                figures.agreement().n()),
                        "Field",
                        List.of(
                                new Column("Attention", Kind.PERCENT),
                                new Column("Its rank", Kind.COUNT),
                                new Column("Increase of MAE", Kind.SIGNED_FIGURE),
                                new Column("95 % from", Kind.SIGNED_FIGURE),
                                new Column("to", Kind.SIGNED_FIGURE),
                                new Column("Lowest repeat", Kind.SIGNED_FIGURE),
                                new Column("Highest", Kind.SIGNED_FIGURE),
                                new Column("Its rank", Kind.COUNT)),
                        rows));
    }

    private void attention() {
        List<Row> rows = figures.necks().attention().stream()
                .map(s -> new Row(
                        s.name(),
                        s.share().value(),
                        s.share().interval().lower(),
                        s.share().interval().upper(),
                        s.chance(),
                        s.times().value(),
                        s.times().interval().lower(),
                        s.times().interval().upper()))
                .toList();
        tables.put(
                ATTENTION,
                new EvidenceTable(
                        "Image attention in the known femoral-neck box, "
                                + figures.necks().n()
                                + " radiographs. Chance is the region's share of the whole picture's area, or of the attention map's, which"
                                + " covers "
                                + (figures.necks().localised()
                                        ? "the crop that the localiser chose"
                                        : "the whole field"),
                        "Region",
                        List.of(
                                new Column("Attention", Kind.PERCENT),
                                new Column("95 % from", Kind.PERCENT),
                                new Column("to", Kind.PERCENT),
                                new Column("Chance", Kind.PERCENT),
                                new Column("Times chance", Kind.RATIO),
                                new Column("95 % from", Kind.RATIO),
                                new Column("to", Kind.RATIO)),
                        rows));
    }

    private static EvidenceTable localiser(String who, NeckLooks necks) {
        return new EvidenceTable(
                who + ", " + necks.n()
                        + " radiographs: the localiser's box against the known one; lengths at the detector;"
                        + " 95 % bootstrap intervals over subjects",
                "Figure",
                List.of(
                        new Column("Estimate", Kind.FIGURE),
                        new Column("95 % from", Kind.FIGURE),
                        new Column("to", Kind.FIGURE)),
                necks.localiserFigures().stream()
                        .map(f -> new Row(
                                f.name(),
                                f.value(),
                                f.interval().lower(),
                                f.interval().upper()))
                        .toList());
    }

    private static String subjects(StudyCohort cohort) {
        return cohort.subjects() + " subjects";
    }

    private String threshold() {
        return String.format(Locale.ROOT, "%.3f g/cm²", result.threshold());
    }

    private String nominal() {
        return percent(CohortReadings.coverage(result.card()));
    }

    private static String percent(String coverage) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * Double.parseDouble(coverage));
    }
}
