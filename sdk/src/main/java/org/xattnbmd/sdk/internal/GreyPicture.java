package org.xattnbmd.sdk.internal;

import org.xattnbmd.sdk.BmdException;

/**
 * A decoded picture: unsigned 16-bit grey over the full range, row by row from the top left, bone bright. Immutable by
 * convention: whoever makes one hands its array over.
 */
public record GreyPicture(short[] pixels, int width, int height) {

    public static final int MINIMUM_SIDE = 32;
    public static final int MAXIMUM_SIDE = 16_384;
    public static final int MAXIMUM_PIXELS = 1 << 26;

    public GreyPicture {
        checkSize(width, height);
    }

    /** Refuses sizes that are too small to use or too large to hold; call it before allocating or decoding. */
    public static void checkSize(long width, long height) {
        if (width < MINIMUM_SIDE || height < MINIMUM_SIDE) {
            throw new BmdException(
                    BmdException.Code.IMAGE_TOO_SMALL,
                    "Expected at least " + MINIMUM_SIDE + "x" + MINIMUM_SIDE + " pixels, received " + width + "x"
                            + height + ". Supply the radiograph at its full size.");
        }
        if (width > MAXIMUM_SIDE || height > MAXIMUM_SIDE || width * height > MAXIMUM_PIXELS) {
            throw new BmdException(
                    BmdException.Code.IMAGE_TOO_LARGE,
                    "Expected at most " + MAXIMUM_SIDE + " pixels a side and " + MAXIMUM_PIXELS
                            + " pixels in all, received " + width + "x" + height
                            + ". Supply a single hip, or reduce the picture.");
        }
    }

    /** Stretches a value of {@code bits} bits (1 to 16) to 16, so that black stays 0 and white becomes 65535. */
    public static short stretch(int value, int bits) {
        int stretched = value << (16 - bits);
        for (int filled = bits; filled < 16; filled *= 2) {
            stretched |= stretched >>> filled;
        }
        return (short) stretched;
    }
}
