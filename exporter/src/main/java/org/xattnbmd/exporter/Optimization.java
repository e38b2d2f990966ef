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
import org.xattnbmd.exporter.internal.pass.AxisFixing;
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
        return apply(
                original,
                original,
                samples == null ? RandomSamples.fitting(original) : run(original, SampleSet.feeds(samples, original)));
    }

    /**
     * The graph with lengths for axes that vary, and with what that makes constant folded; compared with the original at these
     * lengths. Where it runs on random inputs of no length, nothing is folded.
     */
    static Result fixed(Graph original, Map<String, Long> sizes, @Nullable SampleSet samples) {
        Graph fixed = AxisFixing.apply(original, sizes);
        // With a length, ONNX Runtime may not even load what no input would reach, such as the other branch of an If.
        RandomSamples.Fitting fitting = samples == null
                ? RandomSamples.fitting(original, fixed)
                : run(original, SampleSet.feeds(samples, fixed));
        if (fitting.obstacle() != null && RandomSamples.fitting(original).obstacle() == null) {
            throw new ExportException(
                    Code.INVALID_REQUEST,
                    "expected lengths at which the model runs, as it does at others, received " + sizes + ": "
                            + fitting.obstacle());
        }
        Result result = apply(original, fixed, fitting);
        boolean alone = result.passes().get(0).name().equals(ALL);
        if (alone && fitting.obstacle() == null) {
            run(fixed, fitting.samples());
        }
        return result;
    }

    /**
     * @param start the original, or what it is at some lengths
     * @param expected inputs for the start, and what the original makes of them
     */
    private static Result apply(Graph original, Graph start, RandomSamples.Fitting expected) {
        if (expected.obstacle() != null) {
            return leftAlone(start, expected.obstacle());
        }
        Graph graph = GraphCopy.of(start);
        List<PassResult> passes = results(graph, ModelRunner.APART);
        List<String> contradictions = Inference.run(graph);
        if (!contradictions.isEmpty()) {
            return leftAlone(start, contradictions.get(0));
        }
        try {
            String difference = difference(graph, expected);
            if (difference == null || start != original && isSameAs(start, graph, expected)) {
                return new Result(graph, passes);
            }
            if (difference(original, expected) == null) {
                throw new ExportException(Code.PARITY, difference);
            }
            return leftAlone(start, "its own outputs differ from run to run");
        } catch (Failure e) {
            return leftAlone(start, e.getMessage());
        }
    }

    /**
     * With lengths, ONNX Runtime may choose other kernels, which round otherwise, for what nothing was changed in but these. So
     * what differs from the original may be the same as the original with lengths.
     */
    private static boolean isSameAs(Graph start, Graph graph, RandomSamples.Fitting expected) {
        try {
            return difference(graph, run(start, expected.samples())) == null;
        } catch (Failure e) {
            return false;
        }
    }

    private static Result leftAlone(Graph original, String reason) {
        return new Result(GraphCopy.of(original), List.of(new PassResult(ALL, 0, Map.of(reason.strip(), 1))));
    }

    private static RandomSamples.Fitting run(Graph graph, List<Map<String, Tensor>> feeds) {
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
                        differences.add("output " + name + " of the changed model differs by " + d.maxAbsolute()
                                + " of " + d.maxReference());
                    }
                }));
        return differences.isEmpty() ? null : differences.get(0);
    }
}
