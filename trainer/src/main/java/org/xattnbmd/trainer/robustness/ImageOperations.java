package org.xattnbmd.trainer.robustness;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * The arithmetic of changed pictures. Every operation returns a new picture, of the same size unless it says otherwise. Own code, although the SDK has
 * OpenCV: the SDK offers no way to load its verified natives, and OpenCV's own loading, if it came first, would keep the SDK
 * from using them. OpenCV's warp would also change the study's figures: it fades at the picture's edge, where this one ends.
 */
public final class ImageOperations {

    /** Below this the three boxes are too coarse for a Gaussian. */
    private static final double SMALLEST_BOX_SIGMA = 4;

    /** Share of the pixels beyond each end of the range that a noise or contrast is measured against. */
    private static final double TAIL = 0.01;

    private ImageOperations() {}

    /** A Gaussian blur, {@code sigma} in pixels; for large ones three box blurs (Wells 1986, IEEE PAMI 8:234). */
    public static GreyImage blur(GreyImage image, double sigma) {
        GreyImage out = image.copy();
        if (sigma < SMALLEST_BOX_SIGMA) {
            float[] kernel = gaussian(sigma);
            GreyImage turned = transposed(convolved(out, kernel));
            return transposed(convolved(turned, kernel));
        }
        int radius = (int) ((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2);
        for (int pass = 0; pass < 3; pass++) {
            int own = pass < wider(sigma, radius) ? radius + 1 : radius;
            out = transposed(box(transposed(box(out, own)), own));
        }
        return out;
    }

    /** An unsharp mask: what a blur takes away is added {@code amount} times. */
    public static GreyImage sharpened(GreyImage image, double sigma, double amount) {
        GreyImage smooth = blur(image, sigma);
        GreyImage out = image.copy();
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] += (float) (amount * (image.values()[i] - smooth.values()[i]));
        }
        return out;
    }

    /** White noise, {@code amount} its standard deviation as a share of the picture's usual range of greys. */
    static GreyImage noise(GreyImage image, double amount, SplittableRandom random) {
        float[] ends = image.quantiles(TAIL, 1 - TAIL);
        GreyImage out = image.copy();
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] += (float) (amount * (ends[1] - ends[0]) * random.nextGaussian());
        }
        return out;
    }

    /** Contrast reduced to a share of itself about the middle of the range, then stored in eight bits. */
    static GreyImage lowContrast(GreyImage image, double share) {
        float[] ends = image.quantiles(TAIL, 1 - TAIL);
        float middle = (ends[0] + ends[1]) / 2;
        GreyImage out = image.copy();
        for (int i = 0; i < out.values().length; i++) {
            double value = middle + share * (out.values()[i] - middle);
            out.values()[i] = Math.round(255 * Math.max(0, Math.min(1, value))) / 255f;
        }
        return out;
    }

    /** A window so narrow that this share of the pixels is burnt out, half of it at either end. */
    static GreyImage clipped(GreyImage image, double share) {
        float[] ends = image.quantiles(share / 2, 1 - share / 2);
        GreyImage out = image.copy();
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] = Math.max(ends[0], Math.min(ends[1], out.values()[i]));
        }
        return out;
    }

    static GreyImage gamma(GreyImage image, double exponent) {
        GreyImage out = image.copy();
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] = (float) Math.pow(out.values()[i], exponent);
        }
        return out;
    }

    /** Stored as a JPEG of eight bits and read back. */
    static GreyImage jpeg(GreyImage image, double quality) {
        BufferedImage eight = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_BYTE_GRAY);
        byte[] bytes = new byte[image.values().length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, image.values()[i])));
        }
        eight.getRaster().setDataElements(0, 0, image.width(), image.height(), bytes);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(file)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality((float) quality);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(eight, null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        try {
            BufferedImage read = ImageIO.read(new ByteArrayInputStream(file.toByteArray()));
            byte[] back = (byte[]) read.getRaster().getDataElements(0, 0, image.width(), image.height(), null);
            GreyImage out = image.copy();
            for (int i = 0; i < back.length; i++) {
                out.values()[i] = (back[i] & 255) / 255f;
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Only so many pixels across: averaged over areas, then interpolated back to the old size. */
    static GreyImage downsampled(GreyImage image, int across) {
        if (across >= Math.max(image.width(), image.height())) {
            return image.copy();
        }
        double factor = Math.max(image.width(), image.height()) / (double) across;
        int w = Math.max(2, (int) Math.round(image.width() / factor));
        int h = Math.max(2, (int) Math.round(image.height() / factor));
        GreyImage small = reduced(image, w, h);
        GreyImage out = image.copy();
        for (int y = 0; y < image.height(); y++) {
            double sy = clamp((y + 0.5) * h / image.height() - 0.5, h);
            for (int x = 0; x < image.width(); x++) {
                double sx = clamp((x + 0.5) * w / image.width() - 0.5, w);
                out.values()[y * image.width() + x] = small.at(sx, sy, 0);
            }
        }
        return out;
    }

    /** Fewer pixels, each the mean of the area that it covers; at most as many as there are. */
    public static GreyImage reduced(GreyImage image, int width, int height) {
        return transposed(narrowed(transposed(narrowed(image, width)), height));
    }

    /** Turned about its middle and moved; lengths in pixels. What comes into view from outside is unexposed. */
    static GreyImage moved(GreyImage image, double degrees, double shiftX, double shiftY) {
        float outside = image.darkest();
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        double cx = (image.width() - 1) / 2.0;
        double cy = (image.height() - 1) / 2.0;
        GreyImage out = image.copy();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                double dx = x - cx - shiftX;
                double dy = y - cy - shiftY;
                out.values()[y * image.width() + x] =
                        image.at(cx + cos * dx + sin * dy, cy - sin * dx + cos * dy, outside);
            }
        }
        return out;
    }

    /** Collimated to the middle: everything outside this share of width and height is unexposed. */
    static GreyImage collimated(GreyImage image, double share) {
        float outside = image.darkest();
        GreyImage out = image.copy();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                boolean seen = Math.abs((x + 0.5) / image.width() - 0.5) <= share / 2
                        && Math.abs((y + 0.5) / image.height() - 0.5) <= share / 2;
                if (!seen) {
                    out.values()[y * image.width() + x] = outside;
                }
            }
        }
        return out;
    }

    /** A rod of metal, five times as long as wide, as bright as can be; its middle and angle stay as {@code area} grows. */
    static GreyImage brightObject(GreyImage image, double area, SplittableRandom random) {
        double cx = image.width() * (0.25 + 0.5 * random.nextDouble());
        double cy = image.height() * (0.25 + 0.5 * random.nextDouble());
        double angle = Math.PI * random.nextDouble();
        double half = Math.sqrt(area * image.values().length / 5) / 2;
        GreyImage out = image.copy();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                double along = (x - cx) * Math.cos(angle) + (y - cy) * Math.sin(angle);
                double across = (y - cy) * Math.cos(angle) - (x - cx) * Math.sin(angle);
                if (Math.abs(along) <= 5 * half && Math.abs(across) <= half) {
                    out.values()[y * image.width() + x] = 1;
                }
            }
        }
        return out;
    }

    static GreyImage inverted(GreyImage image) {
        GreyImage out = image.copy();
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] = 1 - out.values()[i];
        }
        return out;
    }

    /** How many of three boxes must be wider by one for their variances, r (r + 1) / 3 each, to come nearest to the Gaussian's. */
    private static int wider(double sigma, int radius) {
        int best = 0;
        double nearest = Double.POSITIVE_INFINITY;
        for (int wide = 0; wide <= 3; wide++) {
            double variance = ((3 - wide) * radius * (radius + 1) + wide * (radius + 1) * (radius + 2)) / 3.0;
            if (Math.abs(variance - sigma * sigma) < nearest) {
                nearest = Math.abs(variance - sigma * sigma);
                best = wide;
            }
        }
        return best;
    }

    private static double clamp(double position, int length) {
        return Math.max(0, Math.min(length - 1, position));
    }

    private static float[] gaussian(double sigma) {
        int radius = (int) Math.ceil(4 * sigma);
        float[] kernel = new float[2 * radius + 1];
        double sum = 0;
        for (int i = -radius; i <= radius; i++) {
            sum += Math.exp(-0.5 * i * i / (sigma * sigma));
        }
        for (int i = -radius; i <= radius; i++) {
            kernel[i + radius] = (float) (Math.exp(-0.5 * i * i / (sigma * sigma)) / sum);
        }
        return kernel;
    }

    /** Along the rows, the border repeated outward. */
    private static GreyImage convolved(GreyImage image, float[] kernel) {
        int radius = kernel.length / 2;
        GreyImage out = image.copy();
        for (int y = 0; y < image.height(); y++) {
            int row = y * image.width();
            for (int x = 0; x < image.width(); x++) {
                float sum = 0;
                for (int k = -radius; k <= radius; k++) {
                    int from = Math.max(0, Math.min(image.width() - 1, x + k));
                    sum += kernel[k + radius] * image.values()[row + from];
                }
                out.values()[row + x] = sum;
            }
        }
        return out;
    }

    /** The mean over {@code 2 * radius + 1} pixels along the rows, by a running sum. */
    private static GreyImage box(GreyImage image, int radius) {
        GreyImage out = image.copy();
        int w = image.width();
        for (int y = 0; y < image.height(); y++) {
            int row = y * w;
            double sum = 0;
            for (int k = -radius; k <= radius; k++) {
                sum += image.values()[row + Math.max(0, Math.min(w - 1, k))];
            }
            for (int x = 0; x < w; x++) {
                out.values()[row + x] = (float) (sum / (2 * radius + 1));
                sum += image.values()[row + Math.min(w - 1, x + radius + 1)]
                        - image.values()[row + Math.max(0, x - radius)];
            }
        }
        return out;
    }

    /** Fewer columns, each the mean of the columns it covers. */
    private static GreyImage narrowed(GreyImage image, int columns) {
        GreyImage out = new GreyImage(new float[columns * image.height()], columns, image.height());
        double factor = image.width() / (double) columns;
        for (int y = 0; y < image.height(); y++) {
            for (int c = 0; c < columns; c++) {
                double from = c * factor;
                double to = (c + 1) * factor;
                double sum = 0;
                for (int x = (int) from; x < Math.min(image.width(), Math.ceil(to - 1e-9)); x++) {
                    sum += image.values()[y * image.width() + x] * (Math.min(to, x + 1) - Math.max(from, x));
                }
                out.values()[y * columns + c] = (float) (sum / factor);
            }
        }
        return out;
    }

    private static GreyImage transposed(GreyImage image) {
        GreyImage out = new GreyImage(new float[image.values().length], image.height(), image.width());
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                out.values()[x * image.height() + y] = image.values()[y * image.width() + x];
            }
        }
        return out;
    }
}
