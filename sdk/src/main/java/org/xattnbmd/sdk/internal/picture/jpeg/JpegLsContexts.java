package org.xattnbmd.sdk.internal.picture.jpeg;

import java.util.Arrays;

/**
 * What a JPEG-LS scan has learnt of its errors in each context, and the values that follow from it and from the next bits (ITU-T
 * T.87, A.3 to A.7). The names of sums are the standard's: A, B, C, N.
 */
final class JpegLsContexts {

    /** Contexts of three gradients of nine classes, without their signs. */
    private static final int REGULAR = 365;

    private static final int CORRECTIONS = 128;

    /** How many bits of a run's length a run index stands for, J (A.7.1.2). */
    private static final int[] RUN_BITS = {
        0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15
    };

    private final JpegLsBits bits;
    private final int maximum;
    private final int near;
    private final int step;
    private final int range;
    private final int errorBits;
    private final int limit;
    private final int reset;
    private final byte[] classes;
    private final int[] a = new int[REGULAR + 2];
    private final int[] b = new int[REGULAR];
    private final int[] c = new int[REGULAR];
    private final int[] n = new int[REGULAR + 2];
    private final int[] negative = new int[2];

    JpegLsContexts(JpegLsBits bits, JpegLsPresets presets) {
        this.bits = bits;
        maximum = presets.maximum();
        near = presets.near();
        step = presets.step();
        range = presets.range();
        errorBits = presets.errorBits();
        limit = presets.limit();
        reset = presets.reset();
        classes = classes(presets);
        forget();
    }

    /** As at the beginning of a scan (A.2.1). */
    void forget() {
        Arrays.fill(a, Math.max(2, range + 32 >> 6));
        Arrays.fill(b, 0);
        Arrays.fill(c, 0);
        Arrays.fill(n, 1);
        Arrays.fill(negative, 0);
    }

    /** The class of each gradient (A.3.3). */
    private static byte[] classes(JpegLsPresets presets) {
        byte[] classes = new byte[2 * presets.maximum() + 1];
        for (int gradient = 0; gradient <= presets.maximum(); gradient++) {
            byte kind = (byte)
                    (gradient >= presets.thresholds().third()
                            ? 4
                            : gradient >= presets.thresholds().second()
                                    ? 3
                                    : gradient >= presets.thresholds().first() ? 2 : gradient > presets.near() ? 1 : 0);
            classes[presets.maximum() + gradient] = kind;
            classes[presets.maximum() - gradient] = (byte) -kind;
        }
        return classes;
    }

    /** The context of a value with its sign, by the values left, above, above left and above right; 0 where it is flat. */
    int context(int left, int above, int corner, int right) {
        return (classes[maximum + right - above] * 9 + classes[maximum + above - corner]) * 9
                + classes[maximum + corner - left];
    }

    /** The next value in regular mode. */
    int regular(int context, int left, int above, int corner) {
        int sign = context >> 31;
        int q = (context ^ sign) - sign;
        int smaller = Math.min(left, above);
        int larger = Math.max(left, above);
        int predicted = corner >= larger ? smaller : corner <= smaller ? larger : left + above - corner;
        predicted = Math.max(0, Math.min(maximum, predicted + (c[q] ^ sign) - sign));
        int k = k(a[q], n[q]);
        int mapped = mapped(k, limit);
        int error = mapped >> 1 ^ -(mapped & 1);
        if (near == 0 && k == 0 && 2 * b[q] <= -n[q]) {
            error = ~error;
        }
        learn(q, error);
        return value(predicted, (error ^ sign) - sign);
    }

    /** A.6: the sums, and the correction of the prediction that follows from them. */
    private void learn(int q, int error) {
        int bias = b[q] + error * step;
        int size = a[q] + Math.abs(error);
        int count = n[q];
        if (count == reset) {
            size >>= 1;
            bias >>= 1;
            count >>= 1;
        }
        count++;
        a[q] = size;
        n[q] = count;
        if (bias <= -count) {
            c[q] = Math.max(-CORRECTIONS, c[q] - 1);
            bias = Math.max(bias + count, 1 - count);
        } else if (bias > 0) {
            c[q] = Math.min(CORRECTIONS - 1, c[q] + 1);
            bias = Math.min(bias - count, 0);
        }
        b[q] = bias;
    }

    /** How many values each full bit of a run's length stands for. */
    static int runLength(int runIndex) {
        return 1 << RUN_BITS[runIndex];
    }

    static int nextRunIndex(int runIndex) {
        return Math.min(RUN_BITS.length - 1, runIndex + 1);
    }

    /** The rest of a run's length where it ends before the line does. */
    int runRest(int runIndex) {
        return bits.read(RUN_BITS[runIndex]);
    }

    /** Whether a run goes on for its full length. */
    boolean runGoesOn() {
        return bits.read(1) == 1;
    }

    /** The value that interrupts a run (A.7.2), by those left and above; where components share a run, as if these differed. */
    int interruption(int runIndex, int left, int above, boolean shared) {
        int type = !shared && Math.abs(left - above) <= near ? 1 : 0;
        int q = REGULAR + type;
        int k = k(type == 1 ? a[q] + (n[q] >> 1) : a[q], n[q]);
        int mapped = mapped(k, limit - RUN_BITS[runIndex] - 1);
        int doubled = mapped + type;
        int size = doubled + 1 >> 1;
        boolean below = (k != 0 || 2 * negative[type] >= n[q]) == ((doubled & 1) == 1);
        int error = below ? -size : size;
        negative[type] += error < 0 ? 1 : 0;
        a[q] += mapped + 1 - type >> 1;
        if (n[q] == reset) {
            a[q] >>= 1;
            n[q] >>= 1;
            negative[type] >>= 1;
        }
        n[q]++;
        return value(type == 1 ? left : above, type == 0 && left > above ? -error : error);
    }

    /** The parameter of a Golomb code: the least with n times its power of two not below a (A.5.1). */
    private static int k(int a, int n) {
        int k = Math.max(0, Integer.numberOfLeadingZeros(n) - Integer.numberOfLeadingZeros(a));
        return n << k < a ? k + 1 : k;
    }

    /** A number in a Golomb code of limited length (A.5.3). */
    private int mapped(int k, int limit) {
        int most = limit - errorBits - 1;
        int zeros = bits.zeros(most);
        int mapped = zeros < most ? zeros << k | bits.read(k) : bits.read(errorBits) + 1;
        // An error is at most half of the range; nothing adds up to more than an int holds then.
        if (mapped > range || mapped < 0) {
            throw SegmentReader.corrupt("a JPEG-LS error is larger than any");
        }
        return mapped;
    }

    /** A prediction and its error, round the range (A.4.5). */
    private int value(int predicted, int error) {
        int value = predicted + error * step;
        if (value < -near) {
            value += range * step;
        } else if (value > maximum + near) {
            value -= range * step;
        }
        return Math.max(0, Math.min(maximum, value));
    }
}
