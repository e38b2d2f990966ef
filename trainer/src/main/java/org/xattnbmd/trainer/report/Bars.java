package org.xattnbmd.trainer.report;

import java.util.List;
import org.xattnbmd.trainer.evaluation.Interval;

/**
 * Horizontal bars, each under its own name so that long names need no margin and a phone can show them. A bar starts at
 * the baseline, which is the axis's lower end if nothing else is said; an optional reference line crosses all of them.
 */
final class Bars {

    /** One bar; or, if {@code span} is defined, a dot on it. */
    record Row(String name, double value, Interval span, String text, String style) {

        static Row bar(String name, double value, String text, String style) {
            return new Row(name, value, Interval.UNDEFINED, text, style);
        }
    }

    private static final double ROW = 37;
    private static final double TOP = 30;
    private static final double RIGHT = 8;

    private final String heading;
    private final List<Row> rows;
    private final double min;
    private final double max;
    private double baseline;
    private double reference = Double.NaN;
    private String referenceLabel = "";

    /** Bars on an axis of this range. */
    Bars(String heading, Interval axis, List<Row> rows) {
        this.heading = heading;
        this.rows = rows;
        this.min = axis.lower();
        this.max = axis.upper();
        this.baseline = min;
    }

    /** Where the bars start. */
    Bars baseline(double value) {
        baseline = value;
        return this;
    }

    /** A line across all bars. */
    Bars reference(double value, String label) {
        reference = value;
        referenceLabel = label;
        return this;
    }

    /** The drawing; {@code summary} says it in words. */
    Markup draw(double width, String summary, boolean simulated) {
        boolean referenced = !Double.isNaN(reference);
        double height = TOP + rows.size() * ROW + (referenced ? 24 : 6);
        Markup svg = new Markup();
        Chart.openSvg(svg, new Chart.Size(width, height, width < 400), summary);
        svg.element("text", heading, "class", "title", "x", 2.0, "y", 15.0);
        if (simulated) {
            Chart.simulated(svg, width - 2, 14);
        }
        double scale = (width - 2 - RIGHT) / (max - min);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            double top = TOP + i * ROW;
            double zero = at(baseline, scale);
            double end = at(row.value, scale);
            svg.open("g");
            svg.element("title", row.name + ": " + row.text);
            svg.element("text", row.name, "class", "row-name", "x", 2.0, "y", top + 13);
            svg.element("text", row.text, "class", "value end", "x", width - RIGHT, "y", top + 13);
            svg.empty("rect", "class", "track", "x", 2.0, "y", top + 19, "width", width - 2 - RIGHT, "height", 9.0);
            if (Double.isFinite(row.span.lower()) && Double.isFinite(row.span.upper())) {
                double from = at(row.span.lower(), scale);
                double to = at(row.span.upper(), scale);
                svg.empty(
                        "line", "class", "span " + row.style, "x1", from, "x2", to, "y1", top + 23.5, "y2", top + 23.5);
                svg.empty("circle", "class", "fill " + row.style, "cx", end, "cy", top + 23.5, "r", 5.5);
            } else if (Double.isFinite(end)) {
                double left = Math.min(zero, end);
                double length = Math.max(1, Math.abs(end - zero));
                svg.empty(
                        "rect", "class", "fill " + row.style, "x", left, "y", top + 19, "width", length, "height", 9.0);
            }
            svg.close();
        }
        if (referenced) {
            double x = at(reference, scale);
            double bottom = TOP + rows.size() * ROW;
            for (int i = 0; i < rows.size(); i++) {
                double top = TOP + i * ROW;
                svg.empty("line", "class", "reference", "x1", x, "x2", x, "y1", top + 16, "y2", top + 31);
            }
            boolean right = x > width * 0.6;
            svg.element(
                    "text", referenceLabel, "class", right ? "small-text end" : "small-text", "x", x, "y", bottom + 14);
        }
        return svg.close();
    }

    private double at(double value, double scale) {
        return 2 + (Math.max(min, Math.min(max, value)) - min) * scale;
    }
}
