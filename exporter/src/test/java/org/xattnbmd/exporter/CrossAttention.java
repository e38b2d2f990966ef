package org.xattnbmd.exporter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Random;

/** The export of {@link CrossAttentionBlock} that several tests start from. */
public final class CrossAttention {

    private CrossAttention() {}

    public static OnnxExporter exporter(NDManager manager) {
        CrossAttentionBlock block = SeededWeights.initialize(
                new CrossAttentionBlock(5), manager, 7, new Shape(1, 1, 16, 16), new Shape(1, 5));
        return OnnxExporter.of(block)
                .name("cross-attention")
                .input("image", DataType.FLOAT32, -1, 1, 16, 16)
                .input("table", DataType.FLOAT32, -1, 5)
                .outputs("mean", "attention", "spread")
                .verificationInputs(CrossAttention::inputs);
    }

    /** A picture and a table in which about every fourth value is missing. */
    public static NDList inputs(NDManager manager, int batch, long seed) {
        Random random = new Random(seed);
        NDArray image = manager.create(floats(random, batch * 256, false), new Shape(batch, 1, 16, 16));
        NDArray table = manager.create(floats(random, batch * 5, true), new Shape(batch, 5));
        return new NDList(image, table);
    }

    private static float[] floats(Random random, int n, boolean withMissing) {
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = withMissing && random.nextInt(4) == 0 ? Float.NaN : random.nextFloat();
        }
        return v;
    }
}
