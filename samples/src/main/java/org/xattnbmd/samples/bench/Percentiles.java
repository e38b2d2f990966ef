package org.xattnbmd.samples.bench;

import java.util.Arrays;

/**
 * Percentiles of measured times by the nearest-rank method, in milliseconds.
 *
 * @param count how many were measured
 */
record Percentiles(int count, double p50, double p90, double p99, double maximum) {

    /** @param nanos at least one time */
    static Percentiles of(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Percentiles(
                sorted.length, rank(sorted, 0.5), rank(sorted, 0.9), rank(sorted, 0.99), rank(sorted, 1));
    }

    private static double rank(long[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / 1e6;
    }
}
