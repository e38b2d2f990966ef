package org.xattnbmd.trainer.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.trainer.evaluation.CaseMetrics;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;

/**
 * The five figures on top, each with its bootstrap interval; computed once, because the ROC plot and the tables quote them.
 */
record Headline(CaseMetrics metrics, Map<Measure<CaseMetrics>, Interval> intervals) {

    static final Measure<CaseMetrics> R2 = Measures.R2.of(CaseMetrics::regression);
    static final Measure<CaseMetrics> MAE = Measures.MAE.of(CaseMetrics::regression);
    private static final Measure<CaseMetrics> PEARSON = Measures.PEARSON.of(CaseMetrics::regression);
    private static final Measure<CaseMetrics> AUC = Measures.AUC.of(CaseMetrics::screening);
    private static final Measure<CaseMetrics> COVERAGE = Measures.COVERAGE.of(CaseMetrics::coverage);
    private static final List<Measure<CaseMetrics>> FIVE = List.of(R2, MAE, PEARSON, AUC, COVERAGE);

    static Headline of(ReportData data) {
        double threshold = data.judging().screeningThreshold();
        List<Interval> found = data.judging()
                .bootstrap()
                .intervals(data.cases(), resample -> Measures.values(FIVE, CaseMetrics.of(resample, threshold)));
        Map<Measure<CaseMetrics>, Interval> intervals = new LinkedHashMap<>();
        for (Measure<CaseMetrics> measure : FIVE) {
            intervals.put(measure, found.get(intervals.size()));
        }
        return new Headline(CaseMetrics.of(data.cases(), threshold), intervals);
    }

    RegressionMetrics regression() {
        return metrics.regression();
    }

    Interval aucInterval() {
        return intervals.get(AUC);
    }

    void writeTo(Markup page, ReportData data) {
        page.open("section", "class", "tiles", "aria-label", "Headline figures");
        String level = Format.level(data.judging().bootstrap().confidence()) + " CI ";
        tile(page, R2, "", level + range(R2), "share of variance explained");
        tile(
                page,
                MAE,
                Format.UNIT,
                level + range(MAE),
                "RMSE " + Format.bmdUnit(regression().rmse()));
        tile(
                page,
                PEARSON,
                "",
                level + range(PEARSON),
                "calibration slope " + Format.ratio(regression().calibration().slope()));
        tile(
                page,
                AUC,
                "",
                level + range(AUC),
                "low BMD, below " + Format.bmdUnit(data.judging().screeningThreshold()));
        tile(
                page,
                COVERAGE,
                "%",
                level + Format.percentRange(intervals.get(COVERAGE)),
                "nominal " + Format.level(data.judging().confidence()) + ", mean width "
                        + Format.bmdUnit(metrics.coverage().meanWidth()));
        page.close().newline();
    }

    private String range(Measure<CaseMetrics> measure) {
        return Format.range(intervals.get(measure));
    }

    private void tile(Markup page, Measure<CaseMetrics> measure, String unit, String interval, String note) {
        String label = measure.equals(MAE) ? "Mean absolute error" : measure.name();
        double figure = measure.value(metrics);
        // The per cent sign stands beside the number, smaller.
        String value = measure.kind() == Kind.PERCENT
                ? Format.decimals(100 * figure, 1)
                : measure.kind().write(figure);
        page.open("div", "class", "tile").element("p", label, "class", "tile-label");
        page.open("p", "class", "tile-value").text(value);
        if (!unit.isEmpty()) {
            page.element("span", Format.NBSP + unit, "class", "unit");
        }
        page.close();
        page.element("p", interval, "class", "tile-interval")
                .element("p", note, "class", "tile-note")
                .close();
    }
}
