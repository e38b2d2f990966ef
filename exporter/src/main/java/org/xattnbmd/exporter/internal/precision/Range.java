package org.xattnbmd.exporter.internal.precision;

import org.xattnbmd.exporter.internal.graph.ElementType;

/**
 * The values that an activation takes, as far as they are to be told apart.
 *
 * @param levels the largest number, of 16 bits or fewer
 */
record Range(float min, float max, int levels) {

    private static final int SIXTEEN_BITS = 65_535;
    private static final int EIGHT_BITS = 255;
    /** Two products with int8 weights stay within 16 bits. */
    static final int SEVEN_BITS = 127;

    /** Every range contains zero, which padding must be able to say exactly. */
    Range {
        min = Math.min(0, min);
        max = Math.max(0, max);
    }

    Range(float min, float max) {
        this(min, max, EIGHT_BITS);
    }

    /** All values of both, as far told apart as the finer does. */
    Range union(Range other) {
        return new Range(Math.min(min, other.min), Math.max(max, other.max), Math.max(levels, other.levels));
    }

    Range inSevenBits() {
        return new Range(min, max, SEVEN_BITS);
    }

    Range inSixteenBits() {
        return new Range(min, max, SIXTEEN_BITS);
    }

    /** Whether the numbers have 16 bits. */
    boolean wide() {
        return levels > EIGHT_BITS;
    }

    /** The type of the numbers. */
    ElementType type() {
        return wide() ? ElementType.UINT16 : ElementType.UINT8;
    }

    boolean narrow() {
        return levels < EIGHT_BITS;
    }

    /** From 0 nearly to 1 in steps of 1/256, as ONNX Runtime's quantiser has it behind Softmax. */
    static Range ofShares() {
        return new Range(0, EIGHT_BITS / (EIGHT_BITS + 1f));
    }

    /** The step between neighbouring numbers. */
    float scale() {
        float span = max - min;
        return span > 0 && Float.isFinite(span) ? span / levels : 1f;
    }

    /** The number that stands for zero. */
    int zeroPoint() {
        return Math.max(0, Math.min(levels, Math.round(-min / scale())));
    }
}
