package org.xattnbmd.exporter;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.Locale;
import java.util.SplittableRandom;

/** Gives blocks weights that are the same in every run and that no layer can hide behind. */
public final class SeededWeights {

    private SeededWeights() {}

    public static <B extends Block> B initialize(B block, NDManager manager, long seed, Shape... inputs) {
        for (Pair<String, Parameter> p : block.getParameters()) {
            String name = p.getKey().toLowerCase(Locale.ROOT);
            p.getValue().setInitializer((m, shape, type) -> m.create(values(name, shape, seed), shape));
        }
        block.initialize(manager, DataType.FLOAT32, inputs);
        return block;
    }

    private static float[] values(String name, Shape shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed * 31 + name.hashCode());
        int n = (int) shape.size();
        boolean matrix = shape.dimension() > 1;
        boolean positive = name.endsWith("runningvar") || name.endsWith("gamma");
        float spread = (float) (matrix ? Math.sqrt(3.0 * shape.get(0) / n) : 0.3);
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            float uniform = (float) random.nextDouble();
            v[i] = positive ? 0.5f + uniform : spread * (2 * uniform - 1);
        }
        return v;
    }
}
