package org.xattnbmd.trainer.checkpoint;

/** IEEE 754 binary16 (JDK 17 has no conversion of its own). */
final class HalfFloats {

    private HalfFloats() {}

    static float toFloat(short bits) {
        int sign = bits & 0x8000;
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude;
        if (exponent == 0) {
            magnitude = fraction * 0x1p-24f;
        } else if (exponent == 31) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Float.intBitsToFloat(exponent + 112 << 23 | fraction << 13);
        }
        return sign == 0 ? magnitude : -magnitude;
    }
}
