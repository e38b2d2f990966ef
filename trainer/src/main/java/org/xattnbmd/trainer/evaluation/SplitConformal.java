package org.xattnbmd.trainer.evaluation;

import java.util.Arrays;
import java.util.List;

/**
 * Split-conformal prediction intervals scaled by a predicted spread (Papadopoulos et al. 2002, ECML; Lei et al. 2018,
 * JASA 113:1094, §5.2): on subjects that training has not seen, take s = |measured − estimated| / spread; the interval of
 * a new subject is estimated ± q · spread with q the ⌈(n + 1) · confidence⌉-th smallest s. If old and new subjects are
 * exchangeable, it covers at least with the given confidence, whatever the model.
 *
 * @param confidence nominal coverage, e.g. 0.9
 * @param calibrationSize n
 * @param quantile q; +∞ if n is too small for the confidence, n &lt; confidence / (1 − confidence)
 */
public record SplitConformal(double confidence, int calibrationSize, double quantile) {

    /** Absorbs the rounding of (n + 1) · confidence, which must not push an exact rank up by one. */
    private static final double RANK_ROUNDING = 1e-9;

    public SplitConformal {
        checkConfidence(confidence);
        if (!(quantile >= 0)) {
            throw new IllegalArgumentException("expected a conformal quantile of at least 0, received " + quantile);
        }
    }

    /** Calibrates on the cases' measured, estimated and spread; their intervals are not looked at. */
    public static SplitConformal calibrate(List<Case> cases, double confidence) {
        return calibrate(
                Pairs.column(cases, Case::measured),
                Pairs.column(cases, Case::estimated),
                Pairs.column(cases, Case::spread),
                confidence);
    }

    /**
     * Calibrates on columns of equal length.
     *
     * @param spread predicted spread of each estimate, g/cm², above zero
     * @throws IllegalArgumentException if the columns are empty, differ in length, hold a value that is not finite, or a
     *     spread is not above zero
     */
    public static SplitConformal calibrate(double[] measured, double[] estimated, double[] spread, double confidence) {
        checkConfidence(confidence);
        Pairs.check(measured, estimated);
        Pairs.check(measured, spread);
        int n = measured.length;
        double[] scores = new double[n];
        for (int i = 0; i < n; i++) {
            if (spread[i] <= 0) {
                throw new IllegalArgumentException(
                        "expected a spread above zero, received " + spread[i] + " at index " + i);
            }
            scores[i] = Math.abs(measured[i] - estimated[i]) / spread[i];
        }
        return new SplitConformal(confidence, n, bound(scores, confidence));
    }

    /**
     * The least of some scores that a new one like them stays at or below with this probability; +∞ if they are too few to
     * tell.
     *
     * @param share above 0, below 1
     */
    public static double bound(double[] scores, double share) {
        int n = scores.length;
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        long rank = Math.max(1, (long) Math.ceil((n + 1) * share - RANK_ROUNDING));
        return rank > n ? Double.POSITIVE_INFINITY : sorted[(int) rank - 1];
    }

    /** Interval of a new subject, g/cm². */
    public Interval interval(double estimated, double spread) {
        if (!(spread > 0)) {
            throw new IllegalArgumentException("expected a spread above zero, received " + spread);
        }
        double half = quantile * spread;
        return new Interval(estimated - half, estimated + half);
    }

    static void checkConfidence(double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "expected a confidence between 0 and 1, both excluded, received " + confidence);
        }
    }
}
