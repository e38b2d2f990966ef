package org.xattnbmd.trainer.evaluation;

/** Sample quantiles. */
public final class Quantiles {

    private Quantiles() {}

    /**
     * Linear interpolation between order statistics, type 7 of Hyndman &amp; Fan 1996 (The American Statistician 50:361),
     * the default of R and NumPy.
     *
     * @param sorted values in rising order, at least one
     * @param p from 0 to 1
     */
    public static double ofSorted(double[] sorted, double p) {
        if (sorted.length == 0 || !(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException(
                    "expected at least one value and 0 <= p <= 1, received " + sorted.length + " values and p " + p);
        }
        double at = p * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
