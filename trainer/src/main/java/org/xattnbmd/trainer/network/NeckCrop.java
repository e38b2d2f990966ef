package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Cuts a box out of each picture by plain arithmetic that runs in any runtime: {@code crop = A_y X A_xᵀ}, two
 * interpolation matrices made from the box. Row j of A has the bilinear weights {@code max(0, 1 - |i - v_j|)} of the
 * source position v_j; beyond the picture its edge repeats.
 */
final class NeckCrop {

    private NeckCrop() {}

    /** Pictures {@code [N, 1, H, W]} and boxes {@code [N, 4]} to crops {@code [N, 1, size, size]}. */
    static NDArray of(NDArray picture, NDArray boxes, int size) {
        int height = (int) picture.getShape().get(2);
        int width = (int) picture.getShape().get(3);
        NDArray rows = weights(boxes.get(":,1:2"), boxes.get(":,3:4"), size, height);
        NDArray columns = weights(boxes.get(":,0:1"), boxes.get(":,2:3"), size, width);
        NDArray flat = picture.reshape(-1, height, width);
        return rows.matMul(flat).matMul(columns.transpose(0, 2, 1)).expandDims(1);
    }

    /** Centre and half size {@code [N, 1]}, fractions of {@code length} pixels, to weights {@code [N, size, length]}. */
    private static NDArray weights(NDArray centre, NDArray half, int size, int length) {
        NDManager manager = centre.getManager();
        float[] steps = new float[size];
        for (int j = 0; j < size; j++) {
            steps[j] = 2 * (j + 0.5f) / size - 1;
        }
        NDArray offsets = manager.create(steps, new Shape(1, size));
        NDArray position = Scalars.times(half.mul(offsets).add(centre), length)
                .sub(0.5f)
                .clip(0, length - 1)
                .expandDims(2);
        float[] pixels = new float[length];
        for (int i = 0; i < length; i++) {
            pixels[i] = i;
        }
        NDArray grid = manager.create(pixels, new Shape(1, 1, length));
        return Scalars.atLeast(position.sub(grid).abs().neg().add(1f), 0);
    }
}
