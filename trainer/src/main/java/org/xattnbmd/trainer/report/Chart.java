package org.xattnbmd.trainer.report;

import java.util.List;

/**
 * One Cartesian panel as inline SVG: grid, ticks, axis titles, the SIMULATED label, and marks in data coordinates. Colours
 * and type come from the page's style sheet by class. Own code, because a page is one file without scripts whose drawings
 * follow its style sheet; chart libraries draw pixels or bring styles of their own. Not thread-safe.
 */
final class Chart {

    /** Size of a panel in SVG units, which are pixels at natural size. */
    record Size(double width, double height, boolean small) {
        static final Size SQUARE = new Size(520, 490, false);
        static final Size WIDE = new Size(520, 370, false);
        static final Size SMALL = new Size(350, 250, true);
    }

    static final String SIMULATED = "SIMULATED";

    /** Colours for groups, classes c0, c1, c2; more groups share them. */
    static final int COLOURS = 3;

    private static final double TOP = 34;
    private static final double RIGHT = 14;
    private static final double BOTTOM = 48;
    private static final double LEFT = 52;

    private final Markup svg = new Markup();
    private final Size size;
    private final Axis xAxis;
    private final Axis yAxis;

    Chart(Size size, Axis xAxis, Axis yAxis, String summary, boolean simulated) {
        this(size, xAxis, yAxis, summary, simulated, xAxis.ticks(), xAxis::tickLabel);
    }

    /** With ticks of the caller's on the x axis, e.g. groups. */
    Chart(
            Size size,
            Axis xAxis,
            Axis yAxis,
            String summary,
            boolean simulated,
            List<Double> xTicks,
            java.util.function.DoubleFunction<String> xTickLabel) {
        this.size = size;
        this.xAxis = xAxis;
        this.yAxis = yAxis;
        openSvg(svg, size, summary);
        for (double tick : yAxis.ticks()) {
            svg.empty("line", "class", "grid", "x1", LEFT, "x2", size.width - RIGHT, "y1", y(tick), "y2", y(tick));
            label("tick end", LEFT - 8, y(tick) + 4, yAxis.tickLabel(tick));
        }
        double bottom = size.height - BOTTOM;
        for (double tick : xTicks) {
            svg.empty("line", "class", "grid", "x1", x(tick), "x2", x(tick), "y1", TOP, "y2", bottom);
            label("tick mid", x(tick), bottom + 19, xTickLabel.apply(tick));
        }
        svg.empty("line", "class", "axis", "x1", LEFT, "x2", size.width - RIGHT, "y1", bottom, "y2", bottom);
        label("title", 2, 15, yAxis.label());
        label("title end", size.width - RIGHT, size.height - 7, xAxis.label());
        if (simulated) {
            simulated(svg, size.width - 2, 14);
        }
    }

    static void openSvg(Markup svg, Size size, String summary) {
        svg.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "class",
                size.small ? "plot small" : "plot",
                "viewBox",
                "0 0 " + Markup.number(size.width) + " " + Markup.number(size.height),
                "role",
                "img",
                "aria-label",
                summary);
    }

    static void simulated(Markup svg, double right, double baseline) {
        svg.element("text", SIMULATED, "class", "sim end", "x", right, "y", baseline);
    }

    double x(double value) {
        return LEFT + xAxis.fraction(value) * (size.width - LEFT - RIGHT);
    }

    double y(double value) {
        return size.height - BOTTOM - yAxis.fraction(value) * (size.height - TOP - BOTTOM);
    }

    Axis xAxis() {
        return xAxis;
    }

    Axis yAxis() {
        return yAxis;
    }

    /** A segment cut to the panel's range along each axis; only for lines parallel to an axis or inside the panel. */
    Chart line(String style, double x1, double y1, double x2, double y2) {
        svg.empty("line", "class", style, "x1", cx(x1), "y1", cy(y1), "x2", cx(x2), "y2", cy(y2));
        return this;
    }

    Chart band(String style, double x1, double y1, double x2, double y2) {
        double left = Math.min(cx(x1), cx(x2));
        double top = Math.min(cy(y1), cy(y2));
        svg.empty(
                "rect",
                "class",
                style,
                "x",
                left,
                "y",
                top,
                "width",
                Math.abs(cx(x2) - cx(x1)),
                "height",
                Math.abs(cy(y2) - cy(y1)));
        return this;
    }

    Chart point(String style, double x, double y, double radius, String tooltip) {
        svg.open("circle", "class", style, "cx", cx(x), "cy", cy(y), "r", radius);
        svg.element("title", tooltip).close();
        return this;
    }

    /** A line through the points, each {x, y}; points that are not finite interrupt it. */
    Chart curve(String style, List<double[]> points) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (double[] p : points) {
            boolean defined = Double.isFinite(p[0]) && Double.isFinite(p[1]);
            if (defined) {
                path.append(pen ? 'L' : 'M')
                        .append(Markup.number(cx(p[0])))
                        .append(' ')
                        .append(Markup.number(cy(p[1])));
            }
            pen = defined;
        }
        if (!path.isEmpty()) {
            svg.empty("path", "class", style, "d", path);
        }
        return this;
    }

    /** Closed area through the points. */
    Chart area(String style, List<double[]> points) {
        StringBuilder path = new StringBuilder();
        for (double[] p : points) {
            path.append(path.isEmpty() ? 'M' : 'L')
                    .append(Markup.number(cx(p[0])))
                    .append(' ')
                    .append(Markup.number(cy(p[1])));
        }
        svg.empty("path", "class", style, "d", path.append('Z'));
        return this;
    }

    /** Text at a data point, moved by pixels; style may hold "end" or "mid". */
    Chart note(String style, double x, double y, double dx, double dy, String text) {
        return label(style, cx(x) + dx, cy(y) + dy, text);
    }

    /** Names the groups' colours in the row of the x axis title. */
    Chart legend(List<String> groups) {
        double x = LEFT + 4;
        double y = size.height - 7;
        for (int i = 0; i < groups.size() && i < COLOURS; i++) {
            svg.empty("circle", "class", "dot c" + i, "cx", x, "cy", y - 4, "r", 4.5);
            label("title", x + 10, y, groups.get(i));
            x += 30 + 10.0 * groups.get(i).length();
        }
        return this;
    }

    Markup finish() {
        return svg.close();
    }

    private Chart label(String style, double x, double y, String text) {
        svg.element("text", text, "class", style, "x", x, "y", y);
        return this;
    }

    private double cx(double value) {
        return x(xAxis.clamp(value));
    }

    private double cy(double value) {
        return y(yAxis.clamp(value));
    }
}
