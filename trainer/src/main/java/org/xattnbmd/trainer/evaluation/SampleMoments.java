package org.xattnbmd.trainer.evaluation;

import java.util.Arrays;

/** Mean and spread of a sample, summed with the JDK's compensation for rounding. Stateless and thread-safe. */
public final class SampleMoments {

    private SampleMoments() {}

    /** The arithmetic mean; NaN for no value. */
    public static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    /** Sum of the squared distances from the mean; 0 for no value. */
    public static double squares(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    }

    /** Sample variance, over n − 1; NaN for fewer than two values. */
    public static double variance(double[] values) {
        return values.length < 2 ? Double.NaN : squares(values) / (values.length - 1);
    }

    /** Sample standard deviation, over n − 1; NaN for fewer than two values. */
    public static double standardDeviation(double[] values) {
        return Math.sqrt(variance(values));
    }
}
