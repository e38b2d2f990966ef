package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.trainer.report.RobustnessData.FieldLook;

/** The clinical fields' attention against their importance, each dot with its name beside it where there is room. */
final class FieldPlot {

    /** Width of a character of a name, about, in SVG units. */
    private static final double CHARACTER = 6.3;

    /** Where a name can stand beside its dot: right or left of it, level, higher or lower. */
    private static final double[][] PLACES = {
        {8, 4}, {-8, 4}, {8, -9}, {-8, -9}, {8, 17}, {-8, 17}, {8, -22}, {-8, -22}, {8, 30}, {-8, 30}
    };

    private FieldPlot() {}

    /** Attention against importance. */
    static Figure of(RobustnessData data) {
        List<FieldLook> fields = data.looks().fields();
        double attention =
                fields.stream().mapToDouble(FieldLook::attention).max().orElse(1);
        double high =
                fields.stream().mapToDouble(f -> f.interval().upper()).max().orElse(1);
        double low = Math.min(
                0, fields.stream().mapToDouble(f -> f.interval().lower()).min().orElse(0));
        Axis x = Axis.covering("Share of the image's attention (%)", 0, 125 * attention, 5);
        Axis y = Axis.around("Increase of MAE when permuted (" + Format.UNIT + ")", low, high, 5);
        Chart chart = new Chart(
                Chart.Size.SQUARE,
                x,
                y,
                "Attention of the image to each clinical field against its permutation importance. "
                        + data.looks().agreement(),
                data.simulated());
        chart.line("axis", x.min(), 0, x.max(), 0);
        double chance = 100.0 / fields.size();
        chart.line("threshold", chance, y.min(), chance, y.max());
        for (FieldLook f : fields) {
            double at = 100 * f.attention();
            chart.line("bar", at, f.interval().lower(), at, f.interval().upper());
        }
        List<double[]> taken = new ArrayList<>();
        for (FieldLook f : fields) {
            double at = 100 * f.attention();
            chart.point("dot", at, f.increase(), 4, f.name() + ": " + Format.percent(f.attention()));
            taken.add(new double[] {chart.x(at) - 4, chart.y(f.increase()) - 4, 8, 8});
        }
        for (FieldLook f : fields) {
            name(chart, f, taken);
        }
        return new Figure(
                "Clinical fields: attention and importance",
                chart.finish(),
                data.looks().agreement()
                        + " Bars: 95 % bootstrap intervals over subjects. Dotted: the attention that each field"
                        + " would have by chance. Fields that say much the same (both ages; height, weight and BMI) replace"
                        + " each other, so that permuting one alone costs little; the table has them together too.");
    }

    /** A dot's name beside it, at the first place that no other dot or name has; without one its tooltip must do. */
    private static void name(Chart chart, FieldLook field, List<double[]> taken) {
        double at = 100 * field.attention();
        double width = CHARACTER * field.name().length();
        for (double[] place : PLACES) {
            double left = chart.x(at) + place[0] - (place[0] < 0 ? width : 0);
            double top = chart.y(field.increase()) + place[1] - 11;
            boolean free = taken.stream()
                    .allMatch(t -> left > t[0] + t[2] || left + width < t[0] || top > t[1] + t[3] || top + 13 < t[1]);
            if (free) {
                taken.add(new double[] {left, top, width, 13});
                String style = place[0] < 0 ? "small-text end" : "small-text";
                chart.note(style, at, field.increase(), place[0], place[1], field.name());
                return;
            }
        }
    }
}
