package org.xattnbmd.trainer.evaluation;

import java.util.List;

/**
 * Agreement of estimated with measured BMD. Errors are estimated minus measured.
 *
 * @param n number of pairs
 * @param mse mean squared error, (g/cm²)²
 * @param mae mean absolute error, g/cm²
 * @param r2 coefficient of determination 1 − Σ(m−e)² / Σ(m−m̄)², about the mean of these measurements (Kvålseth 1985,
 *     The American Statistician 39:279, R²₁): at most 1, negative if worse than that mean; NaN if the measurements are
 *     all equal
 * @param pearson product-moment correlation; NaN if either side is constant
 * @param calibration the least-squares line of measured on estimated
 * @param bias mean error, g/cm²
 * @param limitsOfAgreement bias ± 1.96 standard deviations (n − 1) of the errors (Bland &amp; Altman 1986, Lancet
 *     327:307), g/cm²; undefined for a single pair
 */
public record RegressionMetrics(
        int n,
        double mse,
        double mae,
        double r2,
        double pearson,
        CalibrationLine calibration,
        double bias,
        Interval limitsOfAgreement) {

    /** The 97.5 % point of the normal distribution as Bland and Altman round it. */
    private static final double NORMAL_95 = 1.96;

    /**
     * Measured BMD as a straight line of the estimated one (Cox 1958, Biometrika 45:562).
     *
     * @param slope 1 when calibrated, below 1 when the estimates are too extreme; NaN if the estimates are constant
     * @param intercept g/cm², 0 when calibrated
     */
    public record CalibrationLine(double slope, double intercept) {}

    /** Root of the mean squared error, g/cm². */
    public double rmse() {
        return Math.sqrt(mse);
    }

    public static RegressionMetrics of(List<Case> cases) {
        return of(Pairs.column(cases, Case::measured), Pairs.column(cases, Case::estimated));
    }

    /**
     * Compares two columns of equal length.
     *
     * @throws IllegalArgumentException if they are empty, differ in length or hold a value that is not finite
     */
    public static RegressionMetrics of(double[] measured, double[] estimated) {
        Pairs.check(measured, estimated);
        int n = measured.length;
        double meanMeasured = mean(measured);
        double meanEstimated = mean(estimated);
        double squared = 0;
        double absolute = 0;
        double varMeasured = 0;
        double varEstimated = 0;
        double covariance = 0;
        double varError = 0;
        double bias = meanEstimated - meanMeasured;
        for (int i = 0; i < n; i++) {
            double error = estimated[i] - measured[i];
            double m = measured[i] - meanMeasured;
            double e = estimated[i] - meanEstimated;
            squared += error * error;
            absolute += Math.abs(error);
            varMeasured += m * m;
            varEstimated += e * e;
            covariance += m * e;
            varError += (error - bias) * (error - bias);
        }
        // The mean of equal values may miss them by an ulp; their variance must still count as none.
        boolean measuredVaries = varies(measured);
        boolean estimatedVaries = varies(estimated);
        double mse = squared / n;
        double r2 = measuredVaries ? 1 - squared / varMeasured : Double.NaN;
        double pearson = measuredVaries && estimatedVaries
                ? Math.max(-1, Math.min(1, covariance / Math.sqrt(varMeasured) / Math.sqrt(varEstimated)))
                : Double.NaN;
        double slope = estimatedVaries ? covariance / varEstimated : Double.NaN;
        double half = n > 1 ? NORMAL_95 * Math.sqrt(varError / (n - 1)) : Double.NaN;
        return new RegressionMetrics(
                n,
                mse,
                absolute / n,
                r2,
                pearson,
                new CalibrationLine(slope, meanMeasured - slope * meanEstimated),
                bias,
                n > 1 ? new Interval(bias - half, bias + half) : Interval.UNDEFINED);
    }

    /** Summed plainly, unlike {@link SampleMoments#mean}: a bootstrap asks for it thousands of times. */
    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static boolean varies(double[] values) {
        for (double value : values) {
            if (value != values[0]) {
                return true;
            }
        }
        return false;
    }
}
