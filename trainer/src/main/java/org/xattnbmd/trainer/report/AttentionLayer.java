package org.xattnbmd.trainer.report;

import java.awt.image.BufferedImage;
import org.xattnbmd.trainer.report.ExampleRadiograph.Attention;

/**
 * Turns an attention grid into a smooth translucent picture: Catmull–Rom interpolation between cell centres, colours of
 * the perceptually uniform map "inferno" (van der Walt &amp; Smith, matplotlib, CC0), opacity in proportion to attention
 * so that where the network did not look the radiograph stays as it is. The SDK's own painting is another picture: it
 * mixes the colours into the radiograph's pixels, whereas a page shows the radiograph once and lays this over it.
 */
final class AttentionLayer {

    /** Every sixteenth colour of inferno. */
    private static final int[] INFERNO = {
        0x000004, 0x0B0724, 0x210C4A, 0x3C0965, 0x57106D, 0x70196E, 0x89226A, 0xA32B61, 0xBB3755, 0xD14644, 0xE35932,
        0xF1711E, 0xF98D0A, 0xFCAB0F, 0xF9CA32, 0xF2E865, 0xFCFFA4
    };

    private static final double OPACITY = 0.82;

    private AttentionLayer() {}

    /** The overlay of the given size; the largest cell has the brightest colour. */
    static BufferedImage render(Attention attention, int width, int height) {
        float[] values = attention.values();
        double[] grid = new double[values.length];
        double peak = 0;
        for (int i = 0; i < grid.length; i++) {
            grid[i] = values[i];
            peak = Math.max(peak, grid[i]);
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double row = (y + 0.5) / height * attention.rows() - 0.5;
                double column = (x + 0.5) / width * attention.columns() - 0.5;
                double t = peak > 0 ? sample(grid, attention.rows(), attention.columns(), row, column) / peak : 0;
                // Steps of 1/64 keep the picture small when compressed, and cannot be seen.
                t = Math.round(64 * Math.max(0, Math.min(1, t))) / 64.0;
                image.setRGB(x, y, (int) Math.round(255 * OPACITY * Math.pow(t, 0.8)) << 24 | colour(t));
            }
        }
        return image;
    }

    /** Colour for attention from 0 to 1, as 0xRRGGBB. */
    static int colour(double t) {
        double at = Math.max(0, Math.min(1, t)) * (INFERNO.length - 1);
        int below = Math.min((int) at, INFERNO.length - 2);
        double fraction = at - below;
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int a = INFERNO[below] >> shift & 0xFF;
            int b = INFERNO[below + 1] >> shift & 0xFF;
            rgb |= (int) Math.round(a + fraction * (b - a)) << shift;
        }
        return rgb;
    }

    /** Separable Catmull–Rom interpolation (Catmull &amp; Rom 1974), the border repeated outward. */
    static double sample(double[] grid, int rows, int columns, double row, double column) {
        int r = (int) Math.floor(row);
        int c = (int) Math.floor(column);
        double[] along = new double[4];
        for (int i = 0; i < 4; i++) {
            int base = clamp(r - 1 + i, rows) * columns;
            along[i] = cubic(
                    grid[base + clamp(c - 1, columns)],
                    grid[base + clamp(c, columns)],
                    grid[base + clamp(c + 1, columns)],
                    grid[base + clamp(c + 2, columns)],
                    column - c);
        }
        return cubic(along[0], along[1], along[2], along[3], row - r);
    }

    private static int clamp(int index, int length) {
        return Math.max(0, Math.min(length - 1, index));
    }

    private static double cubic(double a, double b, double c, double d, double t) {
        return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }
}
