package org.xattnbmd.sdk.internal.picture;

import org.xattnbmd.sdk.BmdException;

/**
 * A decoded picture: unsigned 16-bit grey over the full range, bone bright. Immutable. Four pixels are packed into a long,
 * the left one lowest, and every row starts a new long: sums over rows then run on four pixels an operation.
 */
public final class GreyPicture {

    public static final int MINIMUM_SIDE = 32;
    public static final int MAXIMUM_SIDE = 16_384;
    public static final int MAXIMUM_PIXELS = 1 << 26;

    /** Greys beyond these quantiles are single hot or dead pixels rather than an extreme of the picture. */
    public static final double EXTREME_QUANTILE = 0.0005;

    public static final int PER_WORD = 4;

    private final long[] words;
    private final int width;
    private final int height;

    /** Packs grey values, row by row from the top left. */
    public GreyPicture(short[] grey, int width, int height) {
        checkSize(width, height);
        this.width = width;
        this.height = height;
        int stride = stride(width);
        words = new long[stride * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                words[y * stride + x / PER_WORD] |= (grey[y * width + x] & 0xFFFFL) << 16 * (x % PER_WORD);
            }
        }
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** Grey of one pixel, 0 to 65535. */
    public int grey(int x, int y) {
        return (int) (words[y * stride(width) + x / PER_WORD] >>> 16 * (x % PER_WORD)) & 0xFFFF;
    }

    /** A copy of all grey values, row by row from the top left. */
    public short[] pixels() {
        short[] pixels = new short[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (short) grey(i % width, i / width);
        }
        return pixels;
    }

    /** The packed pixels; not to be changed. */
    public long[] words() {
        return words;
    }

    /** Longs a row. */
    public int stride() {
        return stride(width);
    }

    private static int stride(int width) {
        return (width + PER_WORD - 1) / PER_WORD;
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
