package org.xattnbmd.trainer.robustness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xattnbmd.trainer.evaluation.CaseMetrics;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.RepeatPrecision;
import org.xattnbmd.trainer.report.Columns;
import org.xattnbmd.trainer.report.CoverageRow;
import org.xattnbmd.trainer.report.EvidenceTable;
import org.xattnbmd.trainer.report.IntervalFigure;
import org.xattnbmd.trainer.report.Kind;
import org.xattnbmd.trainer.report.Measure;
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

    private static final Columns<Figures.Named> CHANGES = Columns.of("Figure", Figures.Named::name)
            .add("Estimate", Kind.FIGURE, f -> f.found().value())
            .interval(Kind.FIGURE, f -> f.found().interval())
            .add("Change", Kind.SIGNED_FIGURE, f -> f.found().difference())
            .interval("Change, from", "to", Kind.SIGNED_FIGURE, f -> f.found().differenceInterval());

    private static final Columns<NeckLooks.Share> REGIONS = Columns.of("Region", NeckLooks.Share::name)
            .add("Attention", Kind.PERCENT, s -> s.share().value())
            .interval(Kind.PERCENT, s -> s.share().interval())
            .add("Chance", Kind.PERCENT, NeckLooks.Share::chance)
            .add("Times chance", Kind.RATIO, s -> s.times().value())
            .interval(Kind.RATIO, s -> s.times().interval());

    /** One condition, or the clean one; {@code figures} are empty where too few radiographs were read. */
    private record Line(
            String name,
            int n,
            double refused,
            Optional<Figures> figures,
            double warnedOfImage,
            double warnedOfFields) {

        private static final Figures.Found NOTHING =
                new Figures.Found(Double.NaN, Interval.UNDEFINED, Double.NaN, Interval.UNDEFINED);

        Figures.Found found(Measure<CaseMetrics> measure) {
            return figures.map(f -> f.of(measure)).orElse(NOTHING);
        }

        static Measure<Line> measure(Measure<CaseMetrics> measure) {
            return measure.read(line -> line.found(measure).value());
        }
    }

    private final RobustnessResult result;
    private final RobustnessFigures figures;
    private final String unit;
    private final boolean screened;
    private final Map<String, EvidenceTable> tables = new LinkedHashMap<>();

    private RobustnessTables(RobustnessResult result, RobustnessFigures figures) {
        this.result = result;
        this.figures = figures;
        unit = result.card().target().unit();
        screened = result.card().target().hasReference();
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

    private Columns<Line> conditions() {
        Columns<Line> columns = Columns.of("Condition", Line::name)
                .add("n", Kind.COUNT, Line::n)
                .add("Refused", Kind.PERCENT, Line::refused)
                .add(Line.measure(Figures.MAE))
                .add("Change", Kind.SIGNED, l -> l.found(Figures.MAE).difference())
                .interval(Kind.SIGNED, l -> l.found(Figures.MAE).differenceInterval())
                .add(Line.measure(Figures.BIAS))
                .add(Line.measure(Figures.PEARSON))
                .add(Line.measure(Figures.R2));
        return (screened ? columns.add(Line.measure(Figures.AUC)) : columns)
                .add(Line.measure(Figures.COVERAGE))
                .add("Image warned", Kind.PERCENT, Line::warnedOfImage)
                .add("Fields warned", Kind.PERCENT, Line::warnedOfFields);
    }

    private void conditions(String name, Group group, String what) {
        List<Line> lines = new ArrayList<>(List.of(line(Condition.clean(), Optional.of(figures.clean()))));
        List<Figures.Named> all = new ArrayList<>();
        for (Condition condition : result.conditions(group)) {
            Optional<Figures> found = Optional.ofNullable(figures.changed().get(condition));
            lines.add(line(condition, found));
            found.ifPresent(f -> all.addAll(f.named(condition.name(), unit)));
        }
        String scope = subjects(result.internalCohort());
        tables.put(
                name,
                conditions()
                        .table(
                                what + ", " + scope
                                        + "; errors in " + unit
                                        + ", change of MAE against the same subjects as they are with"
                                        + " its paired 95 % bootstrap interval" + auc() + ", coverage of the "
                                        + nominal()
                                        + " intervals, shares refused and warned of by the SDK",
                                lines));
        tables.put(
                name + INTERVALS,
                changes(what + ", " + scope + ": every figure and its change, paired by subject", all));
    }

    /** A condition for which too few radiographs were read has only its number and the share that was refused. */
    private Line line(Condition condition, Optional<Figures> found) {
        return new Line(
                condition.name(),
                found.map(Figures::n)
                        .orElseGet(() -> result.internal().pairs(condition).size()),
                RobustnessFigures.refused(result, condition),
                found,
                found.map(f -> result.internal().warnedOfImage(condition)).orElse(Double.NaN),
                found.map(f -> result.internal().warnedOfFields(condition)).orElse(Double.NaN));
    }

    private static EvidenceTable changes(String caption, List<Figures.Named> figures) {
        return CHANGES.table(caption + "; 95 % bootstrap intervals over subjects", figures);
    }

    private void sites() {
        List<Figures.Named> all = new ArrayList<>(figures.clean().named("Studied subjects", unit));
        figures.external().ifPresent(f -> all.addAll(f.named("External site", unit)));
        tables.put(
                SITES,
                changes(
                        "As they are: " + subjects(result.internalCohort())
                                + result.externalCohort()
                                        .map(c -> "; external site, " + subjects(c)
                                                + ", its change against the studied subjects")
                                        .orElse("")
                                + (screened ? "; AUC at " + threshold() + ", coverage" : "; coverage") + " of the "
                                + nominal() + " intervals",
                        all));
        List<CoverageRow> coverage = new ArrayList<>();
        for (String key : result.card().conformalQuantiles().keySet()) {
            String percent = percent(key);
            coverage.add(CoverageRow.of(
                    "Studied subjects, " + percent, result.internal().clean(key)));
            result.external().ifPresent(e -> coverage.add(CoverageRow.of("External site, " + percent, e.clean(key))));
        }
        tables.put(
                COVERAGE,
                CoverageRow.columns("Subjects and nominal coverage")
                        .table(
                                "Coverage of the model's conformal intervals with its 95 % Wilson interval; widths in "
                                        + unit,
                                coverage));
    }

    private void poses(PosePrecision poses) {
        RepeatPrecision p = poses.precision();
        List<IntervalFigure> rows = new ArrayList<>(poses.figures());
        rows.add(new IntervalFigure(
                "The same by the model's card, " + unit, result.card().leastSignificantChange(), Interval.UNDEFINED));
        tables.put(
                POSES,
                IntervalFigure.columns()
                        .table(
                                "Repeated radiographs: " + p.readings() + " of " + p.subjects()
                                        + " hips, each positioned anew; 95 % bootstrap intervals over subjects"
                                        + (screened
                                                ? ". Gu 2023 (arXiv 2307.11513) reports an RMS-CV of 0.0327 to 0.0379 over"
                                                        + " four poses of another cohort"
                                                : ""),
                                rows));
    }

    private void fields() {
        Map<String, FieldImportance.Ranks> ranks = FieldImportance.ranks(figures.fields());
        tables.put(
                FIELDS,
                Columns.of("Field", FieldImportance::name)
                        .add("Attention", Kind.PERCENT, FieldImportance::attention)
                        .add("Its rank", Kind.COUNT, f -> ranks.get(f.name()).attention())
                        .add("Increase of MAE", Kind.SIGNED_FIGURE, FieldImportance::increase)
                        .interval(Kind.SIGNED_FIGURE, FieldImportance::interval)
                        .add("Lowest repeat", Kind.SIGNED_FIGURE, FieldImportance::lowest)
                        .add("Highest", Kind.SIGNED_FIGURE, FieldImportance::highest)
                        .add("Its rank", Kind.COUNT, f -> ranks.get(f.name()).increase())
                        .table(
                                String.format(
                                        Locale.ROOT,
                                        "Attention of the image to each clinical field against permutation importance, %d"
                                                + " repeats; increase of MAE in %s with its 95 %% bootstrap interval over"
                                                + " subjects. Over the single fields Spearman's correlation of both is %.2f"
                                                + " (p %.3f, n %d)",
                                        result.settings().draws().permutations(),
                                        unit,
                                        figures.agreement().rho(),
                                        figures.agreement().pValue(),
                                        figures.agreement().n()),
                                figures.fields()));
    }

    private void attention() {
        tables.put(
                ATTENTION,
                REGIONS.table(
                        "Image attention in the known femoral-neck box, "
                                + figures.necks().n()
                                + " radiographs. Chance is the region's share of the whole picture's area, or of the attention map's, which"
                                + " covers "
                                + (figures.necks().localised()
                                        ? "the crop that the localiser chose"
                                        : "the whole field"),
                        figures.necks().attention()));
    }

    private static EvidenceTable localiser(String who, NeckLooks necks) {
        return IntervalFigure.columns()
                .table(
                        who + ", " + necks.n()
                                + " radiographs: the localiser's box against the known one; lengths at the detector;"
                                + " 95 % bootstrap intervals over subjects",
                        necks.localiserFigures());
    }

    private static String subjects(StudyCohort cohort) {
        return cohort.subjects() + " subjects";
    }

    private String auc() {
        return screened ? ", AUC at " + threshold() : "";
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
