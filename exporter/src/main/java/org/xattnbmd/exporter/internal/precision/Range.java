package org.xattnbmd.exporter.internal.precision;

/** The values that an activation takes, as far as they are to be told apart. */
record Range(float min, float max) {

    private static final int LEVELS = 255;

    /** Every range contains zero, which padding must be able to say exactly. */
    Range {
        min = Math.min(0, min);
        max = Math.max(0, max);
    }

    /** The step between neighbouring numbers. */
    float scale() {
        float span = max - min;
        return span > 0 && Float.isFinite(span) ? span / LEVELS : 1f;
    }

    /** The number that stands for zero. */
    int zeroPoint() {
        return Math.max(0, Math.min(LEVELS, Math.round(-min / scale())));
    }
}
