package org.xattnbmd.trainer.training;

/**
 * Examples in memory, as the network takes them. Not copied: the arrays belong to the caller, who leaves them alone.
 *
 * @param crops preprocessed crops, row-major, in [0, 1], {@code [n][H * W]}
 * @param clinical raw clinical values, NaN = missing, {@code [n][F]}
 * @param bmd labels, g/cm²
 */
public record TrainingData(float[][] crops, float[][] clinical, float[] bmd) {

    public TrainingData {
        if (crops.length != bmd.length || clinical.length != bmd.length) {
            throw new IllegalArgumentException("crops, clinical and bmd must have the same length");
        }
    }

    public int size() {
        return bmd.length;
    }
}
