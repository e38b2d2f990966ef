package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/** Seeded inputs for a model whose user gave none: floats uniform in [0, 1), others 0. */
public final class RandomSamples {

    private RandomSamples() {}

    /** Samples with every unknown axis length 1. */
    public static List<Map<String, Tensor>> of(Graph graph, int count, long seed) {
        Random random = new Random(seed);
        List<Map<String, Tensor>> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Tensor> sample = new LinkedHashMap<>();
            graph.inputs().forEach(v -> sample.put(v.name(), random(v, random)));
            samples.add(sample);
        }
        return samples;
    }

    private static Tensor random(Value v, Random random) {
        long[] dims = v.dims().stream()
                .mapToLong(d ->
                        d.isFixed() ? d.offset() : d.equals(Dim.BATCH) ? 1 : Math.max(1, d.offset() + d.perBatch()))
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
