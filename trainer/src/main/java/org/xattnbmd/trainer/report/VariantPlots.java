package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.report.ReportData.Variant;

/** The full model beside the same network with something taken away. */
final class VariantPlots {

    private static final Measure<Variant> R2 = Measures.R2.of(Variant::regression);
    private static final Measure<Variant> MAE = Measures.MAE.of(Variant::regression);
    private static final Measure<Variant> AUC = Measures.AUC.of(Variant::screening);

    /** Below this an R² is not drawn to scale: the model is useless either way. */
    private static final double WORST_R2 = -1;

    /** An AUC by chance. */
    private static final double CHANCE = 0.5;

    private static final double WIDTH = 350;

    private VariantPlots() {}

    static Markup of(ReportData data) {
        double largest = data.variants().stream().mapToDouble(MAE::value).max().orElse(1);
        Interval r2 = new Interval(Math.max(WORST_R2, Math.min(0, lowest(data, R2, 0))), 1);
        Interval mae = new Interval(0, Math.max(1e-6, 1.05 * largest));
        Interval auc = new Interval(Math.min(CHANCE, lowest(data, AUC, CHANCE)), 1);
        Markup out = new Markup();
        out.open("div", "class", "three");
        out.add(panel(data, R2, "higher is better", Format::ratio, r2, 0));
        out.add(panel(data, MAE, "lower is better", Format::bmdUnit, mae, 0));
        out.add(panel(data, AUC, "higher is better", Format::ratio, auc, CHANCE));
        return out.close();
    }

    private static double lowest(ReportData data, Measure<Variant> measure, double none) {
        return data.variants().stream()
                .mapToDouble(measure::value)
                .filter(Double::isFinite)
                .min()
                .orElse(none);
    }

    private static Markup panel(
            ReportData data,
            Measure<Variant> measure,
            String better,
            DoubleFunction<String> format,
            Interval axis,
            double baseline) {
        String heading = measure.name() + ", " + better;
        List<Bars.Row> rows = new ArrayList<>();
        StringBuilder summary = new StringBuilder(heading).append(": ");
        for (Variant v : data.variants()) {
            String text = format.apply(measure.value(v));
            summary.append(rows.isEmpty() ? "" : ", ")
                    .append(v.name())
                    .append(' ')
                    .append(text);
            rows.add(Bars.Row.bar(v.name(), measure.value(v), text, rows.isEmpty() ? "c0" : "pale"));
        }
        return new Bars(heading, axis, rows).baseline(baseline).draw(WIDTH, summary + ".", data.simulated());
    }
}
