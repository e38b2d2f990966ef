package org.xattnbmd.exporter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.runtime.Difference;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;
import org.xattnbmd.exporter.internal.trace.EngineTensors;
import org.xattnbmd.exporter.internal.trace.Tracer;

/** Finds the first operation at which a model and the block it came from part ways. */
final class Divergence {

    private final Tracer tracer;
    private final Graph graph;
    private final double tolerance;

    Divergence(Tracer tracer, Graph graph, double tolerance) {
        this.tracer = tracer;
        this.graph = graph;
        this.tolerance = tolerance;
    }

    /** A sentence that names the operation. */
    String first(NDManager manager, NDList inputs, Map<String, Tensor> feeds) {
        Map<Value, NDArray> expected = tracer.intermediates(manager, inputs);
        Map<Value, Node> producers = graph.producers();
        List<Value> visible = new ArrayList<>(graph.outputs());
        producers.keySet().stream()
                .filter(v -> !graph.isOutput(v) && expected.containsKey(v) && v.dims() != null)
                .forEach(visible::add);
        Graph open = new Graph(graph.name(), graph.opset(), graph.inputs(), visible, graph.nodes());
        Map<String, Tensor> actual;
        try (OnnxSession session =
                OnnxSession.open(ModelWriter.write(open, Map.of()), OnnxSession.Optimization.NONE, 0)) {
            actual = session.run(feeds);
        } catch (Failure e) {
            return "The operation at fault could not be found: " + e.getMessage();
        }
        for (Node node : graph.nodes()) {
            for (Value v : node.outputs()) {
                if (v == null || !expected.containsKey(v) || !actual.containsKey(v.name())) {
                    continue;
                }
                Difference d = Difference.between(actual.get(v.name()), EngineTensors.read(expected.get(v)));
                if (!d.within(tolerance)) {
                    return String.format(
                            Locale.ROOT,
                            "The first operation that differs is %s (%s), by %.3g of %.3g",
                            node.name(),
                            node.operator(),
                            d.maxAbsolute(),
                            d.maxReference());
                }
            }
        }
        return "No single operation differs without ONNX Runtime's own optimisations; they are the cause";
    }
}
