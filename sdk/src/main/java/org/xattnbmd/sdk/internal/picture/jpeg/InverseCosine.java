package org.xattnbmd.sdk.internal.picture.jpeg;

/** The inverse cosine transform of a block of 8 by 8 (ITU-T T.81, A.3.3), in double precision: rounding is the only error. */
final class InverseCosine {

    private static final int SIDE = 8;

    /** Weight of each frequency at the places of the left half; the right half mirrors it, with the sign turned where it is odd. */
    private static final double[][] WEIGHTS = weights();

    private InverseCosine() {}

    private static double[][] weights() {
        double[][] weights = new double[SIDE / 2][SIDE];
        for (int x = 0; x < SIDE / 2; x++) {
            for (int u = 0; u < SIDE; u++) {
                weights[x][u] = (u == 0 ? Math.sqrt(0.125) : 0.5) * Math.cos((2 * x + 1) * u * Math.PI / (2 * SIDE));
            }
        }
        return weights;
    }

    /** From coefficients, row by row, to values in their place. */
    static void transform(double[] block) {
        for (int row = 0; row < SIDE; row++) {
            line(block, row * SIDE, 1);
        }
        for (int column = 0; column < SIDE; column++) {
            line(block, column, SIDE);
        }
    }

    private static void line(double[] block, int start, int step) {
        double c0 = block[start];
        double c1 = block[start + step];
        double c2 = block[start + 2 * step];
        double c3 = block[start + 3 * step];
        double c4 = block[start + 4 * step];
        double c5 = block[start + 5 * step];
        double c6 = block[start + 6 * step];
        double c7 = block[start + 7 * step];
        for (int x = 0; x < SIDE / 2; x++) {
            double[] weight = WEIGHTS[x];
            double even = weight[0] * c0 + weight[2] * c2 + weight[4] * c4 + weight[6] * c6;
            double odd = weight[1] * c1 + weight[3] * c3 + weight[5] * c5 + weight[7] * c7;
            block[start + x * step] = even + odd;
            block[start + (SIDE - 1 - x) * step] = even - odd;
        }
    }
}
