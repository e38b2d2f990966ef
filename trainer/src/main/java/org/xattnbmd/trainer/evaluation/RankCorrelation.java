package org.xattnbmd.trainer.evaluation;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Spearman's correlation of ranks (Spearman 1904, American Journal of Psychology 15:72), ties with their mean rank. Own
 * code, because Apache Commons Statistics has no correlations.
 *
 * @param n pairs
 * @param rho from −1 to 1; NaN if one side is constant
 * @param pValue two-sided, by Student's t with n − 2 degrees of freedom, which is rough for fewer than ten pairs; NaN for
 *     fewer than three pairs
 */
public record RankCorrelation(int n, double rho, double pValue) {

    /** @throws IllegalArgumentException if lengths differ, there is no pair, or a value is not finite */
    public static RankCorrelation of(double[] a, double[] b) {
        double rho = RegressionMetrics.of(ranks(a), ranks(b)).pearson();
        int n = a.length;
        double p = Double.NaN;
        if (n > 2 && !Double.isNaN(rho)) {
            double rest = 1 - rho * rho;
            p = rest <= 1e-12 ? 0 : Distributions.studentTwoSided(rho * Math.sqrt((n - 2) / rest), n - 2);
        }
        return new RankCorrelation(n, rho, p);
    }

    /** Ranks from 1, the smallest value first; equal values share the mean of their ranks. */
    public static double[] ranks(double[] values) {
        if (Arrays.stream(values).anyMatch(v -> !Double.isFinite(v))) {
            throw new IllegalArgumentException("expected finite values to rank, received one that is not");
        }
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        double[] ranks = new double[values.length];
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + 1 + to) / 2.0;
            }
            from = to;
        }
        return ranks;
    }
}
