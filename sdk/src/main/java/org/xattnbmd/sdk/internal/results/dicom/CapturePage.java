package org.xattnbmd.sdk.internal.results.dicom;

import java.awt.image.BufferedImage;
import java.util.List;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.internal.results.dicom.ResultWords.Line;
import org.xattnbmd.sdk.internal.results.dicom.ResultWords.Style;
import org.xattnbmd.sdk.internal.results.drawing.Canvas;
import org.xattnbmd.sdk.internal.results.drawing.Wrapping;

/**
 * The drawing of a secondary capture: the radiograph with attention and neck box at the left, figures, the interval's bar and words
 * at the right, and a band with the words that must be there below both. Letters are high enough to be read when the
 * page fills half of a usual screen.
 */
final class CapturePage {

    static final int HEIGHT = 1200;

    private static final int WIDEST_PICTURE = 1000;
    private static final int TEXT_WIDTH = 880;
    private static final int MARGIN = 36;
    private static final int BAND = 72;
    private static final double BAND_CAPITAL = 28;
    private static final double BAR_HEIGHT = 150;

    /** From one line to the next, relative to the height of capitals. */
    private static final double LINE = 1.7;

    private static final double GAP = 8;

    /** Letters as small as this are read at full size only; a result of so many words is a rare one. */
    private static final double SMALLEST = 0.5;

    private static final int WHITE = 0xF2F2F2;
    private static final int GREY = 0xB8B8B8;
    private static final int YELLOW = 0xFFD24A;
    private static final int BLUE = 0x6FB7FF;
    private static final int DARK_BLUE = 0x2F5F93;
    private static final int RED = 0x9C1C1C;

    private static final double BAR_CAPITAL = 16;
    private static final IntervalBar.Lengths BAR = new IntervalBar.Lengths(26, 14, 10, 24, 34, 2, 6);
    private static final IntervalBar.Colours BAR_COLOURS = new IntervalBar.Colours(GREY, BLUE, DARK_BLUE, WHITE);

    private final ResultSource source;
    private final Canvas canvas;
    private final int left;

    private CapturePage(ResultSource source, BufferedImage radiograph) {
        this.source = source;
        int room = HEIGHT - BAND;
        double scale =
                Math.min(room / (double) radiograph.getHeight(), WIDEST_PICTURE / (double) radiograph.getWidth());
        int width = Math.max(1, (int) Math.round(scale * radiograph.getWidth()));
        int height = Math.max(1, (int) Math.round(scale * radiograph.getHeight()));
        left = width + MARGIN;
        canvas = new Canvas(left + TEXT_WIDTH + MARGIN, HEIGHT);
        int top = (room - height) / 2;
        canvas.picture(radiograph, 0, top, width, height);
        NeckOutline.upright(source).ifPresent(box -> neckBox(box, scale, top));
    }

    /** Draws the page over the radiograph's picture, which is upright. */
    static Canvas draw(ResultSource source, BufferedImage radiograph) {
        CapturePage page = new CapturePage(source, radiograph);
        page.words();
        return page.canvas;
    }

    private void neckBox(Area box, double scale, int top) {
        double boxLeft = scale * box.x();
        double boxTop = top + scale * box.y();
        double right = boxLeft + scale * box.width();
        double bottom = boxTop + scale * box.height();
        canvas.line(boxLeft, boxTop, right, boxTop, 3, BLUE);
        canvas.line(right, boxTop, right, bottom, 3, BLUE);
        canvas.line(right, bottom, boxLeft, bottom, 3, BLUE);
        canvas.line(boxLeft, bottom, boxLeft, boxTop, 3, BLUE);
    }

    private void words() {
        double smaller = 1;
        while (height(smaller) > HEIGHT - BAND - MARGIN && smaller > SMALLEST) {
            smaller -= 0.05;
        }
        double y = lines(ResultWords.figures(source), MARGIN, smaller, true);
        if (source.usable()) {
            bar(y);
            y += BAR_HEIGHT;
        }
        lines(ResultWords.remarks(source), y, smaller, true);
        canvas.fill(0, HEIGHT - BAND, canvas.width(), HEIGHT, RED);
        String band = ResultWords.band(source);
        double width = Canvas.textWidth(band, BAND_CAPITAL);
        double capital = BAND_CAPITAL * Math.min(1, (canvas.width() - 2.0 * MARGIN) / width);
        canvas.text(
                (canvas.width() - width * capital / BAND_CAPITAL) / 2,
                HEIGHT - (BAND + capital) / 2,
                capital,
                WHITE,
                band);
    }

    /** Where everything ends with letters of this relative size. */
    private double height(double smaller) {
        double y = lines(ResultWords.figures(source), MARGIN, smaller, false) + (source.usable() ? BAR_HEIGHT : 0);
        return lines(ResultWords.remarks(source), y, smaller, false);
    }

    private double lines(List<Line> lines, double top, double smaller, boolean drawn) {
        double y = top;
        for (Line line : lines) {
            double capital = smaller * capital(line.style());
            y += line.style() == Style.FIGURE ? 0.4 * capital : 0;
            for (String part : Wrapping.lines(line.text(), TEXT_WIDTH, text -> Canvas.textWidth(text, capital))) {
                if (drawn) {
                    canvas.text(left, y, capital, colour(line.style()), part);
                }
                y += LINE * capital;
            }
            y += GAP * smaller;
        }
        return y;
    }

    private static double capital(Style style) {
        return switch (style) {
            case TITLE -> 34;
            case FIGURE -> 46;
            case TEXT, WARNING -> 22;
        };
    }

    private static int colour(Style style) {
        return switch (style) {
            case TITLE, FIGURE -> WHITE;
            case TEXT -> GREY;
            case WARNING -> YELLOW;
        };
    }

    private void bar(double top) {
        double y = top + 64;
        new IntervalBar(left, TEXT_WIDTH, BAR, BAR_COLOURS).draw(source.estimate(), y, new IntervalBar.Surface() {

            @Override
            public void line(double x0, double y0, double x1, double y1, double thickness, int colour) {
                canvas.line(x0, y0, x1, y1, thickness, colour);
            }

            @Override
            public void fill(double from, double upper, double to, double lower, int colour) {
                canvas.fill(from, upper, to, lower, colour);
            }

            @Override
            public void word(double centre, boolean above, String word) {
                double width = Canvas.textWidth(word, BAR_CAPITAL);
                double start = centre - width / 2;
                if (!above) {
                    start = Math.max(left, Math.min(left + TEXT_WIDTH - width, start));
                }
                canvas.text(start, above ? y - 56 : y + 44, BAR_CAPITAL, GREY, word);
            }
        });
    }
}
