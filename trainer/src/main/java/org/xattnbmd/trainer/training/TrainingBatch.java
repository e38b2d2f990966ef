package org.xattnbmd.trainer.training;

import java.util.Arrays;

/**
 * One batch as flat arrays, ready to become native ones.
 *
 * @param boxes where the neck is after augmentation, {@code [size * 4]}
 * @param cropBoxes the same, jittered: what the crop is cut by
 * @param further labels of the further targets, {@code [size * K]}, NaN where unknown
 */
record TrainingBatch(
        int size,
        float[] crops,
        float[] clinical,
        float[] bmd,
        float[] weights,
        float[] boxes,
        float[] cropBoxes,
        float[] further) {

    static TrainingBatch empty(int size, int pixels, int fields) {
        return empty(size, pixels, fields, 0);
    }

    /** @param targets number of further targets */
    static TrainingBatch empty(int size, int pixels, int fields, int targets) {
        return new TrainingBatch(
                size,
                new float[size * pixels],
                new float[size * fields],
                new float[size],
                new float[size],
                new float[size * 4],
                new float[size * 4],
                new float[size * targets]);
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
                part(cropBoxes, from, to),
                part(further, from, to));
    }

    /** How many labels each further target has, {@code [K]}. */
    int[] furtherLabels() {
        int[] counts = new int[further.length / size];
        for (int i = 0; i < further.length; i++) {
            counts[i % counts.length] += Float.isNaN(further[i]) ? 0 : 1;
        }
        return counts;
    }

    private float[] part(float[] values, int from, int to) {
        int each = values.length / size;
        return Arrays.copyOfRange(values, from * each, to * each);
    }
}
