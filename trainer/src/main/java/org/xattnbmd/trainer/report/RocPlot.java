package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.RocCurve;
import org.xattnbmd.trainer.evaluation.ScreeningMetrics;

/** Receiver operating characteristic at the screening threshold. */
final class RocPlot {

    private RocPlot() {}

    static Figure of(ReportData data, Interval aucInterval) {
        double threshold = data.judging().screeningThreshold();
        RocCurve roc = RocCurve.of(data.cases(), threshold);
        ScreeningMetrics m = ScreeningMetrics.of(data.cases(), threshold);
        Axis x = new Axis("1 − specificity", 0, 1, 0.2, 1);
        Axis y = new Axis("Sensitivity", 0, 1, 0.2, 1);
        String title = "Screening for low BMD";
        String below = roc.positives() + " of " + data.cases().size() + " subjects were measured below "
                + Format.bmdUnit(threshold);
        if (roc.points().isEmpty()) {
            String reason = below + ", so that no ranking of low against normal can be judged.";
            Chart chart = new Chart(Chart.Size.SQUARE, x, y, "ROC curve, undefined: " + reason, data.simulated());
            chart.line("identity", 0, 0, 1, 1);
            chart.note("value mid", 0.5, 0.5, 0, -14, "undefined: only one class");
            return new Figure(title, chart.finish(), "The ROC curve is undefined: " + reason);
        }
        String auc = "AUC " + Format.ratio(m.auc());
        Chart chart = new Chart(
                Chart.Size.SQUARE,
                x,
                y,
                "ROC curve at " + Format.bmdUnit(threshold) + ": " + auc + ".",
                data.simulated());
        List<double[]> line = new ArrayList<>();
        roc.points().forEach(p -> line.add(new double[] {p.falsePositiveRate(), p.truePositiveRate()}));
        List<double[]> area = new ArrayList<>(line);
        area.add(new double[] {1, 0});
        chart.area("area", area).line("identity", 0, 0, 1, 1).curve("curve c0", line);
        double falsePositiveRate = 1 - m.counts().specificity();
        boolean low = m.counts().sensitivity() < 0.2;
        chart.point(
                "operating",
                falsePositiveRate,
                m.counts().sensitivity(),
                5.5,
                "at " + Format.bmdUnit(threshold) + ": sensitivity "
                        + Format.ratio(m.counts().sensitivity()) + ", specificity "
                        + Format.ratio(m.counts().specificity()));
        boolean right = falsePositiveRate > 0.6;
        chart.note(
                right ? "value end" : "value",
                falsePositiveRate,
                m.counts().sensitivity(),
                right ? -10 : 12,
                low ? -8 : 18,
                "estimate < " + Format.bmd(threshold));
        chart.note("big end", 1, 0, -12, -44, auc);
        if (aucInterval.defined()) {
            chart.note(
                    "small-text end",
                    1,
                    0,
                    -12,
                    -22,
                    Format.level(data.judging().bootstrap().confidence()) + " CI " + Format.range(aucInterval));
        }
        return new Figure(
                title,
                chart.finish(),
                below
                        + ". Calling everyone below it whose estimate is below it (the marked point) has a sensitivity of "
                        + Format.ratio(m.counts().sensitivity()) + " and a specificity of "
                        + Format.ratio(m.counts().specificity())
                        + "; positive and negative predictive values here are "
                        + Format.ratio(m.counts().ppv()) + " and "
                        + Format.ratio(m.counts().npv()) + ".");
    }
}
