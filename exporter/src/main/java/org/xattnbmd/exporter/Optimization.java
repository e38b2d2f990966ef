package org.xattnbmd.exporter;

import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.ExportReport.PassResult;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.infer.Inference;
import org.xattnbmd.exporter.internal.pass.Passes;
import org.xattnbmd.exporter.internal.runtime.Difference;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/** Applies the passes to a model that was read, and compares before with after. */
final class Optimization {

    private static final double TOLERANCE = 1e-4;

    /** The optimised graph and what each pass did. */
    record Result(Graph graph, List<PassResult> passes) {}

    private Optimization() {}

    static Result apply(Graph original, List<Map<String, Tensor>> samples) {
        Graph graph = GraphCopy.of(original);
        List<PassResult> passes = results(graph);
        List<String> contradictions = Inference.run(graph);
        if (!contradictions.isEmpty()) {
            throw new ExportException(Code.INVALID_GRAPH, contradictions.get(0));
        }
        compare(original, graph, samples);
        return new Result(graph, passes);
    }

    static List<PassResult> results(Graph graph) {
        return Passes.apply(graph, Passes.standard()).stream()
                .map(a -> new PassResult(a.name(), a.fired(), a.last().skipped()))
                .toList();
    }

    private static void compare(Graph before, Graph after, List<Map<String, Tensor>> samples) {
        try (OnnxSession a = OnnxSession.open(ModelWriter.write(before, Map.of()));
                OnnxSession b = OnnxSession.open(ModelWriter.write(after, Map.of()))) {
            for (Map<String, Tensor> sample : samples) {
                Map<String, Tensor> actual = b.run(sample);
                a.run(sample).forEach((name, expected) -> {
                    Difference d = Difference.between(actual.get(name), expected);
                    if (!d.within(TOLERANCE)) {
                        throw new ExportException(
                                Code.PARITY,
                                "output " + name + " of the optimised model differs by " + d.maxAbsolute() + " of "
                                        + d.maxReference());
                    }
                });
            }
        }
    }
}
