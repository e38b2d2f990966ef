package org.xattnbmd.exporter.operators;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Random;

/**
 * The inputs of every operator case, all of shape [N, 3, 4].
 *
 * @param a floats in (-2, 2)
 * @param b more of them
 * @param p floats in (0.2, 0.9)
 * @param i int64 0, 1 or 2
 * @param m booleans
 */
record Arrays5(NDArray a, NDArray b, NDArray p, NDArray i, NDArray m) {

    static Arrays5 of(NDList list) {
        return new Arrays5(list.get(0), list.get(1), list.get(2), list.get(3), list.get(4));
    }

    NDManager manager() {
        return a.getManager();
    }

    static NDList create(NDManager manager, int batch, long seed) {
        Random random = new Random(seed);
        Shape shape = new Shape(batch, 3, 4);
        int n = (int) shape.size();
        float[][] v = new float[5][n];
        for (int k = 0; k < n; k++) {
            v[0][k] = 4 * random.nextFloat() - 2;
            v[1][k] = 4 * random.nextFloat() - 2;
            v[2][k] = 0.2f + 0.7f * random.nextFloat();
            v[3][k] = random.nextInt(3);
            v[4][k] = random.nextInt(2);
        }
        return new NDList(
                manager.create(v[0], shape),
                manager.create(v[1], shape),
                manager.create(v[2], shape),
                manager.create(v[3], shape).toType(DataType.INT64, false),
                manager.create(v[4], shape).toType(DataType.BOOLEAN, false));
    }
}
