package org.xattnbmd.sdk.internal.results.drawing;

import java.awt.image.BufferedImage;

/**
 * A picture in colour that is drawn on, 8 bits a channel. Lines have round ends and soft edges. In Java alone, without the machine's
 * fonts and rasteriser, so that the same drawing has the same pixels everywhere. Not thread-safe.
 */
public final class Canvas {

    /** Half a line's thickness in text, relative to the height of capitals. */
    private static final double TEXT_RADIUS = 0.062;

    private final int width;
    private final int height;
    private final byte[] rgb;

    /** A black canvas. */
    public Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        rgb = new byte[3 * width * height];
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** Red, green and blue of each pixel, row by row: the canvas itself, so that who draws on draws there too. */
    public byte[] bytes() {
        return rgb;
    }

    /** Fills a rectangle; what of it lies beyond the canvas is left out. */
    public void fill(double left, double top, double right, double bottom, int colour) {
        for (int y = (int) Math.max(0, Math.round(top)); y < Math.min(height, Math.round(bottom)); y++) {
            for (int x = (int) Math.max(0, Math.round(left)); x < Math.min(width, Math.round(right)); x++) {
                set(y * width + x, colour);
            }
        }
    }

    /** Draws a line. */
    public void line(double x0, double y0, double x1, double y1, double thickness, int colour) {
        double radius = thickness / 2;
        int left = (int) Math.floor(Math.min(x0, x1) - radius - 1);
        int right = (int) Math.ceil(Math.max(x0, x1) + radius + 1);
        int top = (int) Math.floor(Math.min(y0, y1) - radius - 1);
        int bottom = (int) Math.ceil(Math.max(y0, y1) + radius + 1);
        double dx = x1 - x0;
        double dy = y1 - y0;
        double square = dx * dx + dy * dy;
        double beyond = (radius + 0.5) * (radius + 0.5);
        double farther = 1.001 * beyond * square;
        for (int y = Math.max(0, top); y <= Math.min(height - 1, bottom); y++) {
            for (int x = Math.max(0, left); x <= Math.min(width - 1, right); x++) {
                double px = x + 0.5 - x0;
                double py = y + 0.5 - y0;
                double across = px * dy - py * dx;
                if (across * across > farther) {
                    continue;
                }
                double along = square == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / square));
                double ex = px - along * dx;
                double ey = py - along * dy;
                double distance = ex * ex + ey * ey;
                if (distance < beyond) {
                    blend(y * width + x, colour, Math.min(1, radius + 0.5 - Math.sqrt(distance)));
                }
            }
        }
    }

    /**
     * Writes one line of text.
     *
     * @param top upper edge of the capitals
     * @param capital their height in pixels
     */
    public void text(double left, double top, double capital, int colour, String text) {
        double unit = capital / Glyphs.CAPITAL;
        double x = left;
        for (char letter : text.toCharArray()) {
            for (int[] points : Glyphs.lines(letter)) {
                for (int i = 0; i + 3 < points.length; i += 2) {
                    line(
                            x + unit * points[i],
                            top + unit * points[i + 1],
                            x + unit * points[i + 2],
                            top + unit * points[i + 3],
                            2 * TEXT_RADIUS * capital,
                            colour);
                }
            }
            x += unit * Glyphs.advance(letter);
        }
    }

    /** Width of a text in pixels. */
    public static double textWidth(String text, double capital) {
        int units = 0;
        for (char letter : text.toCharArray()) {
            units += Glyphs.advance(letter);
        }
        return units * capital / Glyphs.CAPITAL;
    }

    /** Draws a picture at another size: the mean of what falls into a pixel, or the nearest pixel where it is enlarged. */
    public void picture(BufferedImage picture, int left, int top, int shownWidth, int shownHeight) {
        int[] source = colours(picture);
        int[] columns = edges(picture.getWidth(), shownWidth);
        int[] rows = edges(picture.getHeight(), shownHeight);
        for (int y = 0; y < shownHeight; y++) {
            int fromY = rows[y];
            int toY = Math.max(fromY + 1, rows[y + 1]);
            int at = (top + y) * width + left;
            for (int x = 0; x < shownWidth; x++) {
                int fromX = columns[x];
                int toX = Math.max(fromX + 1, columns[x + 1]);
                set(
                        at + x,
                        toX - fromX == 1 && toY - fromY == 1
                                ? source[fromY * picture.getWidth() + fromX]
                                : mean(source, picture.getWidth(), fromX, toX, fromY, toY));
            }
        }
    }

    /** Red, green and blue of each pixel; by the way that needs no conversion, if the picture stores them so. */
    private static int[] colours(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        return picture.getType() == BufferedImage.TYPE_INT_RGB
                ? (int[]) picture.getRaster().getDataElements(0, 0, width, height, null)
                : picture.getRGB(0, 0, width, height, null, 0, width);
    }

    /** Where each shown pixel begins in the picture, and the last one ends. */
    private static int[] edges(int pixels, int shown) {
        int[] edges = new int[shown + 1];
        for (int i = 0; i <= shown; i++) {
            edges[i] = (int) ((long) i * pixels / shown);
        }
        return edges;
    }

    private static int mean(int[] source, int stride, int fromX, int toX, int fromY, int toY) {
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int y = fromY; y < toY; y++) {
            for (int x = fromX; x < toX; x++) {
                int pixel = source[y * stride + x];
                red += pixel >> 16 & 0xFF;
                green += pixel >> 8 & 0xFF;
                blue += pixel & 0xFF;
            }
        }
        int count = (toX - fromX) * (toY - fromY);
        return (int) (red / count) << 16 | (int) (green / count) << 8 | (int) (blue / count);
    }

    private void set(int place, int colour) {
        int at = 3 * place;
        rgb[at] = (byte) (colour >> 16);
        rgb[at + 1] = (byte) (colour >> 8);
        rgb[at + 2] = (byte) colour;
    }

    private void blend(int place, int colour, double cover) {
        if (cover == 1) {
            set(place, colour);
            return;
        }
        for (int channel = 0; channel < 3; channel++) {
            int at = 3 * place + channel;
            double before = rgb[at] & 0xFF;
            rgb[at] = (byte) Math.round((1 - cover) * before + cover * (colour >> 16 - 8 * channel & 0xFF));
        }
    }
}
