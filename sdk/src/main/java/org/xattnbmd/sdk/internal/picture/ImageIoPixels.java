package org.xattnbmd.sdk.internal.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import org.xattnbmd.sdk.BmdException;

/**
 * Takes the stored samples out of a {@link BufferedImage}. {@code getRGB} is avoided on purpose: it passes grey through
 * a colour conversion that bends the grey scale.
 */
public final class ImageIoPixels {

    private ImageIoPixels() {}

    public static GreyPicture toGrey(BufferedImage image) {
        Raster raster = image.getRaster();
        int width = image.getWidth();
        int height = image.getHeight();
        GreyPicture.checkSize(width, height);
        ColorModel colours = image.getColorModel();
        short[] grey = new short[width * height];
        if (colours instanceof IndexColorModel palette) {
            fromPalette(raster, palette, grey);
        } else {
            int bands = colours.getNumColorComponents();
            int space = colours.getColorSpace().getType();
            boolean known = bands == 1 && space == ColorSpace.TYPE_GRAY || bands == 3 && space == ColorSpace.TYPE_RGB;
            int transfer = raster.getTransferType();
            boolean integral = transfer == DataBuffer.TYPE_BYTE
                    || transfer == DataBuffer.TYPE_USHORT
                    || transfer == DataBuffer.TYPE_INT && bands == 3;
            if (!known || !integral) {
                throw new BmdException(
                        BmdException.Code.IMAGE_UNSUPPORTED,
                        "Expected grey or RGB with 8 or 16 bits a channel, received " + bands
                                + " channel(s) of colour space type " + space + ", transfer type " + transfer
                                + ". Convert the picture to 16-bit grey.");
            }
            fromBands(raster, bands, grey);
        }
        return new GreyPicture(grey, width, height);
    }

    private static void fromPalette(Raster raster, IndexColorModel palette, short[] grey) {
        short[] table = new short[palette.getMapSize()];
        for (int i = 0; i < table.length; i++) {
            table[i] = GreyPicture.stretch(luminance(palette.getRed(i), palette.getGreen(i), palette.getBlue(i)), 8);
        }
        int width = raster.getWidth();
        int[] row = new int[width];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                if (row[x] >= table.length) {
                    throw new BmdException(
                            BmdException.Code.IMAGE_CORRUPT,
                            "Expected palette indices below " + table.length + ", received " + row[x] + ".");
                }
                grey[y * width + x] = table[row[x]];
            }
        }
    }

    private static void fromBands(Raster raster, int bands, short[] grey) {
        boolean components = raster.getSampleModel() instanceof ComponentSampleModel;
        int width = raster.getWidth();
        int all = raster.getNumBands();
        int bits = raster.getSampleModel().getSampleSize(0);
        byte[] bytes = new byte[width * all];
        short[] shorts = new short[width * all];
        int[] samples = new int[width * all];
        for (int y = 0; y < raster.getHeight(); y++) {
            int x = raster.getMinX();
            if (components && raster.getTransferType() == DataBuffer.TYPE_BYTE) {
                raster.getDataElements(x, raster.getMinY() + y, width, 1, bytes);
                for (int i = 0; i < bytes.length; i++) {
                    samples[i] = bytes[i] & 0xFF;
                }
            } else if (components && raster.getTransferType() == DataBuffer.TYPE_USHORT) {
                raster.getDataElements(x, raster.getMinY() + y, width, 1, shorts);
                for (int i = 0; i < shorts.length; i++) {
                    samples[i] = shorts[i] & 0xFFFF;
                }
            } else {
                raster.getPixels(x, raster.getMinY() + y, width, 1, samples);
            }
            toGrey(samples, bands, all, bits, grey, y * width);
        }
    }

    /** One row: the first one or three of so many samples a pixel. */
    private static void toGrey(int[] samples, int bands, int all, int bits, short[] grey, int to) {
        for (int i = 0; i < samples.length; i += all) {
            int value = bands == 1 ? samples[i] : luminance(samples[i], samples[i + 1], samples[i + 2]);
            grey[to++] = GreyPicture.stretch(value, bits);
        }
    }

    /** ITU-R BT.601 luma, rounded; equal channels give back their value exactly. */
    static int luminance(int red, int green, int blue) {
        return (299 * red + 587 * green + 114 * blue + 500) / 1000;
    }
}
