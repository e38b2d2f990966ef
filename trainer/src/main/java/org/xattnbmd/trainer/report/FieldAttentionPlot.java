package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.xattnbmd.trainer.evaluation.Interval;

/** How much the image attended to each clinical field, on average. */
final class FieldAttentionPlot {

    private FieldAttentionPlot() {}

    static Figure of(ReportData data) {
        List<ReportData.FieldAttention> fields = data.attention().fields().stream()
                .sorted(Comparator.comparingDouble(ReportData.FieldAttention::mean)
                        .reversed())
                .toList();
        double chance = 1.0 / fields.size();
        double largest = Math.max(fields.get(0).mean(), chance);
        List<Bars.Row> rows = new ArrayList<>();
        for (ReportData.FieldAttention field : fields) {
            rows.add(Bars.Row.bar(
                    field.field(), field.mean(), Format.percent(field.mean()), field.mean() >= chance ? "c0" : "pale"));
        }
        ReportData.FieldAttention first = fields.get(0);
        String summary = "Mean attention per clinical field, largest " + first.field() + " with "
                + Format.percent(first.mean()) + "; chance is " + Format.percent(chance) + ".";
        Markup svg = new Bars("Share of the image's attention", new Interval(0, 1.08 * largest), rows)
                .reference(chance, "chance 1/" + fields.size() + " = " + Format.percent(chance))
                .draw(Chart.Size.SQUARE.width(), summary, data.simulated());
        return new Figure(
                "Clinical fields the image attends to",
                svg,
                "Mean over " + Format.count(data.cases().size(), "held-out subject", "held-out subjects")
                        + ". The line is what a model without preference would give each of the " + fields.size()
                        + " fields. Attention shows where the network looked, not what caused its answer.");
    }
}
