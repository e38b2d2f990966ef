package org.xattnbmd.trainer.training;

/**
 * Examples in memory, as the network takes them. Not copied: the arrays belong to the caller, who leaves them alone.
 *
 * @param crops preprocessed crops, row-major, in [0, 1], {@code [n][H * W]}
 * @param clinical raw clinical values, NaN = missing, {@code [n][F]}
 * @param bmd labels, g/cm²
 * @param boxes the true femoral-neck boxes, centre and half size as fractions of the picture, {@code [n][4]}; NaN where
 *     unknown
 */
public record TrainingData(float[][] crops, float[][] clinical, float[] bmd, float[][] boxes) {

    public TrainingData {
        if (crops.length != bmd.length || clinical.length != bmd.length || boxes.length != bmd.length) {
            throw new IllegalArgumentException("crops, clinical, bmd and boxes must have the same length");
        }
    }

    /** The mean of the known boxes; the middle half of the picture if none is known. */
    public float[] meanBox() {
        float[] mean = {0.5f, 0.5f, 0.25f, 0.25f};
        for (int c = 0; c < 4; c++) {
            float[] column = new float[boxes.length];
            for (int i = 0; i < column.length; i++) {
                column[i] = boxes[i][c];
            }
            Moments moments = Moments.of(column);
            mean[c] = moments.mean() == 0 ? mean[c] : (float) moments.mean();
        }
        return mean;
    }

    /** Whether all known boxes are within a factor of {@code exp(±logRange)} of the mean box's sides. */
    public boolean boxesWithin(double logRange) {
        float[] mean = meanBox();
        for (float[] box : boxes) {
            for (int side = 2; side < 4; side++) {
                if (Math.abs(Math.log(box[side] / mean[side])) > logRange) {
                    return false;
                }
            }
        }
        return true;
    }

    public int size() {
        return bmd.length;
    }
}
