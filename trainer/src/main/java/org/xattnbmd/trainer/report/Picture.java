package org.xattnbmd.trainer.report;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.evaluation.Quantiles;

/**
 * A radiograph as 8-bit grey, small enough for a page.
 *
 * @param grey one byte per pixel, row by row; not to be changed
 */
record Picture(int width, int height, byte[] grey) {

    private static final int LARGEST_SIDE = 420;
    private static final int LUMINANCE_RED = 299;
    private static final int LUMINANCE_GREEN = 587;
    private static final int LUMINANCE_BLUE = 114;

    /** Decodes, windows and shrinks. */
    static Picture decode(byte[] encoded) {
        BufferedImage image = read(encoded);
        double[] values = values(image);
        int shrink =
                Math.max(1, (int) Math.ceil((double) Math.max(image.getWidth(), image.getHeight()) / LARGEST_SIDE));
        int width = Math.max(1, image.getWidth() / shrink);
        int height = Math.max(1, image.getHeight() / shrink);
        double[] small = new double[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                small[y * width + x] =
                        mean(values, image.getWidth(), image.getHeight(), x * shrink, y * shrink, shrink);
            }
        }
        return new Picture(width, height, window(small, image));
    }

    BufferedImage toImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, width, height, grey);
        return image;
    }

    /** What the network sees, as a picture. */
    static BufferedImage grey(float[] pixels, int width) {
        BufferedImage image = new BufferedImage(width, pixels.length / width, BufferedImage.TYPE_BYTE_GRAY);
        for (int p = 0; p < pixels.length; p++) {
            image.getRaster().setSample(p % width, p / width, 0, Math.round(255 * pixels[p]));
        }
        return image;
    }

    /** For a page that holds its pictures. */
    static String dataUri(BufferedImage image) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(ExampleRadiograph.png(image));
    }

    private static BufferedImage read(byte[] encoded) {
        IOException cause = null;
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(encoded));
            if (image != null) {
                return image;
            }
        } catch (IOException e) {
            cause = e;
        }
        throw new TrainerException(
                TrainerException.Code.COHORT_IMAGE,
                "Report: expected an encoded picture such as PNG for an example radiograph, received " + encoded.length
                        + " bytes that can't be decoded. Give the picture as ExampleRadiograph.png makes it.",
                cause);
    }

    private static double[] values(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        Raster raster = image.getRaster();
        if (raster.getNumBands() == 1 && !(image.getColorModel() instanceof java.awt.image.IndexColorModel)) {
            return raster.getSamples(0, 0, width, height, 0, new double[width * height]);
        }
        double[] values = new double[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = image.getRGB(x, y);
                values[y * width + x] = (LUMINANCE_RED * (rgb >> 16 & 0xFF)
                                + LUMINANCE_GREEN * (rgb >> 8 & 0xFF)
                                + LUMINANCE_BLUE * (rgb & 0xFF))
                        / 1000.0;
            }
        }
        return values;
    }

    private static double mean(double[] values, int width, int height, int left, int top, int side) {
        double sum = 0;
        int n = 0;
        for (int y = top; y < Math.min(height, top + side); y++) {
            for (int x = left; x < Math.min(width, left + side); x++) {
                sum += values[y * width + x];
                n++;
            }
        }
        return sum / n;
    }

    private static byte[] window(double[] values, BufferedImage image) {
        double low = 0;
        double high = 255;
        if (image.getSampleModel().getSampleSize(0) > 8 && image.getRaster().getNumBands() == 1) {
            // Detectors store 10 to 14 bits in 16: without a window such a picture is black.
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            low = Quantiles.ofSorted(sorted, 0.005);
            high = Math.max(low + 1, Quantiles.ofSorted(sorted, 0.995));
        }
        byte[] grey = new byte[values.length];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, (values[i] - low) / (high - low))));
        }
        return grey;
    }
}
