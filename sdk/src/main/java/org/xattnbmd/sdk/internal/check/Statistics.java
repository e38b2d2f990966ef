package org.xattnbmd.sdk.internal.check;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** Figures of estimates against measurements. */
final class Statistics {

    private Statistics() {}

    /** Mean of |estimate - measured|. */
    static double meanAbsoluteError(List<Reading> readings) {
        return readings.stream()
                .mapToDouble(r -> Math.abs(r.estimate() - r.measured()))
                .average()
                .orElseThrow();
    }

    /** Mean of estimate - measured. */
    static double bias(List<Reading> readings) {
        return readings.stream()
                .mapToDouble(r -> r.estimate() - r.measured())
                .average()
                .orElseThrow();
    }

    /** Share of the variance of the measurements that the estimates explain; empty if there is no variance. */
    static OptionalDouble rSquared(List<Reading> readings) {
        double mean = readings.stream().mapToDouble(Reading::measured).average().orElseThrow();
        double residual = readings.stream()
                .mapToDouble(r -> Math.pow(r.estimate() - r.measured(), 2))
                .sum();
        double total = readings.stream()
                .mapToDouble(r -> Math.pow(r.measured() - mean, 2))
                .sum();
        return total > 0 ? OptionalDouble.of(1 - residual / total) : OptionalDouble.empty();
    }

    /**
     * Area under the ROC curve for "measured below the threshold" by low estimates: the share of pairs in the right order,
     * ties by half (Mann-Whitney). Empty if all are on one side.
     */
    static OptionalDouble areaUnderRoc(List<Reading> readings, double threshold) {
        Reading[] sorted = readings.toArray(Reading[]::new);
        Arrays.sort(sorted, Comparator.comparingDouble(Reading::estimate));
        double below = 0;
        double ranks = 0;
        for (int from = 0; from < sorted.length; ) {
            int to = from;
            while (to < sorted.length && sorted[to].estimate() == sorted[from].estimate()) {
                to++;
            }
            for (int i = from; i < to; i++) {
                if (sorted[i].measured() < threshold) {
                    below++;
                    ranks += (from + 1 + to) / 2.0;
                }
            }
            from = to;
        }
        double others = sorted.length - below;
        double pairs = below * others;
        return pairs > 0 ? OptionalDouble.of(1 - (ranks - below * (below + 1) / 2) / pairs) : OptionalDouble.empty();
    }

    /** Of the readings that {@code of} holds for, the share that {@code is} holds for; empty if there are none. */
    static OptionalDouble share(List<Reading> readings, Predicate<Reading> of, Predicate<Reading> is) {
        return readings.stream().filter(of).mapToInt(r -> is.test(r) ? 1 : 0).average();
    }
}
