package org.xattnbmd.samples.viewer;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.LineMetrics;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Category;
import org.xattnbmd.sdk.DensitometerScale;

/**
 * An estimate at a glance: the BMD, its interval on a bar, the T-score on a scale with WHO's bands where these apply, then what
 * the model estimates beside it, in words. Immutable; a drawing is for one thread.
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
    private static final int GAP = 8;
    /** Between the words below one bar and the next bar. */
    private static final int APART = 14;
    /** Above each further target. */
    private static final int LEAD = 4;
    /** Measures alike on the screen, on paper and before either is there. */
    private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

    /** The same in words, for people who do not see it. */
    String spoken() {
        StringBuilder spoken = new StringBuilder(figure().named() + ", " + words.of("estimated") + ". ");
        spoken.append(figure().intervalIn(words));
        if (scored()) {
            spoken.append(". ").append(tScore());
        }
        Figure.further(estimate).forEach(each -> spoken.append(". ").append(each.line(words)));
        return spoken.toString();
    }

    private Figure figure() {
        return Figure.of(estimate);
    }

    /** Whether there is a T-score. */
    private boolean scored() {
        return estimate.trust().usable() && estimate.target().hasReference();
    }

    private String tScore() {
        return words.of("tscore", String.format(Locale.ROOT, "%.1f", estimate.tScore()));
    }

    /** How high it is at least: as {@link #draw} goes down. */
    int height(Font font, int width) {
        LineMetrics small = metrics(font);
        double height = headline(font) + GAP + bar(small);
        if (scored()) {
            height += APART + bar(small);
        }
        height += small.getDescent();
        for (TextBlock line : further(font, width)) {
            height += LEAD + line.height();
        }
        return (int) Math.ceil(height + GAP + small.getAscent() + MARGIN);
    }

    /** Draws it in the present font from the origin on. */
    void draw(Graphics2D g, int width, int height) {
        Font font = g.getFont();
        LineMetrics small = metrics(font);
        g.setColor(palette.ground());
        g.fill(new RoundRectangle2D.Double(0, 0, width, height, 12, 12));
        Color text = palette.text();
        g.setColor(text);
        drawHeadline(g, font);
        int y = headline(font) + GAP;
        double[] span = span(estimate);
        bar(g, y, span, new Color[] {palette.none()}, new double[0], width);
        g.setColor(BAR);
        int from = place(estimate.interval().lower(), span, width);
        g.fillRoundRect(
                from, y, Math.max(2, place(estimate.interval().upper(), span, width) - from), THICK, THICK, THICK);
        mark(g, place(estimate.bmd(), span, width), y, text);
        y += bar(small);
        g.drawString(figure().intervalIn(words), MARGIN, y);
        if (scored()) {
            y += APART;
            boolean bands = estimate.category() != Category.NOT_APPLICABLE;
            Color none = palette.none();
            Color[] colours = bands ? new Color[] {LOW, MIDDLE, GOOD} : new Color[] {none};
            double[] limits = {DensitometerScale.OSTEOPOROSIS_TO, DensitometerScale.NORMAL_FROM};
            bar(g, y, T, colours, bands ? limits : new double[0], width);
            mark(g, place(estimate.tScore(), T, width), y, text);
            y += bar(small);
            g.setColor(text);
            g.drawString(tScore() + (bands ? ", " + words.of("band." + band(estimate.category())) : ""), MARGIN, y);
        }
        double top = y + small.getDescent();
        for (TextBlock line : further(font, width)) {
            top = line.draw(g, MARGIN, top + LEAD);
        }
        g.setColor(palette.faint());
        g.drawString(words.of("device"), MARGIN, height - MARGIN);
    }

    /** The further targets, each in one line where that is wide enough, else its interval below it. */
    private List<TextBlock> further(Font font, int width) {
        double room = width - 2.0 * MARGIN;
        List<TextBlock> lines = new ArrayList<>();
        for (Figure each : Figure.further(estimate)) {
            TextBlock line = block(each.line(words), font, room);
            lines.add(
                    line.lines().size() == 1
                            ? line
                            : block(each.named(), font, room).above(block(each.intervalIn(words), font, room)));
        }
        return lines;
    }

    private TextBlock block(String text, Font font, double room) {
        return TextBlock.of(CONTEXT, text, font, palette.text(), room);
    }

    private static LineMetrics metrics(Font font) {
        return font.getLineMetrics("0", CONTEXT);
    }

    private static Font large(Font font) {
        return font.deriveFont(Font.BOLD, 2 * font.getSize2D());
    }

    /** How far down the words below the large figures stand. */
    private static int headline(Font font) {
        return MARGIN
                + Math.round(metrics(large(font)).getAscent() + metrics(font).getHeight());
    }

    /** How far the words below a bar are from its upper edge. */
    private static int bar(LineMetrics small) {
        return THICK + Math.round(small.getAscent()) + 4;
    }

    /** The value in large figures and what it is. */
    private void drawHeadline(Graphics2D g, Font font) {
        String value = figure().number();
        int y = headline(font);
        int above = y - lineHeight(font);
        g.setFont(large(font));
        g.drawString(value, MARGIN, above);
        int x = MARGIN + g.getFontMetrics().stringWidth(value);
        g.setFont(font);
        g.drawString(" " + estimate.target().unit(), x, above);
        String simulated = estimate.model().simulated() ? "SIMULATED, " : "";
        g.drawString(simulated + words.of("estimated"), MARGIN, y);
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
