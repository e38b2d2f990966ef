package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.graph.Half;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/** Converts a model to float16, keeps in float32 what would overflow or fail, and compares the two. */
public final class Float16 {

    /** Room between what the samples show and the largest float16, since other inputs may go further. */
    private static final float HEADROOM = 4;

    private final Graph source;
    private final Float16Settings settings;
    private final List<Map<String, Tensor>> fed;
    private final List<Map<String, Tensor>> expected;

    private Float16(
            Graph source, Float16Settings settings, List<Map<String, Tensor>> fed, List<Map<String, Tensor>> expected) {
        this.source = source;
        this.settings = settings;
        this.fed = fed;
        this.expected = expected;
    }

    /** A converted graph, and its outputs; or why it did not run. */
    private record Attempt(
            Float16Conversion conversion,
            Graph graph,
            byte[] file,
            List<Map<String, Tensor>> outputs,
            Failure failure) {}

    /** @param samples inputs by name, at least one */
    public static Conversion convert(Graph original, Float16Settings settings, List<Map<String, Tensor>> samples) {
        NodePrefixes.requireMatches(original, settings.keepNodes());
        NodePrefixes.requireMatches(original, settings.onlyNodes());
        Graph source = GraphCopy.of(original);
        completeTypes(source, samples);
        Map<String, String> kept = Float16Conversion.kept(source, settings);
        keepWhatOverflows(source, samples, kept);
        byte[] before = ModelWriter.write(original, Map.of());
        List<Map<String, Tensor>> fed = samples;
        if (settings.boundary()) {
            fed = samples.stream().map(Float16::halved).toList();
        }
        Float16 float16 = new Float16(source, settings, fed, OutputErrors.run(before, samples));
        Attempt attempt = float16.attempt(kept);
        if (!float16.works(attempt)) {
            kept = Float16Search.keeping(source, kept, k -> float16.works(float16.attempt(k)));
            attempt = float16.attempt(kept);
        }
        float16.require(attempt);
        List<String> notes = new ArrayList<>();
        if (attempt.conversion.clamped() > 0) {
            notes.add(attempt.conversion.clamped() + " weights beyond ±65504 are held there");
        }
        if (attempt.conversion.raised() > 0) {
            notes.add(attempt.conversion.raised() + " constants below the smallest float16 are raised to it");
        }
        return new Conversion(
                attempt.graph,
                OutputErrors.between(attempt.outputs, float16.expected),
                new Conversion.Size(before.length, attempt.file.length),
                new Conversion.Nodes(attempt.conversion.converted(), kept, Map.of()),
                Double.NaN,
                IntegerProductSums.of(attempt.graph),
                notes);
    }

    private Attempt attempt(Map<String, String> kept) {
        Float16Conversion conversion = new Float16Conversion(GraphCopy.of(source), kept, settings.boundary());
        Graph graph = conversion.convert();
        byte[] file = ModelWriter.write(graph, Map.of());
        try {
            return new Attempt(conversion, graph, file, OutputErrors.run(file, fed), null);
        } catch (Failure e) {
            return new Attempt(conversion, graph, file, null, e);
        }
    }

    private boolean works(Attempt attempt) {
        return attempt.outputs != null && OutputErrors.finite(attempt.outputs, expected);
    }

    private void require(Attempt attempt) {
        if (attempt.failure != null) {
            throw attempt.failure;
        }
        if (!works(attempt)) {
            throw new Failure(
                    Reason.QUANTIZATION_REFUSED,
                    "expected numbers in float16 wherever float32 gives some, received infinite ones or none, or outputs of"
                            + " other shapes, whichever operators stay in float32");
        }
    }

    /** Learns the types that a file leaves out of the operators that this library does not know, by running it. */
    private static void completeTypes(Graph graph, List<Map<String, Tensor>> samples) {
        List<Value> unknown = new ArrayList<>();
        graph.nodes()
                .forEach(n -> n.outputs().stream()
                        .filter(v -> v != null && v.type() == null && v.otherType() == null)
                        .forEach(unknown::add));
        if (unknown.isEmpty()) {
            return;
        }
        try {
            ActivationRanges.visit(graph, unknown, samples.subList(0, 1), (v, t) -> v.setType(t.type()));
        } catch (Failure e) {
            // Some are nothing that can be read; what stays unknown stays in float32. The logger is asked for here
            // alone: SLF4J says on standard error when the tools' jar has none.
            LoggerFactory.getLogger(Float16.class).debug("types of {} could not be learnt", unknown, e);
        }
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
