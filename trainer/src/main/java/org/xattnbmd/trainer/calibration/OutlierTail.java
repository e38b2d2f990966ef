package org.xattnbmd.trainer.calibration;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The outlier score beyond which a radiograph is no longer one of those that a model was calibrated on. The tail of the known
 * radiographs' scores is taken as exponential (peaks over a threshold, generalised Pareto with shape 0; Coles 2001, ch. 4), which
 * falls no faster than that of a distance of features does: the limit is the score that such a radiograph exceeds once in
 * {@value #ONCE_IN}, with the mean excess at its upper 95 % bound, so that fewer subjects give a higher limit. None of the known
 * radiographs lies beyond it.
 *
 * @param limit outlier score
 * @param basis in words: the rule, and what it was applied to
 */
public record OutlierTail(double limit, String basis) {

    /** Fewer scores say nothing about a tail. */
    public static final int FEWEST = 20;

    private static final int ONCE_IN = 100_000;
    private static final int TAIL_PART = 10;
    private static final int LEAST_EXCESSES = 10;
    private static final double UPPER_95 = 1.645;

    /**
     * From the scores of radiographs that are known to be good.
     *
     * @return empty with fewer than {@link #FEWEST}
     */
    public static Optional<OutlierTail> of(double[] scores) {
        int n = scores.length;
        if (n < FEWEST) {
            return Optional.empty();
        }
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        int excesses = Math.max(LEAST_EXCESSES, n / TAIL_PART);
        double from = sorted[n - 1 - excesses];
        double mean = Arrays.stream(sorted, n - excesses, n)
                .map(s -> s - from)
                .average()
                .orElseThrow();
        double upper = mean * (1 + UPPER_95 / Math.sqrt(excesses));
        double limit = Math.max(from + upper * Math.log(ONCE_IN * (double) excesses / n), sorted[n - 1]);
        return Optional.of(new OutlierTail(
                limit,
                String.format(
                        Locale.ROOT,
                        "hard limit %.3f: what one of %d radiographs like the %d known ones exceeds, by an exponential tail"
                                + " of their %d highest scores, mean excess at its upper 95 %% bound",
                        limit,
                        ONCE_IN,
                        n,
                        excesses)));
    }
}
