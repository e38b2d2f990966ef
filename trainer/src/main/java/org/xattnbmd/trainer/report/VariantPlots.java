package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** The full model beside the same network with something taken away. */
final class VariantPlots {

    /** Below this an R² is not drawn to scale: the model is useless either way. */
    private static final double WORST_R2 = -1;

    private VariantPlots() {}

    static Markup of(ReportData data) {
        List<ReportData.Variant> variants = data.variants();
        double worst = variants.stream()
                .mapToDouble(v -> v.regression().r2())
                .filter(Double::isFinite)
                .min()
                .orElse(0);
        double largest =
                variants.stream().mapToDouble(v -> v.regression().mae()).max().orElse(1);
        double lowestAuc = variants.stream()
                .mapToDouble(v -> v.screening().auc())
                .filter(Double::isFinite)
                .min()
                .orElse(0.5);
        Markup out = new Markup();
        out.open("div", "class", "three");
        out.add(panel(
                data,
                "R², higher is better",
                v -> v.regression().r2(),
                Format::ratio,
                Math.max(WORST_R2, Math.min(0, worst)),
                1,
                0));
        out.add(panel(
                data,
                "MAE, lower is better",
                v -> v.regression().mae(),
                Format::bmdUnit,
                0,
                Math.max(1e-6, 1.05 * largest),
                0));
        out.add(panel(
                data,
                "AUC, higher is better",
                v -> v.screening().auc(),
                Format::ratio,
                Math.min(0.5, lowestAuc),
                1,
                0.5));
        return out.close();
    }

    private static Markup panel(
            ReportData data,
            String heading,
            ToDoubleFunction<ReportData.Variant> metric,
            DoubleFunction<String> format,
            double min,
            double max,
            double baseline) {
        List<Bars.Row> rows = new ArrayList<>();
        StringBuilder summary = new StringBuilder(heading).append(": ");
        for (int i = 0; i < data.variants().size(); i++) {
            ReportData.Variant v = data.variants().get(i);
            double value = metric.applyAsDouble(v);
            rows.add(new Bars.Row(v.name(), value, format.apply(value), i == 0 ? "c0" : "pale"));
            summary.append(i == 0 ? "" : ", ").append(v.name()).append(' ').append(format.apply(value));
        }
        return Bars.draw(heading, rows, min, max, baseline, Double.NaN, "", 350, summary + ".", data.simulated());
    }
}
