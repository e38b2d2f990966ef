package org.xattnbmd.trainer.training;

/**
 * Examples in memory, as the network takes them. Not copied: the arrays belong to the caller, who leaves them alone.
 *
 * @param crops preprocessed crops, row-major, in [0, 1], {@code [n][H * W]}
 * @param clinical raw clinical values, NaN = missing, {@code [n][F]}
 * @param bmd labels, g/cm²
 * @param boxes the true femoral-neck boxes, centre and half size as fractions of the picture, {@code [n][4]}; NaN where
 *     unknown
 * @param further labels of the further targets, each in its own unit, {@code [n][K]}; NaN where unknown
 */
public record TrainingData(float[][] crops, float[][] clinical, float[] bmd, float[][] boxes, float[][] further) {

    public TrainingData {
        if (crops.length != bmd.length
                || clinical.length != bmd.length
                || boxes.length != bmd.length
                || further.length != bmd.length) {
            throw new IllegalArgumentException("crops, clinical, bmd, boxes and further must have the same length");
        }
    }

    /** Examples without further targets. */
    public TrainingData(float[][] crops, float[][] clinical, float[] bmd, float[][] boxes) {
        this(crops, clinical, bmd, boxes, new float[bmd.length][0]);
    }

    /** The same examples with other pictures. */
    public TrainingData withCrops(float[][] other) {
        return new TrainingData(other, clinical, bmd, boxes, further);
    }

    /** The same examples with other clinical values. */
    public TrainingData withClinical(float[][] other) {
        return new TrainingData(crops, other, bmd, boxes, further);
    }

    /** How many further targets there are. */
    public int furtherTargets() {
        return further.length == 0 ? 0 : further[0].length;
    }

    /** The labels of one further target, NaN where unknown, {@code [n]}. */
    public float[] further(int target) {
        float[] labels = new float[further.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = further[i][target];
        }
        return labels;
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
