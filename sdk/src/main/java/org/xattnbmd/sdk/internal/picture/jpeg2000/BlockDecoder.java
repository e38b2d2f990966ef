package org.xattnbmd.sdk.internal.picture.jpeg2000;

import java.util.Arrays;

/**
 * Decodes the bit planes of a code-block (annex D). Four coefficients one below the other, a column of a stripe, share a word of
 * flags, as the passes visit them one after the other:
 *
 * <ul>
 *   <li>bits 0 to 17: which of the coefficients and of their neighbours are significant, six rows of three;
 *   <li>bits 18 to 23: which of the column's own six rows are negative;
 *   <li>bits 24 to 27: which of the four were refined before; bits 28 to 31: which were coded in this bit plane's first pass.
 * </ul>
 *
 * For one thread. Magnitudes have one binary place, so that what is not decoded is taken as half (E.1.1.2, with r = 1/2).
 */
final class BlockDecoder {

    /** Passes before are never raw (D.6). */
    static final int FIRST_RAW_PASS = 10;

    private static final int STRIPE = 4;
    private static final int MOST_PLANES = 30;
    private static final int SIGNIFICANT = 0x3FFFF;
    private static final int AROUND = 0x1FF;
    private static final int SELF = 0x10;
    private static final int NEGATIVE = 18;
    private static final int REFINED = 24;
    private static final int VISITED = 28;
    private static final int NOT_VISITED = (1 << VISITED) - 1;
    private static final int SEGMENTATION_SYMBOL = 0xA;

    private final MqDecoder mq = new MqDecoder(BlockContexts.COUNT);
    private final RawBits raw = new RawBits();
    private int[] flags = new int[0];
    private int[] magnitudes = new int[0];
    private byte[] bytes = new byte[0];
    private byte[] significance;
    private final byte[] signs = BlockContexts.signs();
    private int width;
    private int height;
    private int stride;
    private boolean causal;

    /** Twice the magnitude in the low 31 bits, the sign in the highest, row by row; overwritten by the next block. */
    int[] decode(CodeBlock block, byte[] from, CodingStyle style, int band) {
        if (block.planes > MOST_PLANES) {
            throw Failures.unsupported("with at most " + MOST_PLANES + " bit planes", "more of them");
        }
        prepare(block, from);
        significance = BlockContexts.significance(band);
        causal = style.has(CodingStyle.CAUSAL);
        resetContexts();
        int pass = 0;
        int start = 0;
        for (int segment = 0; segment < block.segments(); segment++) {
            int end = start + block.bytes(segment);
            boolean isRaw = style.has(CodingStyle.BYPASS) && pass >= FIRST_RAW_PASS && (pass + 2) % 3 != 2;
            if (isRaw) {
                raw.start(bytes, start, end);
            } else {
                mq.start(bytes, start, end);
            }
            for (int i = 0; i < block.passes(segment); i++, pass++) {
                pass((pass + 2) % 3, block.planes - 1 - (pass + 2) / 3, isRaw, style);
            }
            start = end;
        }
        return magnitudes;
    }

    private void prepare(CodeBlock block, byte[] from) {
        width = block.area.width();
        height = block.area.height();
        stride = width + 2;
        int words = stride * ((height + STRIPE - 1) / STRIPE + 2);
        if (flags.length < words) {
            flags = new int[words];
        }
        Arrays.fill(flags, 0, words, 0);
        if (magnitudes.length < width * height) {
            magnitudes = new int[width * height];
        }
        Arrays.fill(magnitudes, 0, width * height, 0);
        int length = block.bytes();
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        block.copy(from, bytes);
    }

    private void pass(int kind, int plane, boolean isRaw, CodingStyle style) {
        switch (kind) {
            case 0 -> {
                if (isRaw) {
                    rawSignificance(plane);
                } else {
                    significance(plane);
                }
            }
            case 1 -> refinement(plane, isRaw);
            default -> {
                cleanup(plane);
                if (style.has(CodingStyle.SEGMENTATION)) {
                    checkSegmentation();
                }
            }
        }
        if (style.has(CodingStyle.RESET)) {
            resetContexts();
        }
    }

    /** Table D.7. */
    private void resetContexts() {
        for (int context = 0; context < BlockContexts.COUNT; context++) {
            mq.reset(context, 0);
        }
        mq.reset(0, 4);
        mq.reset(BlockContexts.RUN, 3);
        mq.reset(BlockContexts.UNIFORM, 46);
    }

    private void checkSegmentation() {
        int symbol = 0;
        for (int i = 0; i < 4; i++) {
            symbol = symbol << 1 | mq.decode(BlockContexts.UNIFORM);
        }
        if (symbol != SEGMENTATION_SYMBOL) {
            throw Failures.corrupt("a code-block is not what its segmentation symbols say");
        }
    }

    private void significance(int plane) {
        for (int top = 0, line = stride + 1; top < height; top += STRIPE, line += stride) {
            int rows = Math.min(STRIPE, height - top);
            for (int x = 0; x < width; x++) {
                if ((flags[line + x] & SIGNIFICANT) == 0) {
                    continue;
                }
                for (int k = 0; k < rows; k++) {
                    int around = flags[line + x] >>> 3 * k & AROUND;
                    if ((around & SELF) == 0 && around != 0) {
                        flags[line + x] |= 1 << VISITED + k;
                        if (mq.decode(significance[around]) == 1) {
                            becomeSignificant(line + x, k, (top + k) * width + x, plane, sign(line + x, k));
                        }
                    }
                }
            }
        }
    }

    private void rawSignificance(int plane) {
        for (int top = 0, line = stride + 1; top < height; top += STRIPE, line += stride) {
            int rows = Math.min(STRIPE, height - top);
            for (int x = 0; x < width; x++) {
                for (int k = 0; k < rows; k++) {
                    int around = flags[line + x] >>> 3 * k & AROUND;
                    if ((around & SELF) == 0 && around != 0) {
                        flags[line + x] |= 1 << VISITED + k;
                        if (raw.bit() == 1) {
                            becomeSignificant(line + x, k, (top + k) * width + x, plane, raw.bit());
                        }
                    }
                }
            }
        }
    }

    private void refinement(int plane, boolean isRaw) {
        int half = 1 << plane;
        for (int top = 0, line = stride + 1; top < height; top += STRIPE, line += stride) {
            int rows = Math.min(STRIPE, height - top);
            for (int x = 0; x < width; x++) {
                int word = flags[line + x];
                if ((word & SIGNIFICANT) == 0) {
                    continue;
                }
                for (int k = 0; k < rows; k++) {
                    int around = word >>> 3 * k & AROUND;
                    if ((around & SELF) != 0 && (word >>> VISITED + k & 1) == 0) {
                        int bit;
                        if (isRaw) {
                            bit = raw.bit();
                        } else if ((word >>> REFINED + k & 1) != 0) {
                            bit = mq.decode(BlockContexts.REFINED_AGAIN);
                        } else {
                            bit = mq.decode(around == SELF ? BlockContexts.REFINED_ALONE : BlockContexts.REFINED_FIRST);
                        }
                        magnitudes[(top + k) * width + x] += bit == 1 ? half : -half;
                        word |= 1 << REFINED + k;
                    }
                }
                flags[line + x] = word;
            }
        }
    }

    private void cleanup(int plane) {
        for (int top = 0, line = stride + 1; top < height; top += STRIPE, line += stride) {
            int rows = Math.min(STRIPE, height - top);
            for (int x = 0; x < width; x++) {
                int first = 0;
                if (rows == STRIPE && (flags[line + x] & SIGNIFICANT) == 0) {
                    if (mq.decode(BlockContexts.RUN) == 0) {
                        continue;
                    }
                    first = mq.decode(BlockContexts.UNIFORM) << 1 | mq.decode(BlockContexts.UNIFORM);
                    becomeSignificant(line + x, first, (top + first) * width + x, plane, sign(line + x, first));
                    first++;
                }
                for (int k = first; k < rows; k++) {
                    int word = flags[line + x];
                    int around = word >>> 3 * k & AROUND;
                    if ((around & SELF) == 0
                            && (word >>> VISITED + k & 1) == 0
                            && mq.decode(significance[around]) == 1) {
                        becomeSignificant(line + x, k, (top + k) * width + x, plane, sign(line + x, k));
                    }
                }
                flags[line + x] &= NOT_VISITED;
            }
        }
    }

    /** D.3.2: 1 for a negative coefficient. */
    private int sign(int place, int k) {
        int word = flags[place];
        int around = word >>> 3 * k;
        int index = around >>> 3 & 1
                | around >>> 4 & 2
                | around << 1 & 4
                | around >>> 4 & 8
                | (flags[place - 1] >>> NEGATIVE + 1 + k & 1) << 4
                | (flags[place + 1] >>> NEGATIVE + 1 + k & 1) << 5
                | (word >>> NEGATIVE + k & 1) << 6
                | (word >>> NEGATIVE + 2 + k & 1) << 7;
        int entry = signs[index];
        return mq.decode(entry & 0x1F) ^ entry >>> BlockContexts.FLIP & 1;
    }

    /** Notes it in the flags of all columns that it is in or beside of; with causal contexts not in the stripe above. */
    private void becomeSignificant(int place, int k, int coefficient, int plane, int negative) {
        magnitudes[coefficient] = 3 << plane | negative << 31;
        flags[place] |= SELF << 3 * k | negative << NEGATIVE + 1 + k;
        flags[place - 1] |= 1 << 3 * k + 5;
        flags[place + 1] |= 1 << 3 * k + 3;
        if (k == 0 && !causal) {
            int above = place - stride;
            flags[above] |= 1 << 16 | negative << NEGATIVE + 5;
            flags[above - 1] |= 1 << 17;
            flags[above + 1] |= 1 << 15;
        } else if (k == STRIPE - 1) {
            int below = place + stride;
            flags[below] |= 1 << 1 | negative << NEGATIVE;
            flags[below - 1] |= 1 << 2;
            flags[below + 1] |= 1;
        }
    }
}
