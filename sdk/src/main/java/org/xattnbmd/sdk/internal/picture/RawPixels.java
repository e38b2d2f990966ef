package org.xattnbmd.sdk.internal.picture;

import org.xattnbmd.sdk.PixelFormat;

/**
 * Brings raw pixel values of any {@link PixelFormat} to 16-bit grey with bone bright. Padding gets the darkest grey of the
 * picture itself: saturated, so that it never counts as exposed field, and no darker than what is saturated without it, so
 * that it does not hide that. Four pixels an operation, as {@link GreyPicture} holds them; pictures that have padding go
 * through a table instead.
 */
public final class RawPixels {

    private static final int GREYS = 1 << 16;

    /** The lowest bit of each pixel of a word: times a value of 16 bits, it is that value in each. */
    private static final long EACH = 0x0001_0001_0001_0001L;

    private static final long HIGHEST = EACH << 15;

    private RawPixels() {}

    public static GreyPicture toGrey(short[] stored, int width, int height, PixelFormat format) {
        int bits = format.bitsStored();
        long mask = EACH * mask(bits);
        long flip = EACH * flip(format);
        boolean padded = format.paddingValue() != null;
        long padding = padded ? EACH * (format.paddingValue() & mask(bits)) : 0;
        // As GreyPicture.stretch does it: from 8 bits on, a value and its highest bits once more fill 16.
        int up = 16 - bits;
        int down = 2 * bits - 16;
        long repeated = EACH * mask(up);
        int stride = GreyPicture.stride(width);
        long used = -1L >>> 16 * (stride * GreyPicture.PER_WORD - width);
        long[] words = new long[stride * height];
        long found = 0;
        for (int start = 0; start < words.length; start += stride) {
            GreyPicture.pack(stored, start / stride * width, width, words, start);
            for (int i = start; i < start + stride; i++) {
                long values = words[i] & mask;
                long unlike = values ^ padding;
                // Not 0 if and only if one of the four is the padding.
                found |= unlike - EACH & ~unlike & HIGHEST;
                long ranks = values ^ flip;
                words[i] = ranks << up | ranks >>> down & repeated;
            }
            words[start + stride - 1] &= used;
        }
        return padded && found != 0
                ? new GreyPicture(aroundPadding(stored, width * height, format), width, height)
                : GreyPicture.ofWords(words, width, height);
    }

    /** Grey of every pixel by a table, in which the padding is the darkest of the others. */
    private static short[] aroundPadding(short[] stored, int pixels, PixelFormat format) {
        short[] table = table(format);
        int padding = format.paddingValue() & table.length - 1;
        table[padding] = darkest(stored, pixels, table, padding);
        short[] grey = new short[pixels];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = table[stored[i] & table.length - 1];
        }
        return grey;
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
        short[] table = new short[mask(format.bitsStored()) + 1];
        for (int value = 0; value < table.length; value++) {
            table[value] = GreyPicture.stretch(value ^ flip(format), format.bitsStored());
        }
        return table;
    }

    private static int mask(int bits) {
        return (1 << bits) - 1;
    }

    /** Bits that differ between a stored value and its rank from dark to bright. */
    private static int flip(PixelFormat format) {
        // Two's complement becomes an unsigned rank by flipping the sign bit.
        int sign = format.signed() ? 1 << (format.bitsStored() - 1) : 0;
        return sign ^ (inverted(format) ? mask(format.bitsStored()) : 0);
    }

    /** Whether larger stored values are shown darker, so that the picture must be inverted for bone to be bright. */
    public static boolean inverted(PixelFormat format) {
        return (format.photometric() == PixelFormat.Photometric.MONOCHROME1) != (format.rescaleSlope() < 0);
    }
}
