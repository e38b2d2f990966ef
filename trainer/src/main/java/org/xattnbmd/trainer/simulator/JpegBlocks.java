package org.xattnbmd.trainer.simulator;

/**
 * What a baseline JPEG does to grey values: each block of 8 × 8 as cosines, rounded by the standard's luminance table (ITU-T
 * T.81, table K.1) at a quality. Own code, because the bytes of a cohort must not depend on a JDK's codec.
 */
final class JpegBlocks {

    private static final int SIDE = 8;
    private static final int[] LUMINANCE = {
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29,
        51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121,
        120, 101, 72, 92, 95, 98, 112, 100, 103, 99
    };
    private static final float[] COSINE = new float[SIDE * SIDE];

    static {
        for (int u = 0; u < SIDE; u++) {
            double scale = u == 0 ? StrictMath.sqrt(1.0 / SIDE) : StrictMath.sqrt(2.0 / SIDE);
            for (int x = 0; x < SIDE; x++) {
                COSINE[u * SIDE + x] = (float) (scale * StrictMath.cos((2 * x + 1) * u * Math.PI / (2 * SIDE)));
            }
        }
    }

    private JpegBlocks() {}

    /** Grey values of 0 to 255, in place; a rest at the right and lower edge that fills no block stays. */
    static void apply(float[] grey, int n, int quality) {
        double scale = quality < 50 ? 5000.0 / quality : 200 - 2.0 * quality;
        float[] steps = new float[SIDE * SIDE];
        for (int k = 0; k < steps.length; k++) {
            steps[k] = (float) Math.min(255, Math.max(1, Math.floor((LUMINANCE[k] * scale + 50) / 100)));
        }
        float[] block = new float[SIDE * SIDE];
        for (int top = 0; top + SIDE <= n; top += SIDE) {
            for (int left = 0; left + SIDE <= n; left += SIDE) {
                for (int k = 0; k < block.length; k++) {
                    block[k] = grey[(top + k / SIDE) * n + left + k % SIDE] - 128;
                }
                block = transform(transform(block, false), false);
                for (int k = 0; k < block.length; k++) {
                    block[k] = (float) Math.rint(block[k] / steps[k]) * steps[k];
                }
                block = transform(transform(block, true), true);
                for (int k = 0; k < block.length; k++) {
                    float v = Math.min(255, Math.max(0, block[k] + 128));
                    grey[(top + k / SIDE) * n + left + k % SIDE] = v;
                }
            }
        }
    }

    /** One direction, transposed; twice is both directions. */
    private static float[] transform(float[] block, boolean back) {
        float[] out = new float[SIDE * SIDE];
        for (int row = 0; row < SIDE; row++) {
            for (int u = 0; u < SIDE; u++) {
                float sum = 0;
                for (int x = 0; x < SIDE; x++) {
                    sum += block[row * SIDE + x] * COSINE[back ? x * SIDE + u : u * SIDE + x];
                }
                out[u * SIDE + row] = sum;
            }
        }
        return out;
    }
}
