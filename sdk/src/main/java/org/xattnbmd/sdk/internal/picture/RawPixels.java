package org.xattnbmd.sdk.internal.picture;

import org.xattnbmd.sdk.PixelFormat;

/**
 * Brings raw pixel values of any {@link PixelFormat} to 16-bit grey with bone bright, through a table. Padding gets the
 * darkest grey of the picture itself: saturated, so that it never counts as exposed field, and no darker than what is
 * saturated without it, so that it does not hide that.
 */
public final class RawPixels {

    private static final int GREYS = 1 << 16;

    private RawPixels() {}

    public static GreyPicture toGrey(short[] stored, int width, int height, PixelFormat format) {
        short[] table = table(format);
        short[] grey = new short[width * height];
        if (format.paddingValue() != null) {
            int padding = format.paddingValue() & table.length - 1;
            table[padding] = darkest(stored, grey.length, table, padding);
        }
        for (int i = 0; i < grey.length; i++) {
            grey[i] = table[stored[i] & table.length - 1];
        }
        return new GreyPicture(grey, width, height);
    }

    /** The darkest grey beside the padding, single dead pixels aside; black where all is padding. */
    private static short darkest(short[] stored, int pixels, short[] table, int padding) {
        int[] counts = new int[GREYS];
        int count = 0;
        for (int i = 0; i < pixels; i++) {
            int value = stored[i] & table.length - 1;
            if (value != padding) {
                counts[table[value] & GREYS - 1]++;
                count++;
            }
        }
        int grey = 0;
        for (int darker = 0; grey < GREYS && darker + counts[grey] <= GreyPicture.EXTREME_QUANTILE * count; grey++) {
            darker += counts[grey];
        }
        return count == 0 ? 0 : (short) grey;
    }

    public static GreyPicture toGrey(byte[] stored, int width, int height, PixelFormat format) {
        short[] wide = new short[width * height];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = (short) (stored[i] & 0xFF);
        }
        return toGrey(wide, width, height, format);
    }

    /** Grey by the bits that are stored; other bits, such as overlays, do not count. */
    private static short[] table(PixelFormat format) {
        int mask = (1 << format.bitsStored()) - 1;
        // Two's complement becomes an unsigned rank by flipping the sign bit.
        int flip = (format.signed() ? 1 << (format.bitsStored() - 1) : 0) ^ (inverted(format) ? mask : 0);
        short[] table = new short[mask + 1];
        for (int value = 0; value <= mask; value++) {
            table[value] = GreyPicture.stretch(value ^ flip, format.bitsStored());
        }
        return table;
    }

    /** Whether larger stored values are shown darker, so that the picture must be inverted for bone to be bright. */
    public static boolean inverted(PixelFormat format) {
        return (format.photometric() == PixelFormat.Photometric.MONOCHROME1) != (format.rescaleSlope() < 0);
    }
}
