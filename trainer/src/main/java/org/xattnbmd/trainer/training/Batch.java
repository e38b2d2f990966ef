package org.xattnbmd.trainer.training;

/**
 * One batch as flat arrays, ready to become native ones.
 *
 * @param boxes where the neck is after augmentation, {@code [size * 4]}
 * @param cropBoxes the same, jittered: what the crop is cut by
 */
record Batch(
        int size, float[] crops, float[] clinical, float[] bmd, float[] weights, float[] boxes, float[] cropBoxes) {

    static Batch empty(int size, int pixels, int fields) {
        return new Batch(
                size,
                new float[size * pixels],
                new float[size * fields],
                new float[size],
                new float[size],
                new float[size * 4],
                new float[size * 4]);
    }
}
