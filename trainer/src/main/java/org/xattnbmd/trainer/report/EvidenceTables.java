package org.xattnbmd.trainer.report;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.CaseMetrics;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.FoldComparison;
import org.xattnbmd.trainer.evaluation.PairedTest;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.evaluation.ScreeningMetrics;
import org.xattnbmd.trainer.evaluation.Subgroup;
import org.xattnbmd.trainer.report.ReportData.Variant;

/** Makes the tables that every evaluation has. Stateless and thread-safe. */
public final class EvidenceTables {

    private static final Columns<Variant> VARIANTS = Columns.of("Variant", Variant::name)
            .add(Measures.R2, Variant::regression)
            .add(Measures.PEARSON, Variant::regression)
            .add(Measures.MAE, Variant::regression)
            .add(Measures.RMSE, Variant::regression)
            .add(Measures.BIAS, Variant::regression)
            .add(Measures.AUC, Variant::screening)
            .add(Measures.AUPRC, Variant::screening)
            .add(Measures.SENSITIVITY, Variant::screening)
            .add(Measures.SPECIFICITY, Variant::screening)
            .add(Measures.F1, Variant::screening);

    private static final Columns<PairedGain> GAINS = Columns.of("Full model minus", PairedGain::without)
            .add("MAE (g/cm²)", Kind.SIGNED, g -> g.mae().value())
            .interval(Kind.SIGNED, g -> g.mae().interval())
            .add("R²", Kind.SIGNED_FIGURE, g -> g.r2().value())
            .interval(Kind.SIGNED_FIGURE, g -> g.r2().interval())
            .add("Pearson r", Kind.SIGNED_FIGURE, g -> g.pearson().value())
            .interval(Kind.SIGNED_FIGURE, g -> g.pearson().interval());

    private static final Columns<Group> SUBGROUPS = Columns.of("Subgroup", Group::name)
            .add("n", Kind.COUNT, g -> g.regression().n())
            .add(Measures.MAE, Group::regression)
            .add(Measures.RMSE, Group::regression)
            .add(Measures.BIAS, Group::regression)
            .add(Measures.PEARSON, Group::regression)
            .add(Measures.R2, Group::regression)
            .add(Measures.COVERAGE, Group::coverage)
            .interval(Kind.PERCENT, g -> g.coverage().confidenceInterval())
            .add(Measures.MEAN_WIDTH, Group::coverage);

    private static final Columns<ScreeningMetrics> THRESHOLDS = Columns.<ScreeningMetrics>of(
                    "Threshold", s -> "< " + Format.bmdUnit(s.threshold()))
            .add("Positives", Kind.COUNT, s -> s.counts().positives())
            .add(Measures.AUC)
            .add(Measures.AUPRC)
            .add(Measures.SENSITIVITY)
            .add(Measures.SPECIFICITY)
            .add(Measures.PPV)
            .add(Measures.NPV)
            .add(Measures.F1);

    private static final Columns<FoldComparison.Row> FOLDS = Columns.of("Variant", FoldComparison.Row::variant)
            .add("Mean", Kind.FIGURE, FoldComparison.Row::mean)
            .add("SD", Kind.FIGURE, FoldComparison.Row::standardDeviation)
            .add("Difference", Kind.SIGNED_FIGURE, r -> r.difference().value())
            .interval(Kind.SIGNED_FIGURE, r -> r.difference().interval())
            .add("Relative", Kind.SIGNED_PERCENT, r -> r.difference().relative())
            .add("p", Kind.P_VALUE, test(FoldComparison.Tests::corrected))
            .add(
                    "p (Holm)",
                    Kind.P_VALUE,
                    r -> r.tests().map(FoldComparison.Tests::holmP).orElse(Double.NaN))
            .add("p (Wilcoxon)", Kind.P_VALUE, test(FoldComparison.Tests::wilcoxon));

    private record Group(String name, RegressionMetrics regression, Coverage coverage) {}

    private EvidenceTables() {}

    /** Every figure of one evaluation with its bootstrap interval; one set of resamples serves all of them. */
    public static EvidenceTable metrics(List<Case> cases, double threshold, Bootstrap bootstrap) {
        return intervals(
                "All figures over " + Format.count(cases.size(), "subject", "subjects") + ", screening at "
                        + Format.bmdUnit(threshold),
                IntervalFigure.of(
                        Measures.ALL, cases, Case::subjectId, some -> CaseMetrics.of(some, threshold), bootstrap),
                bootstrap);
    }

    /** The screening figures at one threshold with their bootstrap intervals; one set of resamples serves all of them. */
    public static EvidenceTable screeningIntervals(List<Case> cases, double threshold, Bootstrap bootstrap) {
        return intervals(
                "Screening at " + Format.bmdUnit(threshold),
                IntervalFigure.of(
                        Measures.SCREENING,
                        cases,
                        Case::subjectId,
                        some -> ScreeningMetrics.of(some, threshold),
                        bootstrap),
                bootstrap);
    }

    private static EvidenceTable intervals(String caption, List<IntervalFigure> figures, Bootstrap bootstrap) {
        String level = Format.level(bootstrap.confidence());
        return IntervalFigure.columns(level + " lower", level + " upper")
                .table(caption + "; " + level + " bootstrap intervals", figures);
    }

    /** One row per variant, all on the same subjects. */
    public static EvidenceTable variants(List<Variant> variants, String caption) {
        return VARIANTS.table(caption, variants);
    }

    /** What the full model has more than each variant, paired over subjects. */
    public static EvidenceTable gains(List<PairedGain> gains, String caption) {
        return GAINS.table(caption, gains);
    }

    /** Errors and interval coverage per subgroup. */
    public static EvidenceTable subgroups(List<Subgroup> groups) {
        return SUBGROUPS.table(
                "Subgroups; errors and widths in g/cm², coverage with its 95 % Wilson interval. Within a narrow BMD band "
                        + "R² and r are low by construction",
                groups.stream()
                        .map(g -> new Group(g.title(), g.regression(), g.coverage()))
                        .toList());
    }

    /** One row per screening threshold in g/cm². */
    public static EvidenceTable screening(List<Case> cases, double... thresholds) {
        return THRESHOLDS.table(
                "Screening of " + Format.count(cases.size(), "subject", "subjects")
                        + " at each threshold, which measurement and estimate share",
                Arrays.stream(thresholds)
                        .mapToObj(t -> ScreeningMetrics.of(cases, t))
                        .toList());
    }

    /** Variants over folds; p-values are two-sided, those of the corrected test also after Holm's correction. */
    public static EvidenceTable folds(FoldComparison comparison) {
        return FOLDS.table(
                comparison.metric() + " over the folds, against " + comparison.reference()
                        + "; corrected resampled t-test with Holm's correction, Wilcoxon signed-rank test",
                comparison.rows());
    }

    private static ToDoubleFunction<FoldComparison.Row> test(Function<FoldComparison.Tests, PairedTest> which) {
        return row -> row.tests().map(which).map(PairedTest::pValue).orElse(Double.NaN);
    }
}
