package org.xattnbmd.samples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.util.Arrays;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.Radiograph;

/** Small pictures of radiographs, each pixel the mean of those it stands for, in the greys of all but half a percent of them. */
public final class Thumbnail {

    private static final double SHARE_OUTSIDE = 0.005;
    private static final Color NECK = new Color(0xFFEB3B);

    private Thumbnail() {}

    /**
     * The whole picture.
     *
     * @param side of the longer side, in pixels; a smaller picture is not enlarged
     */
    public static BufferedImage of(Radiograph radiograph, int side) {
        return grey(radiograph.toImage(), new Rectangle(radiograph.width(), radiograph.height()), side);
    }

    /**
     * What lies about the femoral neck, with its box.
     *
     * @param times how many of the box's longer sides are shown
     * @param side of the result's longer side, in pixels
     */
    public static BufferedImage of(Radiograph radiograph, BmdEstimate.Area neck, double times, int side) {
        double wide = times * Math.max(neck.width(), neck.height());
        Rectangle part = new Rectangle2D.Double(
                        neck.x() + (neck.width() - wide) / 2, neck.y() + (neck.height() - wide) / 2, wide, wide)
                .getBounds()
                .intersection(new Rectangle(radiograph.width(), radiograph.height()));
        if (part.isEmpty()) {
            return of(radiograph, side);
        }
        BufferedImage grey = grey(radiograph.toImage(), part, side);
        BufferedImage marked = new BufferedImage(grey.getWidth(), grey.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = marked.createGraphics();
        g.drawImage(grey, 0, 0, null);
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(NECK);
        g.setStroke(new BasicStroke(2.5f));
        double scale = grey.getWidth() / (double) part.width;
        g.draw(new Rectangle2D.Double(
                (neck.x() - part.x) * scale, (neck.y() - part.y) * scale, neck.width() * scale, neck.height() * scale));
        g.dispose();
        return marked;
    }

    private static BufferedImage grey(BufferedImage picture, Rectangle part, int side) {
        double scale = Math.min(1, side / (double) Math.max(part.width, part.height));
        int width = Math.max(1, (int) Math.round(part.width * scale));
        int height = Math.max(1, (int) Math.round(part.height * scale));
        int[] means = new int[width * height];
        Raster raster = picture.getRaster();
        int[] row = new int[part.width];
        for (int y = 0; y < height; y++) {
            int top = edge(y, height, part.height);
            int bottom = edge(y + 1, height, part.height);
            long[] sums = new long[width];
            for (int from = top; from < bottom; from++) {
                raster.getSamples(part.x, part.y + from, part.width, 1, 0, row);
                for (int x = 0; x < width; x++) {
                    for (int i = edge(x, width, part.width); i < edge(x + 1, width, part.width); i++) {
                        sums[x] += row[i];
                    }
                }
            }
            for (int x = 0; x < width; x++) {
                long count = (long) (edge(x + 1, width, part.width) - edge(x, width, part.width)) * (bottom - top);
                means[y * width + x] = (int) (sums[x] / count);
            }
        }
        return windowed(means, width, height);
    }

    /** Where a thumbnail's pixel begins in the picture. */
    private static int edge(int place, int count, int pixels) {
        return (int) ((long) place * pixels / count);
    }

    private static BufferedImage windowed(int[] greys, int width, int height) {
        int[] sorted = greys.clone();
        Arrays.sort(sorted);
        int outside = (int) (SHARE_OUTSIDE * sorted.length);
        int black = sorted[outside];
        double window = Math.max(1, sorted[sorted.length - 1 - outside] - black);
        int[] shown = new int[greys.length];
        for (int i = 0; i < greys.length; i++) {
            shown[i] = (int) Math.round(255 * Math.max(0, Math.min(1, (greys[i] - black) / window)));
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSamples(0, 0, width, height, 0, shown);
        return image;
    }
}
