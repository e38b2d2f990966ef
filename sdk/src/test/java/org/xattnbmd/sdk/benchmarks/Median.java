package org.xattnbmd.sdk.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * A median with a confidence interval from order statistics, which assumes nothing of the distribution (David and Nagaraja,
 * Order Statistics, 7.1): so many of the values at each end are left out as still keep 95 %.
 *
 * @param confidence of the interval; below 0.95 where there are too few values, and the interval is their range
 */
record Median(double value, double from, double to, double confidence) {

    private static final double WANTED = 0.95;

    /** @param values at least one */
    static Median of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        int left = 0;
        while (2 * (left + 1) < n && confidence(n, left + 1) >= WANTED) {
            left++;
        }
        double median = (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
        return new Median(median, sorted.get(left), sorted.get(n - 1 - left), confidence(n, left));
    }

    /** Of the ratios of pairs. */
    static Median ofRatios(List<Double> over, List<Double> under) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < over.size(); i++) {
            ratios.add(over.get(i) / under.get(i));
        }
        return of(ratios);
    }

    /** That the median of what n values are drawn from lies between them, without so many of the least and of the greatest. */
    private static double confidence(int n, int left) {
        double term = Math.pow(0.5, n);
        double tail = 0;
        for (int i = 0; i <= left; i++) {
            tail += term;
            term = term * (n - i) / (i + 1);
        }
        return 1 - 2 * tail;
    }
}
