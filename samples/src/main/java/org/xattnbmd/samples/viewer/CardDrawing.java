package org.xattnbmd.samples.viewer;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.RoundRectangle2D;
import java.util.Locale;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Category;
import org.xattnbmd.sdk.DensitometerScale;

/**
 * An estimate at a glance: the BMD, its interval on a bar, the T-score on a scale with WHO's bands where these apply. Immutable;
 * a drawing is for one thread.
 */
record CardDrawing(BmdEstimate estimate, Words words, Palette palette) {

    /**
     * In which colours.
     *
     * @param none of a bar without bands
     */
    record Palette(Color ground, Color text, Color faint, Color none) {

        static final Palette PAPER = new Palette(Color.WHITE, Color.BLACK, Color.DARK_GRAY, Color.LIGHT_GRAY);

        /** Those of the present look. */
        static Palette ofTheLook() {
            return new Palette(
                    DrawnComponent.colour("TextField.background", Color.WHITE),
                    DrawnComponent.colour("Label.foreground", Color.BLACK),
                    DrawnComponent.colour("Label.disabledForeground", Color.GRAY),
                    DrawnComponent.colour("Component.borderColor", Color.GRAY));
        }
    }

    /** What the interval's bar spans, g/cm²; nearly all femoral necks lie within. */
    private static final double[] BMD = {0.3, 1.5};
    /** What the T-score's scale spans. */
    private static final double[] T = {-5, 2};

    private static final Color LOW = new Color(0xE5484D);
    private static final Color MIDDLE = new Color(0xE2A336);
    private static final Color GOOD = new Color(0x3FA66B);
    private static final Color BAR = new Color(0x4A90D9);
    private static final int MARGIN = 12;
    private static final int THICK = 12;

    /** The same in words, for people who do not see it. */
    String spoken() {
        BmdEstimate e = estimate;
        return String.format(
                        Locale.ROOT,
                        "%s %.3f %s, ",
                        name(e),
                        e.bmd(),
                        e.target().unit())
                + words.of("estimated")
                + ". "
                + interval(e)
                + (scored(e) ? ". " + tScore(e) : "");
    }

    private String interval(BmdEstimate e) {
        return words.of(
                "interval",
                Math.round(100 * e.interval().coverage()),
                String.format(Locale.ROOT, "%.3f", e.interval().lower()),
                String.format(Locale.ROOT, "%.3f", e.interval().upper()),
                e.target().unit());
    }

    private static String name(BmdEstimate e) {
        return e.target().hasReference() ? "BMD" : e.target().label();
    }

    /** Whether there is a T-score. */
    private static boolean scored(BmdEstimate e) {
        return e.trust().usable() && e.target().hasReference();
    }

    private String tScore(BmdEstimate e) {
        return words.of("tscore", String.format(Locale.ROOT, "%.1f", e.tScore()));
    }

    /** Draws it in the present font from the origin on. */
    void draw(Graphics2D g, int width, int height) {
        Font font = g.getFont();
        g.setColor(palette.ground());
        g.fill(new RoundRectangle2D.Double(0, 0, width, height, 12, 12));
        Color text = palette.text();
        g.setColor(text);
        FontMetrics small = g.getFontMetrics();
        int y = figure(g, font, small) + 8;
        double[] span = span(estimate);
        bar(g, y, span, new Color[] {palette.none()}, new double[0], width);
        g.setColor(BAR);
        int from = place(estimate.interval().lower(), span, width);
        g.fillRoundRect(
                from, y, Math.max(2, place(estimate.interval().upper(), span, width) - from), THICK, THICK, THICK);
        mark(g, place(estimate.bmd(), span, width), y, text);
        y += THICK + small.getAscent() + 4;
        g.drawString(interval(estimate), MARGIN, y);
        y += 14;
        if (scored(estimate)) {
            boolean bands = estimate.category() != Category.NOT_APPLICABLE;
            Color none = palette.none();
            Color[] colours = bands ? new Color[] {LOW, MIDDLE, GOOD} : new Color[] {none};
            double[] limits = {DensitometerScale.OSTEOPOROSIS_TO, DensitometerScale.NORMAL_FROM};
            bar(g, y, T, colours, bands ? limits : new double[0], width);
            mark(g, place(estimate.tScore(), T, width), y, text);
            y += THICK + small.getAscent() + 4;
            g.setColor(text);
            g.drawString(
                    tScore(estimate) + (bands ? ", " + words.of("band." + band(estimate.category())) : ""), MARGIN, y);
        }
        g.setColor(palette.faint());
        g.drawString(words.of("device"), MARGIN, height - MARGIN);
    }

    /** The BMD in large figures and what it is; returns where it ends. */
    private int figure(Graphics2D g, Font font, FontMetrics small) {
        g.setFont(font.deriveFont(Font.BOLD, 2 * font.getSize2D()));
        String value = String.format(Locale.ROOT, "%.3f", estimate.bmd());
        int y = MARGIN + g.getFontMetrics().getAscent();
        g.drawString(value, MARGIN, y);
        int x = MARGIN + g.getFontMetrics().stringWidth(value);
        g.setFont(font);
        g.drawString(" " + estimate.target().unit(), x, y);
        y += small.getHeight();
        String simulated = estimate.model().simulated() ? "SIMULATED, " : "";
        g.drawString(simulated + words.of("estimated"), MARGIN, y);
        return y;
    }

    /** What the bar spans: what femoral necks have, or three widths of the interval of something else. */
    private static double[] span(BmdEstimate e) {
        double half = e.interval().upper() - e.interval().lower();
        return e.target().hasReference() ? BMD : new double[] {e.bmd() - 1.5 * half, e.bmd() + 1.5 * half};
    }

    private static String band(Category category) {
        return switch (category) {
            case NORMAL -> "NORMAL";
            case LOW_BONE_MASS -> "LOW";
            case OSTEOPOROSIS -> "OSTEOPOROSIS";
            case NOT_APPLICABLE -> throw new IllegalArgumentException("no band");
        };
    }

    /** A bar in pieces that meet at the limits. */
    private static void bar(Graphics2D g, int y, double[] span, Color[] colours, double[] limits, int width) {
        for (int i = 0; i < colours.length; i++) {
            int from = i == 0 ? MARGIN : place(limits[i - 1], span, width);
            int to = i == colours.length - 1 ? width - MARGIN : place(limits[i], span, width);
            g.setColor(colours[i]);
            g.fillRect(from, y, to - from, THICK);
        }
    }

    private static void mark(Graphics2D g, int x, int y, Color colour) {
        g.setColor(colour);
        g.setStroke(new BasicStroke(3));
        g.drawLine(x, y - 3, x, y + THICK + 2);
    }

    private static int place(double value, double[] span, int width) {
        double share = Math.max(0, Math.min(1, (value - span[0]) / (span[1] - span[0])));
        return (int) Math.round(MARGIN + share * (width - 2.0 * MARGIN));
    }
}
