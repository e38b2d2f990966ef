package org.xattnbmd.trainer.report;

import java.awt.image.BufferedImage;

/**
 * Turns a grid of signed numbers into a smooth translucent picture, as {@link AttentionLayer} does with attention: orange where they
 * are above zero, blue below, opacity in proportion to their size. The two are told apart by readers who don't see red or green.
 */
final class SignedLayer {

    static final int ABOVE = 0xF08020;
    static final int BELOW = 0x3A8DFF;

    private static final double OPACITY = 0.82;

    private SignedLayer() {}

    /** The overlay of the given size; the largest number, of either sign, is the most opaque. */
    static BufferedImage render(double[] grid, int rows, int columns, int width, int height) {
        double peak = 0;
        for (double value : grid) {
            peak = Math.max(peak, Math.abs(value));
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double row = (y + 0.5) / height * rows - 0.5;
                double column = (x + 0.5) / width * columns - 0.5;
                double t = peak > 0 ? AttentionLayer.sample(grid, rows, columns, row, column) / peak : 0;
                // Steps of 1/64 keep the picture small when compressed, and cannot be seen.
                double size = Math.round(64 * Math.min(1, Math.abs(t))) / 64.0;
                image.setRGB(x, y, (int) Math.round(255 * OPACITY * size) << 24 | (t > 0 ? ABOVE : BELOW));
            }
        }
        return image;
    }
}
