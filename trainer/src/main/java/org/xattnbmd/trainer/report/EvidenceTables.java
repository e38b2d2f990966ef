package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.FoldComparison;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.evaluation.ScreeningMetrics;
import org.xattnbmd.trainer.evaluation.Subgroup;
import org.xattnbmd.trainer.report.EvidenceTable.Column;
import org.xattnbmd.trainer.report.EvidenceTable.Kind;
import org.xattnbmd.trainer.report.EvidenceTable.Row;

/** Makes the tables that every evaluation has. Stateless and thread-safe. */
public final class EvidenceTables {

    private EvidenceTables() {}

    /** Every figure of one evaluation with its bootstrap interval; one set of resamples serves all of them. */
    public static EvidenceTable metrics(List<Case> cases, double threshold, Bootstrap bootstrap) {
        List<String> names = List.of(
                "MSE, (g/cm²)²",
                "RMSE, g/cm²",
                "MAE, g/cm²",
                "R²",
                "Pearson r",
                "Calibration slope",
                "Calibration intercept, g/cm²",
                "Bias, g/cm²",
                "Lower limit of agreement, g/cm²",
                "Upper limit of agreement, g/cm²",
                "AUC",
                "AUPRC",
                "Sensitivity",
                "Specificity",
                "PPV",
                "NPV",
                "F1",
                "Interval coverage");
        double[] values = values(cases, threshold);
        List<Interval> intervals = bootstrap.intervals(cases, resample -> values(resample, threshold));
        List<Row> rows = intervalRows(names, values, intervals);
        String level = Format.level(bootstrap.confidence());
        return new EvidenceTable(
                "All figures over " + Format.count(cases.size(), "subject", "subjects") + ", screening at "
                        + Format.bmdUnit(threshold) + "; " + level + " bootstrap intervals",
                "Figure",
                List.of(
                        new Column("Estimate", Kind.FIGURE),
                        new Column(level + " lower", Kind.FIGURE),
                        new Column(level + " upper", Kind.FIGURE)),
                rows);
    }

    /** One row per variant, all on the same subjects. */
    public static EvidenceTable variants(List<ReportData.Variant> variants, String caption) {
        List<Row> rows = new ArrayList<>();
        for (ReportData.Variant v : variants) {
            RegressionMetrics m = v.regression();
            ScreeningMetrics s = v.screening();
            rows.add(new Row(
                    v.name(),
                    m.r2(),
                    m.pearson(),
                    m.mae(),
                    m.rmse(),
                    m.bias(),
                    s.auc(),
                    s.auprc(),
                    s.sensitivity(),
                    s.specificity(),
                    s.f1()));
        }
        return new EvidenceTable(
                caption,
                "Variant",
                List.of(
                        new Column("R²", Kind.RATIO),
                        new Column("r", Kind.RATIO),
                        new Column("MAE", Kind.BMD),
                        new Column("RMSE", Kind.BMD),
                        new Column("Bias", Kind.SIGNED),
                        new Column("AUC", Kind.RATIO),
                        new Column("AUPRC", Kind.RATIO),
                        new Column("Sens.", Kind.RATIO),
                        new Column("Spec.", Kind.RATIO),
                        new Column("F1", Kind.RATIO)),
                rows);
    }

    /** Errors and interval coverage per subgroup. */
    public static EvidenceTable subgroups(List<Subgroup> groups) {
        List<Row> rows = new ArrayList<>();
        for (Subgroup group : groups) {
            RegressionMetrics m = group.regression();
            Coverage c = group.coverage();
            rows.add(new Row(
                    label(group),
                    m.n(),
                    m.mae(),
                    m.rmse(),
                    m.bias(),
                    m.pearson(),
                    m.r2(),
                    c.fraction(),
                    c.confidenceInterval().lower(),
                    c.confidenceInterval().upper(),
                    c.meanWidth()));
        }
        return new EvidenceTable(
                "Subgroups; errors and widths in g/cm², coverage with its 95 % Wilson interval. Within a narrow BMD band "
                        + "R² and r are low by construction",
                "Subgroup",
                List.of(
                        new Column("n", Kind.COUNT),
                        new Column("MAE", Kind.BMD),
                        new Column("RMSE", Kind.BMD),
                        new Column("Bias", Kind.SIGNED),
                        new Column("r", Kind.RATIO),
                        new Column("R²", Kind.RATIO),
                        new Column("Coverage", Kind.PERCENT),
                        new Column("95 % from", Kind.PERCENT),
                        new Column("to", Kind.PERCENT),
                        new Column("Mean width", Kind.BMD)),
                rows);
    }

    /** One row per screening threshold in g/cm². */
    public static EvidenceTable screening(List<Case> cases, double... thresholds) {
        List<Row> rows = Arrays.stream(thresholds)
                .mapToObj(t -> ScreeningMetrics.of(cases, t))
                .map(s -> new Row(
                        "< " + Format.bmdUnit(s.threshold()),
                        s.positives(),
                        s.auc(),
                        s.auprc(),
                        s.sensitivity(),
                        s.specificity(),
                        s.ppv(),
                        s.npv(),
                        s.f1()))
                .toList();
        return new EvidenceTable(
                "Screening of " + Format.count(cases.size(), "subject", "subjects")
                        + " at each threshold, which measurement and estimate share",
                "Threshold",
                List.of(
                        new Column("Positives", Kind.COUNT),
                        new Column("AUC", Kind.RATIO),
                        new Column("AUPRC", Kind.RATIO),
                        new Column("Sens.", Kind.RATIO),
                        new Column("Spec.", Kind.RATIO),
                        new Column("PPV", Kind.RATIO),
                        new Column("NPV", Kind.RATIO),
                        new Column("F1", Kind.RATIO)),
                rows);
    }

    private static List<Row> intervalRows(List<String> names, double[] values, List<Interval> intervals) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            rows.add(new Row(
                    names.get(i),
                    values[i],
                    intervals.get(i).lower(),
                    intervals.get(i).upper()));
        }
        return rows;
    }

    /** The screening figures at one threshold with their bootstrap intervals; one set of resamples serves all of them. */
    public static EvidenceTable screeningIntervals(List<Case> cases, double threshold, Bootstrap bootstrap) {
        List<String> names = List.of("AUC", "AUPRC", "Sensitivity", "Specificity", "PPV", "NPV", "F1");
        double[] values = screeningValues(cases, threshold);
        List<Interval> intervals = bootstrap.intervals(cases, resample -> screeningValues(resample, threshold));
        List<Row> rows = intervalRows(names, values, intervals);
        String level = Format.level(bootstrap.confidence());
        return new EvidenceTable(
                "Screening at " + Format.bmdUnit(threshold) + "; " + level + " bootstrap intervals",
                "Figure",
                List.of(
                        new Column("Estimate", Kind.FIGURE),
                        new Column(level + " lower", Kind.FIGURE),
                        new Column(level + " upper", Kind.FIGURE)),
                rows);
    }

    private static double[] screeningValues(List<Case> cases, double threshold) {
        ScreeningMetrics s = ScreeningMetrics.of(cases, threshold);
        return new double[] {s.auc(), s.auprc(), s.sensitivity(), s.specificity(), s.ppv(), s.npv(), s.f1()};
    }

    /** Variants over folds; p-values are two-sided, those of the corrected test also after Holm's correction. */
    public static EvidenceTable folds(FoldComparison comparison) {
        List<Row> rows = comparison.rows().stream()
                .map(r -> new Row(
                        r.variant(),
                        r.mean(),
                        r.standardDeviation(),
                        r.difference(),
                        r.differenceInterval().lower(),
                        r.differenceInterval().upper(),
                        r.relativeDifference(),
                        r.corrected() == null ? Double.NaN : r.corrected().pValue(),
                        r.holmP(),
                        r.wilcoxon() == null ? Double.NaN : r.wilcoxon().pValue()))
                .toList();
        return new EvidenceTable(
                comparison.metric() + " over the folds, against " + comparison.reference()
                        + "; corrected resampled t-test with Holm's correction, Wilcoxon signed-rank test",
                "Variant",
                List.of(
                        new Column("Mean", Kind.FIGURE),
                        new Column("SD", Kind.FIGURE),
                        new Column("Difference", Kind.SIGNED_FIGURE),
                        new Column("95 % from", Kind.SIGNED_FIGURE),
                        new Column("to", Kind.SIGNED_FIGURE),
                        new Column("Relative", Kind.SIGNED_PERCENT),
                        new Column("p", Kind.P_VALUE),
                        new Column("p (Holm)", Kind.P_VALUE),
                        new Column("p (Wilcoxon)", Kind.P_VALUE)),
                rows);
    }

    static String label(Subgroup group) {
        return group.factor().substring(0, 1).toUpperCase(Locale.ROOT)
                + group.factor().substring(1) + ": " + group.level();
    }

    private static double[] values(List<Case> cases, double threshold) {
        RegressionMetrics m = RegressionMetrics.of(cases);
        ScreeningMetrics s = ScreeningMetrics.of(cases, threshold);
        return new double[] {
            m.mse(),
            m.rmse(),
            m.mae(),
            m.r2(),
            m.pearson(),
            m.calibrationSlope(),
            m.calibrationIntercept(),
            m.bias(),
            m.limitsOfAgreement().lower(),
            m.limitsOfAgreement().upper(),
            s.auc(),
            s.auprc(),
            s.sensitivity(),
            s.specificity(),
            s.ppv(),
            s.npv(),
            s.f1(),
            Coverage.of(cases).fraction()
        };
    }
}
