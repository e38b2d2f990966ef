package org.xattnbmd.sdk.internal.picture.jpeg2000;

import java.util.Arrays;

/**
 * Decodes a code-block of High-Throughput JPEG 2000 (ITU-T T.814, clause 7): one cleanup pass, which tells all bits of the samples
 * down to a plane in quads of two by two, and two passes that refine them by one plane. For one thread.
 */
final class HtBlockDecoder {

    private static final int MOST_BITS = 30;
    private static final int LEAST_SUFFIX = 2;
    private static final int MOST_SUFFIX = 4079;

    private final MelDecoder mel = new MelDecoder();
    private final BackwardBits codes = new BackwardBits();
    private final ForwardBits magnitudeBits = new ForwardBits();
    private final HtRefinement refinement = new HtRefinement();
    private int[] magnitudes = new int[0];
    private byte[] bytes = new byte[0];
    /** Of each column, with one more on either side: the exponent and significance of the sample above. */
    private int[] exponents = new int[0];

    private int width;
    private int height;
    private int plane;

    /** As {@link BlockDecoder#decode}. */
    int[] decode(CodeBlock block, byte[] from, CodingStyle style) {
        plane = block.planes - 1 - block.emptySets;
        if (plane < 0 || plane >= MOST_BITS) {
            throw Failures.corrupt("a code-block has no bit planes, or too many");
        }
        width = block.area.width();
        height = block.area.height();
        if (magnitudes.length < width * height) {
            magnitudes = new int[width * height];
        }
        if (exponents.length < width + 5) {
            exponents = new int[width + 5];
        }
        Arrays.fill(magnitudes, 0, width * height, 0);
        Arrays.fill(exponents, 0);
        int length = block.bytes();
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        block.copy(from, bytes);
        int cleanup = block.bytes(0);
        cleanup(cleanup);
        if (block.passes() > 1 && length > cleanup) {
            if (plane == 0) {
                throw Failures.corrupt("a code-block has more passes than bit planes");
            }
            HtRefinement.Shape shape = new HtRefinement.Shape(width, height, plane - 1, style.has(CodingStyle.CAUSAL));
            refinement.refine(magnitudes, shape, bytes, cleanup, length, block.passes() > 2);
        }
        return magnitudes;
    }

    private void cleanup(int length) {
        int suffix = length < LEAST_SUFFIX ? 0 : (bytes[length - 1] & 0xFF) << 4 | bytes[length - 2] & 0xF;
        if (suffix < LEAST_SUFFIX || suffix > Math.min(length, MOST_SUFFIX)) {
            throw Failures.corrupt("a cleanup pass has no end");
        }
        magnitudeBits.start(bytes, 0, length - suffix, 0xFF);
        mel.start(bytes, length - suffix, length);
        codes.startWithHalf(bytes, length - suffix, length - 2);
        for (int y = 0; y < height; y += 2) {
            row(y);
        }
        if (magnitudeBits.overrun()) {
            throw Failures.corrupt("a cleanup pass ends too early");
        }
    }

    /** A row of quads, two of them at a time, because their exponents are coded together (7.3.4 to 7.3.8). */
    private void row(int y) {
        int[] table = HtCodewords.codes(y == 0);
        int left = 0;
        // Of the row above, as it was; the columns that this row writes lie to the left of what is still needed.
        int aboveLeft = 0;
        for (int x = 0; x < width; x += 4) {
            int first = quad(table, y, x, left, aboveLeft);
            int firstMost = most(x, aboveLeft);
            int nextAboveLeft = exponents[x + 2];
            int second = 0;
            int secondMost = 0;
            if (x + 2 < width) {
                second = quad(table, y, x + 2, HtCodewords.significant(first), nextAboveLeft);
                secondMost = most(x + 2, nextAboveLeft);
            }
            aboveLeft = exponents[x + 4];
            long sizes = y == 0
                    ? HtExponents.firstRow(HtCodewords.offset(first), HtCodewords.offset(second), mel, codes)
                    : HtExponents.otherRows(HtCodewords.offset(first), HtCodewords.offset(second), codes);
            samples(first, (int) (sizes >>> 32), firstMost, x, y);
            if (x + 2 < width) {
                samples(second, (int) sizes, secondMost, x + 2, y);
            }
            left = HtCodewords.significant(second);
        }
    }

    /** The entry that says which samples of a quad are significant (7.3.5). */
    private int quad(int[] table, int y, int x, int left, int aboveLeft) {
        int context;
        if (y == 0) {
            context = left & 1 | left >> 1 & 1 | left >> 1 & 2 | left >> 1 & 4;
        } else {
            context = (aboveLeft | exponents[x + 1]) != 0 ? 1 : 0;
            context |= (left & 12) != 0 ? 2 : 0;
            context |= (exponents[x + 2] | exponents[x + 3]) != 0 ? 4 : 0;
        }
        if (context == 0 && mel.symbol() == 0) {
            return 0;
        }
        int entry = table[context << HtCodewords.BITS | codes.peek(HtCodewords.BITS)];
        if (entry == 0) {
            throw Failures.corrupt("a codeword is none");
        }
        codes.skip(HtCodewords.length(entry));
        return entry;
    }

    /** The largest exponent of the four samples above a quad. */
    private int most(int x, int aboveLeft) {
        return Math.max(Math.max(aboveLeft, exponents[x + 1]), Math.max(exponents[x + 2], exponents[x + 3]));
    }

    /** Reads magnitudes and signs (7.3.9) and leaves the exponents of the lower samples for the next row. */
    private void samples(int entry, int size, int above, int x, int y) {
        int significant = HtCodewords.significant(entry);
        boolean several = (significant & significant - 1) != 0;
        int bits = size + (y > 0 && several ? Math.max(1, above - 1) : 1);
        if (significant != 0 && bits > MOST_BITS - plane) {
            throw Failures.corrupt("a sample has more bits than there are planes");
        }
        exponents[x + 1] = 0;
        exponents[x + 2] = 0;
        for (int n = 0; n < 4; n++) {
            if ((significant >> n & 1) == 0) {
                continue;
            }
            int count = bits - (HtCodewords.known(entry) >> n & 1);
            int value = magnitudeBits.bits(count) | (HtCodewords.ones(entry) >> n & 1) << count;
            int column = x + n / 2;
            int row = y + n % 2;
            if (column < width && row < height) {
                magnitudes[row * width + column] = (value | 1) + 2 << plane | value << 31;
            }
            if (n % 2 == 1) {
                exponents[column + 1] = 32 - Integer.numberOfLeadingZeros(value | 1);
            }
        }
    }
}
