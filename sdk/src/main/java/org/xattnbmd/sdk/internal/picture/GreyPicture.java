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
        words = packed(grey, width, height);
    }

    private GreyPicture(long[] words, int width, int height) {
        this.words = words;
        this.width = width;
        this.height = height;
    }

    /** Takes over pixels that are packed as here, rows that end within a long filled with zeros; they are not to be changed. */
    static GreyPicture ofWords(long[] words, int width, int height) {
        checkSize(width, height);
        return new GreyPicture(words, width, height);
    }

    /** Values of 16 bits, row by row, as the words of a picture. */
    static long[] packed(short[] values, int width, int height) {
        long[] words = new long[stride(width) * height];
        for (int y = 0; y < height; y++) {
            pack(values, y * width, width, words, y * stride(width));
        }
        return words;
    }

    /** Packs one row of {@code width} values into the words from {@code word} on. */
    static void pack(short[] values, int from, int width, long[] words, int word) {
        int whole = width / PER_WORD;
        int at = from;
        for (int i = word; i < word + whole; i++) {
            words[i] = values[at] & 0xFFFFL
                    | (values[at + 1] & 0xFFFFL) << 16
                    | (values[at + 2] & 0xFFFFL) << 32
                    | (long) values[at + 3] << 48;
            at += PER_WORD;
        }
        for (int i = 0; i < width % PER_WORD; i++) {
            words[word + whole] |= (values[at + i] & 0xFFFFL) << 16 * i;
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
        return (int) (words[y * stride(width) + (x >> 2)] >>> 16 * (x & 3)) & 0xFFFF;
    }

    /** A copy of all grey values, row by row from the top left. */
    public short[] pixels() {
        short[] pixels = new short[width * height];
        for (int y = 0; y < height; y++) {
            int word = y * stride(width);
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = (short) (words[word + (x >> 2)] >>> 16 * (x & 3));
            }
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

    static int stride(int width) {
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
