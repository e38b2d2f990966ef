package org.xattnbmd.trainer.run;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.xattnbmd.trainer.evaluation.SplitConformal;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.training.Predictor.Predictions;
import org.xattnbmd.trainer.training.Repositioning;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * What the calibration split says of a trained network.
 *
 * @param conformalQuantiles coverage to factor
 */
record Calibration(Map<String, Double> conformalQuantiles, double outlierThreshold, double leastSignificantChange) {

    private static final double[] COVERAGES = {0.80, 0.90, 0.95};
    private static final int READINGS = 4;

    /** ISCD: least significant change at 95 % confidence. */
    private static final double LSC_FACTOR = 2.77;

    /** A network in any runtime. */
    @FunctionalInterface
    interface Network {
        Predictions predict(float[][] crops, float[][] clinical);
    }

    static Calibration of(Network network, NetworkConfig shape, TrainingData data, long seed) {
        Predictions out = network.predict(data.crops(), data.clinical());
        double[] measured = toDouble(data.bmd());
        double[] estimated = toDouble(out.bmd());
        double[] spread = toDouble(out.spread());
        Map<String, Double> quantiles = new LinkedHashMap<>();
        for (double coverage : COVERAGES) {
            double quantile = SplitConformal.calibrate(measured, estimated, spread, coverage)
                    .quantile();
            if (Double.isFinite(quantile)) {
                quantiles.put(String.format(Locale.ROOT, "%.2f", coverage), quantile);
            }
        }
        double[] scores = toDouble(out.outlierScore());
        Arrays.sort(scores);
        double threshold = scores[(int) Math.ceil(0.99 * scores.length) - 1];
        return new Calibration(quantiles, threshold, LSC_FACTOR * precisionError(network, shape, data, seed));
    }

    /**
     * Root-mean-square over subjects of the sd of repeated readings (ISCD's precision error), g/cm²; each reading sees
     * the radiograph turned, moved, zoomed and exposed a little differently.
     */
    private static double precisionError(Network network, NetworkConfig shape, TrainingData data, long seed) {
        double[] sum = new double[data.size()];
        double[] squares = new double[data.size()];
        for (int reading = 0; reading < READINGS; reading++) {
            float[][] again = Repositioning.apply(data, shape.imageHeight(), shape.imageWidth(), seed + reading);
            float[] bmd = network.predict(again, data.clinical()).bmd();
            for (int i = 0; i < bmd.length; i++) {
                sum[i] += bmd[i];
                squares[i] += (double) bmd[i] * bmd[i];
            }
        }
        double variance = 0;
        for (int i = 0; i < sum.length; i++) {
            variance += Math.max(0, squares[i] - sum[i] * sum[i] / READINGS) / (READINGS - 1) / sum.length;
        }
        return Math.sqrt(variance);
    }

    private static double[] toDouble(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }
}
