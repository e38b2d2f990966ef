package org.xattnbmd.exporter;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.ExportReport.PassResult;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.infer.Inference;
import org.xattnbmd.exporter.internal.pass.Passes;
import org.xattnbmd.exporter.internal.precision.RandomSamples;
import org.xattnbmd.exporter.internal.runtime.Difference;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/** Applies the passes to a model that was read, and compares before with after. */
final class Optimization {

    private static final double TOLERANCE = 1e-4;

    /** Under this name a report says why a model was left alone. */
    private static final String ALL = "all passes";

    /** The optimised graph and what each pass did. */
    record Result(Graph graph, List<PassResult> passes) {}

    private Optimization() {}

    /**
     * @param samples inputs to compare on, or null for random ones; where the model does not run on those, or what the passes
     *     made of it does not, it is left alone
     */
    static Result apply(Graph original, @Nullable SampleSet samples) {
        RandomSamples.Fitting fitting = samples == null ? RandomSamples.fitting(original) : run(original, samples);
        if (fitting.obstacle() != null) {
            return leftAlone(original, fitting.obstacle());
        }
        Graph graph = GraphCopy.of(original);
        List<PassResult> passes = results(graph, ModelRunner.APART);
        List<String> contradictions = Inference.run(graph);
        if (!contradictions.isEmpty()) {
            return leftAlone(original, contradictions.get(0));
        }
        try {
            String difference = difference(graph, fitting);
            if (difference == null) {
                return new Result(graph, passes);
            }
            if (difference(original, fitting) == null) {
                throw new ExportException(Code.PARITY, difference);
            }
            return leftAlone(original, "its own outputs differ from run to run");
        } catch (Failure e) {
            return leftAlone(original, e.getMessage());
        }
    }

    private static Result leftAlone(Graph original, String reason) {
        return new Result(GraphCopy.of(original), List.of(new PassResult(ALL, 0, Map.of(reason.strip(), 1))));
    }

    private static RandomSamples.Fitting run(Graph graph, SampleSet samples) {
        List<Map<String, Tensor>> feeds = SampleSet.feeds(samples, graph);
        List<Map<String, Tensor>> outputs = new ArrayList<>();
        ModelRunner.APART.run(ModelWriter.write(graph, Map.of()), OnnxSession.Optimization.ALL, 0, feeds, outputs::add);
        return new RandomSamples.Fitting(feeds, outputs);
    }

    static List<PassResult> results(Graph graph, ModelRunner runner) {
        return Passes.apply(graph, Passes.standard(runner)).stream()
                .map(a -> new PassResult(a.name(), a.fired(), a.last().skipped()))
                .toList();
    }

    /** What differs between a graph's outputs and those expected, or null. */
    private static @Nullable String difference(Graph graph, RandomSamples.Fitting expected) {
        List<String> differences = new ArrayList<>();
        Iterator<Map<String, Tensor>> outputs = expected.outputs().iterator();
        ModelRunner.APART.run(
                ModelWriter.write(graph, Map.of()),
                OnnxSession.Optimization.ALL,
                0,
                expected.samples(),
                actual -> outputs.next().forEach((name, tensor) -> {
                    Difference d = Difference.between(actual.get(name), tensor);
                    if (!d.within(TOLERANCE)) {
                        differences.add("output " + name + " of the optimised model differs by " + d.maxAbsolute()
                                + " of " + d.maxReference());
                    }
                }));
        return differences.isEmpty() ? null : differences.get(0);
    }
}
