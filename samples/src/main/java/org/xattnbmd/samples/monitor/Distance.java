package org.xattnbmd.samples.monitor;

import java.util.Arrays;

/**
 * How far two samples' distributions are apart (Kolmogorov and Smirnov), and by how much their means.
 *
 * @param d largest difference of the shares below any value, 0 to 1
 * @param p probability of a larger d by chance, if both are of one distribution
 * @param meanChange of the first sample minus the second
 * @param meanError standard error of that
 */
record Distance(double d, double p, double meanChange, double meanError) {

    /** Each sample with at least two values. */
    static Distance between(double[] first, double[] second) {
        double[] a = first.clone();
        double[] b = second.clone();
        Arrays.sort(a);
        Arrays.sort(b);
        double d = 0;
        int j = 0;
        int i = 0;
        while (i < a.length && j < b.length) {
            double at = Math.min(a[i], b[j]);
            while (i < a.length && a[i] <= at) {
                i++;
            }
            while (j < b.length && b[j] <= at) {
                j++;
            }
            d = Math.max(d, Math.abs((double) i / a.length - (double) j / b.length));
        }
        return new Distance(
                d,
                chance(d, (double) a.length * b.length / (a.length + b.length)),
                mean(a) - mean(b),
                Math.sqrt(variance(a) / a.length + variance(b) / b.length));
    }

    /** Stephens 1970, JRSS B 32:115; good from an effective number of four on. */
    private static double chance(double d, double effective) {
        double root = Math.sqrt(effective);
        double lambda = (root + 0.12 + 0.11 / root) * d;
        double sum = 0;
        for (int k = 1; k <= 100; k++) {
            sum += (k % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * k * k * lambda * lambda);
        }
        return lambda < 0.2 ? 1 : Math.max(0, Math.min(1, sum));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
    }
}
