package org.xattnbmd.trainer.evaluation;

import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.descriptive.Quantile.EstimationMethod;

/** Sample quantiles, from Apache Commons Statistics. */
public final class Quantiles {

    private static final Quantile TYPE_7 = Quantile.withDefaults().with(EstimationMethod.HF7);

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
        return TYPE_7.evaluate(sorted.length, i -> sorted[i], p);
    }
}
