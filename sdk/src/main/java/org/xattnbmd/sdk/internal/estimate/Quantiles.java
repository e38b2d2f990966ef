package org.xattnbmd.sdk.internal.estimate;

import java.util.List;
import java.util.Map;
import org.xattnbmd.sdk.BmdEstimate.Interval;

/** A target's conformal quantiles by ascending coverage, as arrays: every estimate asks, and the host's heap counts. Immutable. */
final class Quantiles {

    private final double[] coverages;
    private final double[] factors;

    /** @param quantiles as a card has them */
    Quantiles(Map<String, Double> quantiles) {
        // Keys are "0.xx", so their order as texts is their order as numbers.
        coverages = quantiles.keySet().stream().mapToDouble(Double::parseDouble).toArray();
        factors = quantiles.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The estimate's intervals, in its unit. */
    List<Interval> around(double estimate, double spread, double widening) {
        Interval[] intervals = new Interval[coverages.length];
        for (int i = 0; i < intervals.length; i++) {
            double half = factors[i] * spread * widening;
            intervals[i] = new Interval(coverages[i], estimate - half, estimate + half);
        }
        return List.of(intervals);
    }
}
