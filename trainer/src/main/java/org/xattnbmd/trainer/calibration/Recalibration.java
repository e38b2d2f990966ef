package org.xattnbmd.trainer.calibration;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.trainer.checkpoint.HostArrays;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.network.XAttnBmd;
import org.xattnbmd.trainer.training.Moments;

/**
 * The straight line that takes estimates to measurements, {@code slope · estimate + offset} (Cox 1958, Biometrika 45:562;
 * "logistic recalibration" when used with outcomes). Weights in the loss, clipping and stopping early leave a network's
 * estimates a little off on average and too far from, or too near to, the mean; subjects that it has not learned from say by
 * how much. Fitted by least squares and drawn back towards "no change" by as much as chance could have made of it
 * (positive-part James-Stein shrinkage), so that few subjects change little.
 *
 * @param slope 1 for none
 * @param offset g/cm², 0 for none
 * @param subjects it was fitted to
 */
public record Recalibration(double slope, double offset, int subjects) {

    /** No change. */
    public static final Recalibration NONE = new Recalibration(1, 0, 0);

    /** A slope beyond this is no correction: the network has not learned. */
    private static final double LARGEST_SLOPE = 1.25;

    /** Fits. Arrays of equal length, at least three subjects, in g/cm². */
    public static Recalibration of(float[] measured, float[] estimated) {
        return of(measured, estimated, LARGEST_SLOPE);
    }

    /** As {@link #of(float[], float[])}, with slopes from {@code 1 / largestSlope} to {@code largestSlope}. */
    static Recalibration of(float[] measured, float[] estimated, double largestSlope) {
        int n = measured.length;
        double meanMeasured = Moments.of(measured).mean();
        double meanEstimated = Moments.of(estimated).mean();
        double sxx = 0;
        double sxy = 0;
        double syy = 0;
        for (int i = 0; i < n; i++) {
            double x = estimated[i] - meanEstimated;
            double y = measured[i] - meanMeasured;
            sxx += x * x;
            sxy += x * y;
            syy += y * y;
        }
        if (n < 3 || !(sxx > 0)) {
            return NONE;
        }
        double residual = Math.max(0, syy - sxy * sxy / sxx) / (n - 2);
        double slope = 1 + shrunk(sxy / sxx - 1, residual / sxx);
        slope = Math.min(largestSlope, Math.max(1 / largestSlope, slope));
        double shift = shrunk(meanMeasured - meanEstimated, residual / n);
        return new Recalibration(slope, meanEstimated + shift - slope * meanEstimated, n);
    }

    /** Fits the offset alone, for subjects too few to tell a slope; at least two. */
    static Recalibration shift(float[] measured, float[] estimated) {
        int n = measured.length;
        float[] difference = new float[n];
        for (int i = 0; i < n; i++) {
            difference[i] = measured[i] - estimated[i];
        }
        Moments moments = Moments.of(difference);
        return new Recalibration(1, shrunk(moments.mean(), moments.sd() * moments.sd() / (n - 1)), n);
    }

    /** The estimate on the line, g/cm². */
    public double at(double estimate) {
        return slope * estimate + offset;
    }

    /** {@code effect · max(0, 1 - variance / effect²)}. */
    private static double shrunk(double effect, double variance) {
        return effect == 0 ? 0 : effect * Math.max(0, 1 - variance / (effect * effect));
    }

    @Override
    public String toString() {
        return inWords("g/cm2");
    }

    /** The line in words, with the unit of what is estimated. */
    public String inWords(String unit) {
        return equals(NONE)
                ? "none"
                : String.format(
                        Locale.ROOT,
                        "%.3f x estimate %+.4f %s, fitted to the %d subjects held back from training",
                        slope,
                        offset,
                        unit,
                        subjects);
    }

    /** Folds the line into the network's own scale of BMD; the predicted spread goes with the slope. */
    public void apply(XAttnBmd network) {
        for (String name : List.of("regressor.target_mean", "regressor.target_sd")) {
            NDArray array = NamedParameters.of(network).get(name).getArray();
            float value = HostArrays.floats(array)[0];
            double changed = name.endsWith("mean") ? slope * value + offset : slope * value;
            NamedParameters.set(array, new float[] {(float) changed});
        }
    }
}
