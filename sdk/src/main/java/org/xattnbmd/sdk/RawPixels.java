package org.xattnbmd.sdk;

import org.xattnbmd.sdk.internal.GreyPicture;

/** Brings raw pixel values of any {@link PixelFormat} to 16-bit grey with bone bright, through a table. */
final class RawPixels {

    private RawPixels() {}

    static GreyPicture toGrey(short[] stored, int width, int height, PixelFormat format) {
        short[] table = table(format);
        short[] grey = new short[width * height];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = table[stored[i] & table.length - 1];
        }
        return new GreyPicture(grey, width, height);
    }

    static GreyPicture toGrey(byte[] stored, int width, int height, PixelFormat format) {
        short[] table = table(format);
        short[] grey = new short[width * height];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = table[stored[i] & 0xFF];
        }
        return new GreyPicture(grey, width, height);
    }

    /** Grey by the bits that are stored; other bits, such as overlays, do not count. */
    private static short[] table(PixelFormat format) {
        int mask = (1 << format.bitsStored()) - 1;
        // Two's complement becomes an unsigned rank by flipping the sign bit.
        int flip = (format.signed() ? 1 << (format.bitsStored() - 1) : 0) ^ (format.inverted() ? mask : 0);
        short[] table = new short[mask + 1];
        for (int value = 0; value <= mask; value++) {
            table[value] = GreyPicture.stretch(value ^ flip, format.bitsStored());
        }
        if (format.paddingValue() != null) {
            table[format.paddingValue() & mask] = 0;
        }
        return table;
    }
}
