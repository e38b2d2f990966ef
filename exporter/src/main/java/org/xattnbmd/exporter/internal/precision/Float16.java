package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.graph.Half;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/** Converts a model to float16, keeps in float32 what would overflow, and compares the two. */
public final class Float16 {

    /** Room between what the samples show and the largest float16, since other inputs may go further. */
    private static final float HEADROOM = 4;

    private Float16() {}

    /** @param samples inputs by name, at least one */
    public static Conversion convert(Graph original, Float16Settings settings, List<Map<String, Tensor>> samples) {
        NodePrefixes.requireMatches(original, settings.keepNodes());
        NodePrefixes.requireMatches(original, settings.onlyNodes());
        Graph source = GraphCopy.of(original);
        Map<String, String> kept = Float16Conversion.kept(source, settings);
        keepWhatOverflows(source, samples, kept);
        Float16Conversion conversion = new Float16Conversion(source, kept, settings.boundary());
        Graph result = conversion.convert();
        byte[] before = ModelWriter.write(original, Map.of());
        byte[] after = ModelWriter.write(result, Map.of());
        List<Map<String, Tensor>> expected = OutputErrors.run(before, samples);
        List<Map<String, Tensor>> fed = samples;
        if (settings.boundary()) {
            fed = samples.stream().map(Float16::halved).toList();
        }
        List<String> notes = new ArrayList<>();
        if (conversion.clamped() > 0) {
            notes.add(conversion.clamped() + " weights beyond ±65504 are held there");
        }
        return new Conversion(
                result,
                OutputErrors.between(OutputErrors.run(after, fed), expected),
                new Conversion.Size(before.length, after.length),
                new Conversion.Nodes(conversion.converted(), kept, Map.of()),
                Double.NaN,
                IntegerProductSums.of(result),
                notes);
    }

    private static Map<String, Tensor> halved(Map<String, Tensor> sample) {
        Map<String, Tensor> half = new java.util.LinkedHashMap<>(sample);
        half.replaceAll(
                (k, t) -> t.type() == ElementType.FLOAT ? HalfTensor.of(t).tensor() : t);
        return half;
    }

    private static void keepWhatOverflows(Graph graph, List<Map<String, Tensor>> samples, Map<String, String> kept) {
        Map<Value, Float> largest = new IdentityHashMap<>();
        List<Value> floats = new ArrayList<>();
        graph.inputs().stream().filter(v -> v.type() == ElementType.FLOAT).forEach(floats::add);
        graph.nodes()
                .forEach(n -> n.outputs().stream()
                        .filter(v -> v != null && v.type() == ElementType.FLOAT)
                        .forEach(floats::add));
        ActivationRanges.visit(graph, floats, samples, (v, t) -> {
            float max = largest.getOrDefault(v, 0f);
            for (float f : t.toFloats()) {
                max = Float.isFinite(f) ? Math.max(max, Math.abs(f)) : max;
            }
            largest.put(v, max);
        });
        for (Node n : graph.nodes()) {
            boolean overflows = java.util.stream.Stream.concat(n.inputs().stream(), n.outputs().stream())
                    .anyMatch(v -> v != null && largest.getOrDefault(v, 0f) * HEADROOM > Half.MAX);
            if (overflows) {
                kept.putIfAbsent(n.name(), "its values come near the largest float16");
            }
        }
    }
}
