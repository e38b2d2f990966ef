package org.xattnbmd.sdk.internal.picture.jpeg2000;

import java.util.Arrays;

/** The two passes that refine an HT code-block by one plane (T.814, 7.4 and 7.5), in stripes of four rows. For one thread. */
final class HtRefinement {

    private static final int STRIPE = 4;

    private final ForwardBits propagation = new ForwardBits();
    private final BackwardBits refinement = new BackwardBits();
    /** With a border of one: 1 significant by the cleanup pass, 2 by propagation. */
    private byte[] significant = new byte[0];

    /**
     * Refines samples in place.
     *
     * @param start of the passes' segment in the bytes
     * @param end of it
     * @param refined whether the significant samples are refined too
     */
    void refine(int[] samples, Shape shape, byte[] bytes, int start, int end, boolean refined) {
        int stride = shape.width() + 2;
        int size = stride * (shape.height() + 2);
        if (significant.length < size) {
            significant = new byte[size];
        }
        Arrays.fill(significant, 0, size, (byte) 0);
        for (int y = 0; y < shape.height(); y++) {
            for (int x = 0; x < shape.width(); x++) {
                significant[(y + 1) * stride + x + 1] = (byte) (samples[y * shape.width() + x] != 0 ? 1 : 0);
            }
        }
        propagation.start(bytes, start, end, 0);
        for (int top = 0; top < shape.height(); top += STRIPE) {
            for (int left = 0; left < shape.width(); left += STRIPE) {
                propagate(samples, shape, left, top);
            }
        }
        if (refined) {
            refinement.start(bytes, start, end - 1);
            refineSignificant(samples, shape);
        }
    }

    /**
     * What is refined.
     *
     * @param plane of the bits that are read
     * @param causal whether the stripe below counts as insignificant
     */
    record Shape(int width, int height, int plane, boolean causal) {}

    /** Four by four samples: first which become significant, then the signs of these. */
    private void propagate(int[] samples, Shape shape, int left, int top) {
        int stride = shape.width() + 2;
        int right = Math.min(left + STRIPE, shape.width());
        int bottom = Math.min(top + STRIPE, shape.height());
        for (int x = left; x < right; x++) {
            for (int y = top; y < bottom; y++) {
                int place = (y + 1) * stride + x + 1;
                if (significant[place] == 0
                        && hasNeighbour(place, stride, !(shape.causal() && y == top + STRIPE - 1))
                        && propagation.bits(1) == 1) {
                    significant[place] = 2;
                }
            }
        }
        for (int x = left; x < right; x++) {
            for (int y = top; y < bottom; y++) {
                if (significant[(y + 1) * stride + x + 1] == 2) {
                    samples[y * shape.width() + x] = 3 << shape.plane() | propagation.bits(1) << 31;
                }
            }
        }
    }

    private boolean hasNeighbour(int place, int stride, boolean below) {
        int around = significant[place - 1]
                | significant[place + 1]
                | significant[place - stride - 1]
                | significant[place - stride]
                | significant[place - stride + 1];
        if (below) {
            around |= significant[place + stride - 1] | significant[place + stride] | significant[place + stride + 1];
        }
        return around != 0;
    }

    private void refineSignificant(int[] samples, Shape shape) {
        int stride = shape.width() + 2;
        int half = 1 << shape.plane();
        for (int top = 0; top < shape.height(); top += STRIPE) {
            int bottom = Math.min(top + STRIPE, shape.height());
            for (int x = 0; x < shape.width(); x++) {
                for (int y = top; y < bottom; y++) {
                    if (significant[(y + 1) * stride + x + 1] == 1) {
                        samples[y * shape.width() + x] += refinement.bits(1) == 1 ? half : -half;
                    }
                }
            }
        }
    }
}
