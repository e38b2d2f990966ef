package org.xattnbmd.exporter.internal.precision;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/** Chooses the range of each activation from what the samples show. */
final class ActivationCalibration {

    private static final int UNSIGNED_LEVELS = 256;
    private static final int SIGNED_LEVELS = 128;

    private ActivationCalibration() {}

    static Map<Value, Range> ranges(
            Graph graph, Collection<Value> values, List<Map<String, Tensor>> samples, RangeChoice choice) {
        Map<Value, Range> extremes = new IdentityHashMap<>();
        ActivationRanges.visit(
                graph,
                values,
                samples,
                (v, t) -> extremes.merge(
                        v, extremes(t), (a, b) -> new Range(Math.min(a.min(), b.min()), Math.max(a.max(), b.max()))));
        if (choice instanceof RangeChoice.Extremes) {
            return extremes;
        }
        Map<Value, Histogram> histograms = new IdentityHashMap<>();
        extremes.forEach((v, r) -> histograms.put(v, new Histogram(r.min(), r.max())));
        Map<Value, Histogram> magnitudes = new IdentityHashMap<>();
        extremes.forEach((v, r) -> magnitudes.put(v, new Histogram(0, Math.max(-r.min(), r.max()))));
        ActivationRanges.visit(graph, values, samples, (v, t) -> {
            float[] numbers = t.toFloats();
            histograms.get(v).add(numbers);
            magnitudes.get(v).add(absolute(numbers));
        });
        Map<Value, Range> chosen = new IdentityHashMap<>();
        extremes.forEach((v, r) -> chosen.put(
                v,
                choice instanceof RangeChoice.Percentile p
                        ? percentile(histograms.get(v), r, p.percent() / 100)
                        : entropy(magnitudes.get(v), r)));
        return chosen;
    }

    private static Range extremes(Tensor t) {
        float min = 0;
        float max = 0;
        for (float f : t.toFloats()) {
            if (Float.isFinite(f)) {
                min = Math.min(min, f);
                max = Math.max(max, f);
            }
        }
        return new Range(min, max);
    }

    private static float[] absolute(float[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.abs(values[i]);
        }
        return out;
    }

    private static Range percentile(Histogram h, Range extremes, double share) {
        float low = extremes.min() < 0 ? Math.min(0, h.quantile(1 - share)) : 0;
        return new Range(low, Math.max(h.quantile(share), Float.MIN_NORMAL));
    }

    private static Range entropy(Histogram magnitudes, Range extremes) {
        boolean signed = extremes.min() < 0;
        long[] counts = magnitudes.counts().clone();
        // Zeros, which a ReLU makes half of all values, are exact in any range and must not outvote the rest.
        counts[0] = counts[1];
        int kept = EntropyThreshold.find(counts, signed ? SIGNED_LEVELS : UNSIGNED_LEVELS);
        float threshold = magnitudes.edge(kept);
        return new Range(Math.max(extremes.min(), -threshold), Math.min(extremes.max(), threshold));
    }
}
