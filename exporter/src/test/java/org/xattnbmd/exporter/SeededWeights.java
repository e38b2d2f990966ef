package org.xattnbmd.exporter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.Random;

/** Gives blocks weights that are the same in every run and that no layer can hide behind. */
final class SeededWeights {

    private SeededWeights() {}

    static <B extends Block> B initialize(B block, NDManager manager, long seed, Shape... inputs) {
        block.initialize(manager, DataType.FLOAT32, inputs);
        Random random = new Random(seed);
        for (Pair<String, Parameter> p : block.getParameters()) {
            NDArray array = p.getValue().getArray();
            array.set(values(p.getKey().toLowerCase(java.util.Locale.ROOT), array.getShape(), random));
        }
        return block;
    }

    private static float[] values(String name, Shape shape, Random random) {
        int n = (int) shape.size();
        double fanIn = shape.dimension() > 1 ? (double) n / shape.get(0) : 1;
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            if (name.endsWith("runningvar") || name.endsWith("gamma")) {
                v[i] = 0.5f + random.nextFloat();
            } else if (shape.dimension() > 1) {
                v[i] = (float) (random.nextGaussian() / Math.sqrt(fanIn));
            } else {
                v[i] = (float) (0.2 * random.nextGaussian());
            }
        }
        return v;
    }
}
