package org.xattnbmd.samples.viewer;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Composite;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import javax.accessibility.AccessibleRole;

/**
 * Estimates over the days of their exams: each with its interval as a bar, the least significant change as a band about the first.
 * A change that exceeds it is a diamond, one that does not is a disc. For the event dispatch thread only.
 */
final class FollowUpPlot extends DrawnComponent {

    private static final long serialVersionUID = 1L;
    private static final int LEFT = 64;
    private static final int RIGHT = 40;
    private static final int BOTTOM = 34;
    private static final int RADIUS = 6;
    private static final int CAP = 6;
    private static final int MOST_TICKS = 8;
    private static final double[] ROUND = {1, 2, 5, 10};
    private static final Color LINE = new Color(0x4A90D9);
    private static final Color BEYOND = new Color(0xE5484D);
    private static final float BAND = 0.22f;

    private final transient Words words;
    private transient List<FollowUpSeries.Point> points = List.of();
    private double least;
    private boolean simulated;

    FollowUpPlot(Words words) {
        super(AccessibleRole.CANVAS);
        this.words = words;
        setPreferredSize(new Dimension(600, 360));
        getAccessibleContext().setAccessibleName(words.of("followup.none"));
    }

    /** @param spoken what people hear who do not see it */
    void show(FollowUpSeries series, String spoken) {
        points = series.points();
        least = points.isEmpty() ? 0 : series.leastSignificantChange();
        simulated = series.simulated();
        getAccessibleContext().setAccessibleName(spoken);
        repaint();
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D g = (Graphics2D) graphics.create();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(colour("TextField.background", Color.WHITE));
        g.fillRect(0, 0, getWidth(), getHeight());
        g.setFont(font());
        Color text = colour("Label.foreground", Color.BLACK);
        if (points.isEmpty()) {
            g.setColor(text);
            String none = words.of("followup.none");
            g.drawString(none, (getWidth() - g.getFontMetrics().stringWidth(none)) / 2, getHeight() / 2);
        } else {
            new Drawing(g, text).draw();
        }
        g.dispose();
    }

    /** One painting. */
    private final class Drawing {

        private final Graphics2D g;
        private final Color text;
        private final FontMetrics font;
        private final int top;
        private final int bottom;
        private final double lowest;
        private final double highest;
        private final double step;

        Drawing(Graphics2D g, Color text) {
            this.g = g;
            this.text = text;
            font = g.getFontMetrics();
            top = 3 * font.getHeight() + 28;
            bottom = Math.max(top + 10, getHeight() - BOTTOM);
            double centre = points.get(0).estimate().bmd();
            double low = values(centre - least, true).min().orElseThrow();
            double high = values(centre + least, false).max().orElseThrow();
            step = round((high - low) / MOST_TICKS);
            lowest = step * Math.floor(low / step);
            highest = step * Math.ceil(high / step);
        }

        private DoubleStream values(double limit, boolean lower) {
            return DoubleStream.concat(
                    DoubleStream.of(limit),
                    points.stream()
                            .map(FollowUpSeries.Point::estimate)
                            .mapToDouble(e ->
                                    lower ? e.interval().lower() : e.interval().upper()));
        }

        private static double round(double width) {
            double power = Math.pow(10, Math.floor(Math.log10(width)));
            for (double times : ROUND) {
                if (times * power >= width) {
                    return times * power;
                }
            }
            return 10 * power;
        }

        private double x(FollowUpSeries.Point point) {
            long first = points.get(0).date().toEpochDay();
            long span = points.get(points.size() - 1).date().toEpochDay() - first;
            double share = span == 0 ? 0.5 : (point.date().toEpochDay() - first) / (double) span;
            int margin = 24;
            return LEFT + margin + share * (getWidth() - LEFT - RIGHT - 2.0 * margin);
        }

        private double y(double value) {
            return bottom - (value - lowest) / (highest - lowest) * (bottom - top);
        }

        void draw() {
            legend();
            band();
            scale();
            g.setStroke(new BasicStroke(2));
            g.setColor(LINE);
            for (int i = 1; i < points.size(); i++) {
                FollowUpSeries.Point from = points.get(i - 1);
                FollowUpSeries.Point to = points.get(i);
                g.draw(new Line2D.Double(
                        x(from),
                        y(from.estimate().bmd()),
                        x(to),
                        y(to.estimate().bmd())));
            }
            points.forEach(this::point);
            days();
        }

        private void legend() {
            int y = 8 + font.getAscent();
            String unit = points.get(0).estimate().target().unit();
            String name = points.get(0).estimate().target().hasReference()
                    ? "BMD"
                    : points.get(0).estimate().target().label();
            g.setColor(text);
            g.setFont(font().deriveFont(Font.BOLD));
            String title = name + ", " + unit;
            g.drawString(title, 12, y);
            if (simulated) {
                int after = g.getFontMetrics().stringWidth(title) + 28;
                g.setColor(BEYOND);
                g.drawString("SIMULATED", after, y);
            }
            g.setFont(font());
            y += font.getHeight() + 4;
            Composite whole = g.getComposite();
            g.setComposite(AlphaComposite.SrcOver.derive(BAND));
            g.setColor(LINE);
            g.fillRect(12, y - font.getAscent() + 2, 18, font.getAscent() - 2);
            g.setComposite(whole);
            g.setColor(text);
            String lsc = words.of("followup.band", String.format(Locale.ROOT, "%.3f", least), unit);
            g.drawString(lsc, 36, y);
            y += font.getHeight();
            disc(21, y - font.getAscent() / 2.0 + 1, LINE);
            String within = words.of("followup.disc");
            g.setColor(text);
            g.drawString(within, 36, y);
            int after = 36 + font.stringWidth(within) + 24;
            diamond(after, y - font.getAscent() / 2.0 + 1);
            g.setColor(text);
            g.drawString(words.of("followup.diamond"), after + 15, y);
        }

        private void band() {
            double centre = points.get(0).estimate().bmd();
            Rectangle2D band = new Rectangle2D.Double(
                    LEFT, y(centre + least), getWidth() - LEFT - RIGHT, y(centre - least) - y(centre + least));
            Composite whole = g.getComposite();
            g.setComposite(AlphaComposite.SrcOver.derive(BAND));
            g.setColor(LINE);
            g.fill(band);
            g.setComposite(whole);
        }

        private void scale() {
            int digits = Math.max(0, (int) Math.ceil(-Math.log10(step) - 1e-9));
            for (int i = 0; lowest + i * step <= highest + step / 2; i++) {
                double value = lowest + i * step;
                g.setColor(colour("Component.borderColor", Color.LIGHT_GRAY));
                g.draw(new Line2D.Double(LEFT, y(value), getWidth() - (double) RIGHT, y(value)));
                g.setColor(text);
                String label = String.format(Locale.ROOT, "%." + digits + "f", value);
                g.drawString(label, LEFT - 8 - font.stringWidth(label), (int) y(value) + font.getAscent() / 2 - 1);
            }
        }

        private void point(FollowUpSeries.Point point) {
            double x = x(point);
            double y = y(point.estimate().bmd());
            double low = y(point.estimate().interval().lower());
            double high = y(point.estimate().interval().upper());
            boolean beyond = point.change().map(change -> change.significant()).orElse(false);
            g.setColor(text);
            g.setStroke(new BasicStroke(1.6f));
            g.draw(new Line2D.Double(x, low, x, high));
            g.draw(new Line2D.Double(x - CAP, low, x + CAP, low));
            g.draw(new Line2D.Double(x - CAP, high, x + CAP, high));
            if (beyond) {
                diamond(x, y);
            } else {
                disc(x, y, LINE);
            }
            g.setColor(text);
            String value = String.format(Locale.ROOT, "%.3f", point.estimate().bmd());
            int wide = font.stringWidth(value);
            boolean fits = x + 10 + wide < getWidth();
            g.drawString(value, (int) (fits ? x + 10 : x - 10 - wide), (int) y - 6);
        }

        private void disc(double x, double y, Color colour) {
            g.setColor(colour);
            g.fill(new Ellipse2D.Double(x - RADIUS, y - RADIUS, 2.0 * RADIUS, 2.0 * RADIUS));
        }

        private void diamond(double x, double y) {
            double half = RADIUS + 2;
            Path2D diamond = new Path2D.Double();
            diamond.moveTo(x, y - half);
            diamond.lineTo(x + half, y);
            diamond.lineTo(x, y + half);
            diamond.lineTo(x - half, y);
            diamond.closePath();
            g.setColor(BEYOND);
            g.fill(diamond);
        }

        /** The days below, as many as there is room for. */
        private void days() {
            g.setColor(text);
            int free = 0;
            for (FollowUpSeries.Point point : points) {
                String day = point.date().toString();
                int wide = font.stringWidth(day);
                int from = (int) Math.min(x(point) - wide / 2.0, getWidth() - wide - 2.0);
                if (from >= free) {
                    g.drawString(day, from, bottom + 8 + font.getAscent());
                    free = from + wide + 8;
                }
            }
        }
    }
}
