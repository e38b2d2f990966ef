package org.xattnbmd.trainer.robustness;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.xattnbmd.sdk.Radiograph;

/**
 * A radiograph's grey values, bone bright, row by row from the top left, to be changed in place. The picture's own darkest
 * grey is 0 and its brightest 1: files with 10 bits in 16 use a small part of the range, and an estimate does not depend on
 * a linear change of greys.
 *
 * @param values of length {@code width * height}
 */
public record GreyImage(float[] values, int width, int height) {

    private static final int WHITE = 65535;

    /** The radiograph's greys, a copy. */
    public static GreyImage of(Radiograph radiograph) {
        BufferedImage image = radiograph.toImage();
        short[] grey = (short[]) image.getRaster().getDataElements(0, 0, radiograph.width(), radiograph.height(), null);
        int darkest = WHITE;
        int brightest = 0;
        for (short g : grey) {
            darkest = Math.min(darkest, g & WHITE);
            brightest = Math.max(brightest, g & WHITE);
        }
        float[] values = new float[grey.length];
        for (int i = 0; i < grey.length; i++) {
            values[i] = ((grey[i] & WHITE) - darkest) / (float) Math.max(1, brightest - darkest);
        }
        return new GreyImage(values, radiograph.width(), radiograph.height());
    }

    GreyImage copy() {
        return new GreyImage(values.clone(), width, height);
    }

    /** The picture as a radiograph of the same side and pixel size as {@code original}; values beyond 0 and 1 are cut off. */
    public Radiograph toRadiograph(Radiograph original) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY);
        short[] grey = new short[values.length];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (short) Math.round(WHITE * Math.max(0, Math.min(1, values[i])));
        }
        image.getRaster().setDataElements(0, 0, width, height, grey);
        Radiograph changed = Radiograph.of(image).withSide(original.side());
        return Double.isNaN(original.spacingMillimetres())
                ? changed
                : changed.withSpacing(original.spacingMillimetres());
    }

    /** Bilinear value at a position in pixels; {@code outside} beyond the outermost pixels' centres. */
    float at(double x, double y, float outside) {
        if (!(x >= 0) || !(y >= 0) || x > width - 1 || y > height - 1) {
            return outside;
        }
        int left = Math.min(width - 2, (int) x);
        int top = Math.min(height - 2, (int) y);
        double fx = x - left;
        double fy = y - top;
        int p = top * width + left;
        double upper = values[p] + fx * (values[p + 1] - values[p]);
        double lower = values[p + width] + fx * (values[p + width + 1] - values[p + width]);
        return (float) (upper + fy * (lower - upper));
    }

    /** The darkest grey of the picture, which stands for what is not exposed. */
    float darkest() {
        float darkest = values[0];
        for (float v : values) {
            darkest = Math.min(darkest, v);
        }
        return darkest;
    }

    /** The greys below which these shares of the pixels lie, from a sample of at most some 100,000 pixels. */
    float[] quantiles(double... shares) {
        int step = Math.max(1, values.length / 100_000);
        float[] sorted = new float[(values.length + step - 1) / step];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = values[i * step];
        }
        Arrays.sort(sorted);
        float[] found = new float[shares.length];
        for (int q = 0; q < found.length; q++) {
            found[q] = sorted[(int) Math.round(shares[q] * (sorted.length - 1))];
        }
        return found;
    }
}
