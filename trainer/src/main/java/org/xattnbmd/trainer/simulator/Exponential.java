package org.xattnbmd.trainer.simulator;

/**
 * e to a negative power from a table, the same on every machine and several times faster than {@link StrictMath#exp};
 * relative error below 1e-7. Immutable.
 */
final class Exponential {

    private static final int STEPS = 1024;
    private static final double LOG2_E = 1.4426950408889634;

    private final double[] table = new double[STEPS + 2];

    Exponential() {
        for (int i = 0; i < table.length; i++) {
            table[i] = StrictMath.pow(2, -i / (double) STEPS);
        }
    }

    /** e^−x for x of 0 or more. */
    double ofMinus(double x) {
        double y = x * LOG2_E;
        int whole = (int) y;
        if (whole > 1000) {
            return 0;
        }
        double at = (y - whole) * STEPS;
        int i = (int) at;
        double fraction = table[i] + (at - i) * (table[i + 1] - table[i]);
        return fraction * Double.longBitsToDouble((long) (1023 - whole) << 52);
    }
}
