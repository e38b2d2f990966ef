package org.xattnbmd.trainer.report;

import java.util.List;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.evaluation.RocCurve;

/**
 * The five figures on top, each with its bootstrap interval; computed once, because the ROC plot and the tables quote them.
 */
record Headline(
        RegressionMetrics regression,
        double auc,
        Coverage coverage,
        Interval r2Interval,
        Interval maeInterval,
        Interval pearsonInterval,
        Interval aucInterval,
        Interval coverageInterval) {

    static Headline of(ReportData data) {
        List<Case> cases = data.cases();
        Bootstrap bootstrap = data.judging().bootstrap();
        double threshold = data.judging().screeningThreshold();
        List<Interval> intervals = bootstrap.intervals(cases, resample -> {
            RegressionMetrics m = RegressionMetrics.of(resample);
            return new double[] {
                m.r2(),
                m.mae(),
                m.pearson(),
                RocCurve.of(resample, threshold).auc(),
                Coverage.of(resample).fraction()
            };
        });
        return new Headline(
                RegressionMetrics.of(cases),
                RocCurve.of(cases, threshold).auc(),
                Coverage.of(cases),
                intervals.get(0),
                intervals.get(1),
                intervals.get(2),
                intervals.get(3),
                intervals.get(4));
    }

    void writeTo(Markup page, ReportData data) {
        page.open("section", "class", "tiles", "aria-label", "Headline figures");
        String level = Format.level(data.judging().bootstrap().confidence()) + " CI ";
        tile(
                page,
                "R²",
                Format.ratio(regression.r2()),
                "",
                level + Format.range(r2Interval),
                "share of variance explained");
        tile(
                page,
                "Mean absolute error",
                Format.bmd(regression.mae()),
                Format.UNIT,
                level + Format.range(maeInterval),
                "RMSE " + Format.bmdUnit(regression.rmse()));
        tile(
                page,
                "Pearson r",
                Format.ratio(regression.pearson()),
                "",
                level + Format.range(pearsonInterval),
                "calibration slope " + Format.ratio(regression.calibration().slope()));
        tile(
                page,
                "AUC",
                Format.ratio(auc),
                "",
                level + Format.range(aucInterval),
                "low BMD, below " + Format.bmdUnit(data.judging().screeningThreshold()));
        tile(
                page,
                "Interval coverage",
                Format.decimals(100 * coverage.fraction(), 1),
                "%",
                level + Format.percentRange(coverageInterval),
                "nominal " + Format.level(data.judging().confidence()) + ", mean width "
                        + Format.bmdUnit(coverage.meanWidth()));
        page.close().newline();
    }

    private static void tile(Markup page, String label, String value, String unit, String interval, String note) {
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
