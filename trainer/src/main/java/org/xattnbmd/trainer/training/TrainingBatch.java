package org.xattnbmd.trainer.training;

import java.util.Arrays;

/**
 * One batch as flat arrays, ready to become native ones.
 *
 * @param boxes where the neck is after augmentation, {@code [size * 4]}
 * @param cropBoxes the same, jittered: what the crop is cut by
 */
record TrainingBatch(
        int size, float[] crops, float[] clinical, float[] bmd, float[] weights, float[] boxes, float[] cropBoxes) {

    static TrainingBatch empty(int size, int pixels, int fields) {
        return new TrainingBatch(
                size,
                new float[size * pixels],
                new float[size * fields],
                new float[size],
                new float[size],
                new float[size * 4],
                new float[size * 4]);
    }

    /** The examples from one place up to another, this excluded, as a copy. */
    TrainingBatch part(int from, int to) {
        return new TrainingBatch(
                to - from,
                part(crops, from, to),
                part(clinical, from, to),
                part(bmd, from, to),
                part(weights, from, to),
                part(boxes, from, to),
                part(cropBoxes, from, to));
    }

    private float[] part(float[] values, int from, int to) {
        int each = values.length / size;
        return Arrays.copyOfRange(values, from * each, to * each);
    }
}
