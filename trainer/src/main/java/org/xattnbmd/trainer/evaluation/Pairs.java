package org.xattnbmd.trainer.evaluation;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Checks and unpacks the paired values that every metric takes. */
final class Pairs {

    private Pairs() {}

    static void check(double[] measured, double[] estimated) {
        if (measured.length != estimated.length) {
            throw new IllegalArgumentException("expected as many estimated as measured values, received "
                    + measured.length + " measured and " + estimated.length + " estimated");
        }
        if (measured.length == 0) {
            throw new IllegalArgumentException("expected at least one pair of values, received none");
        }
        for (int i = 0; i < measured.length; i++) {
            if (!Double.isFinite(measured[i]) || !Double.isFinite(estimated[i])) {
                throw new IllegalArgumentException("expected finite values, received measured " + measured[i]
                        + " and estimated " + estimated[i] + " at index " + i);
            }
        }
    }

    static double[] column(List<Case> cases, ToDoubleFunction<Case> of) {
        return cases.stream().mapToDouble(of).toArray();
    }
}
