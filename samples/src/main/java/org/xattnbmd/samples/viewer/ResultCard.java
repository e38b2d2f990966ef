package org.xattnbmd.samples.viewer;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.RoundRectangle2D;
import java.util.Locale;
import java.util.Optional;
import javax.accessibility.AccessibleRole;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Category;
import org.xattnbmd.sdk.DensitometerScale;

/**
 * An estimate at a glance: the BMD, its interval on a bar, the T-score on a scale with WHO's bands where these apply. Its words
 * for people who do not see it are its accessible name. For the event dispatch thread only.
 */
final class ResultCard extends DrawnComponent {

    private static final long serialVersionUID = 1L;

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
    private static final int HEIGHT = 180;

    private final transient Words words;
    private transient BmdEstimate estimate;

    ResultCard(Words words) {
        super(AccessibleRole.LABEL);
        this.words = words;
        setPreferredSize(new Dimension(320, HEIGHT));
        setMinimumSize(new Dimension(240, HEIGHT));
        setMaximumSize(new Dimension(Integer.MAX_VALUE, HEIGHT));
        show(null);
    }

    /** @param shown null: there is none */
    void show(BmdEstimate shown) {
        estimate = shown;
        getAccessibleContext().setAccessibleName(shown == null ? words.of("result.none") : spoken(shown));
        repaint();
    }

    Optional<BmdEstimate> estimate() {
        return Optional.ofNullable(estimate);
    }

    private String spoken(BmdEstimate e) {
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

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D g = (Graphics2D) graphics.create();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(colour("TextField.background", Color.WHITE));
        g.fill(new RoundRectangle2D.Double(0, 0, getWidth(), getHeight(), 12, 12));
        Font font = font();
        Color text = colour("Label.foreground", Color.BLACK);
        g.setFont(font);
        g.setColor(text);
        FontMetrics small = g.getFontMetrics();
        if (estimate == null) {
            g.drawString(words.of("result.none"), MARGIN, MARGIN + small.getAscent());
            g.dispose();
            return;
        }
        int y = figure(g, font, small) + 8;
        double[] span = span(estimate);
        bar(g, y, span, new Color[] {colour("Component.borderColor", Color.GRAY)}, new double[0]);
        g.setColor(BAR);
        int from = place(estimate.interval().lower(), span);
        g.fillRoundRect(from, y, Math.max(2, place(estimate.interval().upper(), span) - from), THICK, THICK, THICK);
        mark(g, place(estimate.bmd(), span), y, text);
        y += THICK + small.getAscent() + 4;
        g.drawString(interval(estimate), MARGIN, y);
        y += 14;
        if (scored(estimate)) {
            boolean bands = estimate.category() != Category.NOT_APPLICABLE;
            Color none = colour("Component.borderColor", Color.GRAY);
            Color[] colours = bands ? new Color[] {LOW, MIDDLE, GOOD} : new Color[] {none};
            double[] limits = {DensitometerScale.OSTEOPOROSIS_TO, DensitometerScale.NORMAL_FROM};
            bar(g, y, T, colours, bands ? limits : new double[0]);
            mark(g, place(estimate.tScore(), T), y, text);
            y += THICK + small.getAscent() + 4;
            g.setColor(text);
            g.drawString(
                    tScore(estimate) + (bands ? ", " + words.of("band." + band(estimate.category())) : ""), MARGIN, y);
        }
        g.setColor(colour("Label.disabledForeground", Color.GRAY));
        g.drawString(words.of("device"), MARGIN, getHeight() - MARGIN);
        g.dispose();
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
    private void bar(Graphics2D g, int y, double[] span, Color[] colours, double[] limits) {
        for (int i = 0; i < colours.length; i++) {
            int from = i == 0 ? MARGIN : place(limits[i - 1], span);
            int to = i == colours.length - 1 ? getWidth() - MARGIN : place(limits[i], span);
            g.setColor(colours[i]);
            g.fillRect(from, y, to - from, THICK);
        }
    }

    private void mark(Graphics2D g, int x, int y, Color colour) {
        g.setColor(colour);
        g.setStroke(new BasicStroke(3));
        g.drawLine(x, y - 3, x, y + THICK + 2);
    }

    private int place(double value, double[] span) {
        double share = Math.max(0, Math.min(1, (value - span[0]) / (span[1] - span[0])));
        return (int) Math.round(MARGIN + share * (getWidth() - 2.0 * MARGIN));
    }
}
