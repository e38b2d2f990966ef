package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/** Seeded inputs for a model whose user gave none: floats uniform in [0, 1), others 0; batches of 1, 2 and 3 in turn. */
public final class RandomSamples {

    private RandomSamples() {}

    /**
     * Samples with every open axis but the batch of length 1.
     *
     * @throws Failure with reason INVALID_REQUEST where an input's shape or type is not known
     */
    public static List<Map<String, Tensor>> of(Graph graph, int count, long seed) {
        Random random = new Random(seed);
        List<Map<String, Tensor>> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Tensor> sample = new LinkedHashMap<>();
            long batch = 1 + i % 3;
            graph.inputs().forEach(v -> sample.put(v.name(), random(v, batch, random)));
            samples.add(sample);
        }
        return samples;
    }

    private static Tensor random(Value v, long batch, Random random) {
        if (v.dims() == null || v.type() == null) {
            throw new Failure(
                    Reason.INVALID_REQUEST,
                    "input " + v.name() + ": expected a shape to make random inputs by, received none; give samples");
        }
        long[] dims = v.dims().stream()
                .mapToLong(d -> d.symbol() == null ? d.offset() + d.perBatch() * batch : 1)
                .toArray();
        long n = 1;
        for (long d : dims) {
            n *= d;
        }
        if (v.type() != ElementType.FLOAT) {
            return new Tensor(
                    v.type(), dims, new byte[Math.toIntExact(n * v.type().bytes())]);
        }
        float[] values = new float[Math.toIntExact(n)];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return Tensor.floats(dims, values);
    }
}
