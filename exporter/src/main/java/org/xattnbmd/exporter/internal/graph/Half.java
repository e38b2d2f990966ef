package org.xattnbmd.exporter.internal.graph;

/** IEEE 754 binary16, which Java 17 has no type for. Round to nearest, ties to even; overflow becomes infinity. */
public final class Half {

    /** The largest finite value. */
    public static final float MAX = 65504f;

    /** The smallest normal value. */
    public static final float MIN_NORMAL = 6.1035156e-5f;

    private Half() {}

    public static float toFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >> 10) & 0x1f;
        int mantissa = half & 0x3ff;
        if (exponent == 31) {
            return Float.intBitsToFloat(sign | 0x7f800000 | mantissa << 13);
        }
        if (exponent == 0) {
            float value = mantissa * 0x1p-24f;
            return sign == 0 ? value : -value;
        }
        return Float.intBitsToFloat(sign | (exponent + 112) << 23 | mantissa << 13);
    }

    public static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        float magnitude = Math.abs(value);
        if (magnitude >= 65520f) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < MIN_NORMAL) {
            // Scaling by a power of two is exact, so one rounding remains.
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
        }
        int m = bits & 0x7fffffff;
        int rounded = m + 0xfff + (m >> 13 & 1);
        return (short) (sign | (rounded - (112 << 23)) >> 13);
    }
}
