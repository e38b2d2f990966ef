package org.xattnbmd.trainer.evaluation;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Result of a two-sided test whether paired differences centre on zero. The tests are this class's own: Apache Commons
 * Statistics has neither the corrected resampled t-test nor an exact signed-rank test that allows ties.
 *
 * @param name of the test
 * @param n differences that entered
 * @param statistic t, or the rank sum of the positive differences
 * @param pValue from 0 to 1; NaN if there are too few differences to say anything
 */
public record PairedTest(String name, int n, double statistic, double pValue) {

    /** Up to here the exact distribution of the rank sum is counted out. */
    private static final int EXACT_LIMIT = 40;

    /**
     * Corrected resampled t-test (Nadeau &amp; Bengio 2003, Machine Learning 52:239): the folds' training sets overlap, so
     * that the plain t-test finds differences where there are none; the variance is therefore (1/k + test/train) times the
     * sample variance. With a ratio of 0 this is the plain paired t-test.
     *
     * @param differences one per fold, variant minus reference
     * @param testToTrain size of a test fold over the size of its training set: 1 / (k − 1) for k-fold cross-validation
     */
    public static PairedTest correctedResampled(double[] differences, double testToTrain) {
        checkFinite(differences);
        if (!(testToTrain >= 0) || Double.isInfinite(testToTrain)) {
            throw new IllegalArgumentException(
                    "expected a ratio of test to train of at least 0, received " + testToTrain);
        }
        int k = differences.length;
        String name = testToTrain == 0 ? "paired t-test" : "corrected resampled t-test";
        if (k < 2) {
            return new PairedTest(name, k, Double.NaN, Double.NaN);
        }
        double mean = SampleMoments.mean(differences);
        if (mean == 0) {
            return new PairedTest(name, k, 0, 1);
        }
        double t = mean / Math.sqrt((1.0 / k + testToTrain) * SampleMoments.variance(differences));
        return new PairedTest(name, k, t, Distributions.studentTwoSided(t, k - 1));
    }

    /**
     * Wilcoxon signed-rank test (Wilcoxon 1945, Biometrics Bulletin 1:80). Zeros are left out and ties get mean ranks; up
     * to 40 differences the p-value is exact, ties included, beyond that it is the normal approximation with tie and
     * continuity correction.
     */
    public static PairedTest wilcoxon(double[] differences) {
        checkFinite(differences);
        String name = "Wilcoxon signed-rank test";
        Double[] sorted = Arrays.stream(differences)
                .filter(d -> d != 0)
                .boxed()
                .sorted(Comparator.comparingDouble(Math::abs))
                .toArray(Double[]::new);
        int n = sorted.length;
        if (n == 0) {
            return new PairedTest(name, 0, 0, differences.length == 0 ? Double.NaN : 1);
        }
        // Twice the ranks are whole numbers even with ties.
        int[] doubled = new int[n];
        double tieCorrection = 0;
        for (int from = 0; from < n; ) {
            int to = from;
            while (to < n && Math.abs(sorted[to]) == Math.abs(sorted[from])) {
                to++;
            }
            Arrays.fill(doubled, from, to, from + 1 + to);
            double tied = to - from;
            tieCorrection += tied * tied * tied - tied;
            from = to;
        }
        int positive = 0;
        for (int i = 0; i < n; i++) {
            positive += sorted[i] > 0 ? doubled[i] : 0;
        }
        double p = n <= EXACT_LIMIT ? exact(doubled, positive) : approximate(n, positive / 2.0, tieCorrection);
        return new PairedTest(name, n, positive / 2.0, p);
    }

    private static double exact(int[] doubled, int positive) {
        int total = Arrays.stream(doubled).sum();
        double[] probability = new double[total + 1];
        probability[0] = 1;
        for (int rank : doubled) {
            for (int sum = total; sum >= 0; sum--) {
                probability[sum] = (probability[sum] + (sum >= rank ? probability[sum - rank] : 0)) / 2;
            }
        }
        double tail = 0;
        for (int sum = 0; sum <= Math.min(positive, total - positive); sum++) {
            tail += probability[sum];
        }
        return Math.min(1, 2 * tail);
    }

    private static double approximate(int n, double positive, double tieCorrection) {
        double mean = n * (n + 1) / 4.0;
        double variance = n * (n + 1) * (2.0 * n + 1) / 24 - tieCorrection / 48;
        double distance = Math.max(0, Math.abs(positive - mean) - 0.5);
        return Distributions.normalTwoSided(distance / Math.sqrt(variance));
    }

    /**
     * Holm's step-down correction for several tests (Holm 1979, Scandinavian Journal of Statistics 6:65): controls the
     * chance of any false finding and is never weaker than Bonferroni's.
     *
     * @param pValues may hold NaN, which stays NaN and does not count as a test
     * @return adjusted p-values in the same order
     */
    public static double[] holm(double... pValues) {
        Integer[] order = new Integer[pValues.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> pValues[i]));
        int tests = (int) Arrays.stream(pValues).filter(p -> !Double.isNaN(p)).count();
        double[] adjusted = new double[pValues.length];
        double running = 0;
        for (int rank = 0; rank < order.length; rank++) {
            double p = pValues[order[rank]];
            if (p < 0 || p > 1) {
                throw new IllegalArgumentException("expected p-values from 0 to 1, received " + p);
            }
            // Doubles sort NaN last, so that the ranks before it are those of the tests.
            running = Double.isNaN(p) ? running : Math.max(running, Math.min(1, p * (tests - rank)));
            adjusted[order[rank]] = Double.isNaN(p) ? Double.NaN : running;
        }
        return adjusted;
    }

    private static void checkFinite(double[] differences) {
        for (double difference : differences) {
            if (!Double.isFinite(difference)) {
                throw new IllegalArgumentException("expected finite differences, received " + difference);
            }
        }
    }
}
