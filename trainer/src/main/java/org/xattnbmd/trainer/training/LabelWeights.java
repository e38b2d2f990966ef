package org.xattnbmd.trainer.training;

import java.util.Arrays;

/**
 * Loss weights by label, mean 1 over the training set: a power of the inverse label density (Steininger et al. 2021,
 * DenseLoss) times a clinical priority that rises near and below the screening threshold.
 */
final class LabelWeights {

    /** The largest weight before normalisation: one rare label must not steer a batch alone. */
    private static final double CAP = 4;

    private LabelWeights() {}

    static float[] of(float[] bmd, LossConfig config) {
        double[] weights = new double[bmd.length];
        double bandwidth = bandwidth(bmd);
        double[] density = new double[bmd.length];
        for (int i = 0; i < bmd.length; i++) {
            for (float other : bmd) {
                double z = (bmd[i] - other) / bandwidth;
                density[i] += Math.exp(-0.5 * z * z);
            }
        }
        double meanDensity = Arrays.stream(density).average().orElse(1);
        for (int i = 0; i < bmd.length; i++) {
            double rare = Math.pow(meanDensity / density[i], config.densityWeight());
            double low = 1 / (1 + Math.exp((bmd[i] - config.clinicalThreshold()) / config.clinicalWidth()));
            weights[i] = Math.min(CAP, rare) * (1 + config.clinicalWeight() * low);
        }
        double mean = Arrays.stream(weights).average().orElse(1);
        float[] result = new float[bmd.length];
        for (int i = 0; i < bmd.length; i++) {
            result[i] = (float) (weights[i] / mean);
        }
        return result;
    }

    /** Scott's rule. */
    private static double bandwidth(float[] bmd) {
        double sd = Moments.of(bmd).sd();
        return Math.max(1e-4, 1.06 * sd * Math.pow(bmd.length, -0.2));
    }
}
