package org.xattnbmd.trainer.evaluation;

import java.util.Arrays;

/**
 * Two models' AUC on the same subjects, which are correlated: the test of DeLong, DeLong &amp; Clarke-Pearson 1988
 * (Biometrics 44:837).
 *
 * @param aucA of the first model
 * @param aucB of the second model
 * @param standardError of aucA − aucB
 * @param interval 95 % interval of aucA − aucB
 * @param pValue two-sided, that both are equal; 1 if they rank alike
 */
public record AucComparison(double aucA, double aucB, double standardError, Interval interval, double pValue) {

    private static final double NORMAL_95 = 1.959963984540054;

    /**
     * Compares.
     *
     * @param estimatedA estimates of the first model, g/cm²
     * @param estimatedB estimates of the second model for the same subjects
     * @param threshold BMD below which a subject is positive
     * @throws IllegalArgumentException if lengths differ, a value is not finite, or a class has fewer than two subjects
     */
    public static AucComparison of(double[] measured, double[] estimatedA, double[] estimatedB, double threshold) {
        Pairs.check(measured, estimatedA);
        Pairs.check(measured, estimatedB);
        double[][] a = placements(measured, estimatedA, threshold);
        double[][] b = placements(measured, estimatedB, threshold);
        int positives = a[0].length;
        int negatives = a[1].length;
        if (positives < 2 || negatives < 2) {
            throw new IllegalArgumentException("expected at least two subjects on each side of " + threshold
                    + " g/cm², received " + positives + " below and " + negatives + " at or above");
        }
        double aucA = mean(a[0]);
        double aucB = mean(b[0]);
        double error =
                Math.sqrt(varianceOfDifference(a[0], b[0]) / positives + varianceOfDifference(a[1], b[1]) / negatives);
        double difference = aucA - aucB;
        double half = NORMAL_95 * error;
        double p = error > 0 ? Distributions.normalTwoSided(difference / error) : difference == 0 ? 1 : 0;
        return new AucComparison(aucA, aucB, error, new Interval(difference - half, difference + half), p);
    }

    /** For each positive the share of negatives ranked behind it, and for each negative the share of positives before it. */
    private static double[][] placements(double[] measured, double[] estimated, double threshold) {
        double[] positive = select(measured, estimated, threshold, true);
        double[] negative = select(measured, estimated, threshold, false);
        double[] ofPositive = new double[positive.length];
        double[] ofNegative = new double[negative.length];
        for (int i = 0; i < positive.length; i++) {
            for (int j = 0; j < negative.length; j++) {
                double wins = positive[i] < negative[j] ? 1 : positive[i] == negative[j] ? 0.5 : 0;
                ofPositive[i] += wins / negative.length;
                ofNegative[j] += wins / positive.length;
            }
        }
        return new double[][] {ofPositive, ofNegative};
    }

    private static double[] select(double[] measured, double[] estimated, double threshold, boolean positive) {
        double[] selected = new double[measured.length];
        int n = 0;
        for (int i = 0; i < measured.length; i++) {
            if (measured[i] < threshold == positive) {
                selected[n++] = estimated[i];
            }
        }
        return Arrays.copyOf(selected, n);
    }

    private static double varianceOfDifference(double[] a, double[] b) {
        double mean = mean(a) - mean(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i] - mean) * (a[i] - b[i] - mean);
        }
        return sum / (a.length - 1);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }
}
