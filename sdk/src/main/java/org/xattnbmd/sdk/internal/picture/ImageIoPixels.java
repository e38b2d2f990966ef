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
        if (colours instanceof IndexColorModel palette) {
            return new GreyPicture(fromPalette(raster, palette), width, height);
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
            return fromBands(raster, bands);
        }
    }

    private static short[] fromPalette(Raster raster, IndexColorModel palette) {
        short[] table = new short[palette.getMapSize()];
        for (int i = 0; i < table.length; i++) {
            table[i] = GreyPicture.stretch(luminance(palette.getRed(i), palette.getGreen(i), palette.getBlue(i)), 8);
        }
        int width = raster.getWidth();
        short[] grey = new short[width * raster.getHeight()];
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
        return grey;
    }

    private static GreyPicture fromBands(Raster raster, int bands) {
        boolean components = raster.getSampleModel() instanceof ComponentSampleModel;
        boolean bytes = components && raster.getTransferType() == DataBuffer.TYPE_BYTE;
        boolean shorts = components && raster.getTransferType() == DataBuffer.TYPE_USHORT;
        int bits = raster.getSampleModel().getSampleSize(0);
        int width = raster.getWidth();
        int stride = GreyPicture.stride(width);
        long[] words = new long[stride * raster.getHeight()];
        short[] grey = new short[width];
        Object row = null;
        for (int y = 0; y < raster.getHeight(); y++) {
            int line = raster.getMinY() + y;
            if (bytes) {
                row = raster.getDataElements(raster.getMinX(), line, width, 1, row);
                fromBytes((byte[]) row, bands, grey);
            } else if (shorts) {
                row = raster.getDataElements(raster.getMinX(), line, width, 1, row);
                fromShorts((short[]) row, bands, grey);
            } else {
                row = raster.getPixels(raster.getMinX(), line, width, 1, (int[]) row);
                fromSamples((int[]) row, bands, bits, grey);
            }
            GreyPicture.pack(grey, 0, width, words, y * stride);
        }
        return GreyPicture.ofWords(words, width, raster.getHeight());
    }

    /** One row: of each pixel the first sample, or the luminance of the first three. */
    private static void fromBytes(byte[] row, int bands, short[] grey) {
        int step = row.length / grey.length;
        for (int i = 0; i < grey.length; i++) {
            int at = i * step;
            int value = bands == 1 ? row[at] & 0xFF : luminance(row[at] & 0xFF, row[at + 1] & 0xFF, row[at + 2] & 0xFF);
            grey[i] = (short) (value << 8 | value);
        }
    }

    private static void fromShorts(short[] row, int bands, short[] grey) {
        int step = row.length / grey.length;
        for (int i = 0; i < grey.length; i++) {
            int at = i * step;
            grey[i] = (short)
                    (bands == 1 ? row[at] : luminance(row[at] & 0xFFFF, row[at + 1] & 0xFFFF, row[at + 2] & 0xFFFF));
        }
    }

    private static void fromSamples(int[] row, int bands, int bits, short[] grey) {
        int step = row.length / grey.length;
        for (int i = 0; i < grey.length; i++) {
            int at = i * step;
            grey[i] = GreyPicture.stretch(bands == 1 ? row[at] : luminance(row[at], row[at + 1], row[at + 2]), bits);
        }
    }

    /** ITU-R BT.601 luma, rounded; equal channels give back their value exactly. */
    static int luminance(int red, int green, int blue) {
        return (299 * red + 587 * green + 114 * blue + 500) / 1000;
    }
}
