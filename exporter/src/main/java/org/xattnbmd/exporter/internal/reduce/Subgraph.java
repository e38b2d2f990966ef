package org.xattnbmd.exporter.internal.reduce;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.GraphCopy;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/**
 * Some nodes of a graph that run by themselves.
 *
 * @param graph a copy; what the nodes read and none of them computes are its inputs, what none of them reads its outputs
 * @param inputs the tensors for the inputs, by name
 */
record Subgraph(Graph graph, Map<String, Tensor> inputs) {

    /**
     * @param nodes in the order of the graph
     * @param known tensors of the graph's values by name, as one sample gives them
     * @return null where a value would be an input whose tensor is not known, or nothing would be computed
     */
    static Subgraph of(Graph graph, List<Node> nodes, Map<String, Tensor> known) {
        Set<Value> computed = identity();
        Set<Value> read = identity();
        nodes.forEach(n -> {
            n.outputs().stream().filter(v -> v != null).forEach(computed::add);
            read.addAll(n.reads());
        });
        List<Value> outputs = new ArrayList<>();
        nodes.forEach(n -> n.outputs().stream()
                .filter(v -> v != null && (graph.isOutput(v) || !read.contains(v)))
                .forEach(outputs::add));
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        List<Value> fed = new ArrayList<>();
        for (Node n : nodes) {
            for (Value v : n.reads()) {
                if (v.isConstant() || computed.contains(v) || inputs.containsKey(v.name())) {
                    continue;
                }
                Tensor tensor = known.get(v.name());
                if (tensor == null) {
                    return null;
                }
                inputs.put(v.name(), tensor);
                fed.add(v);
            }
        }
        return outputs.isEmpty() ? null : new Subgraph(copy(graph, fed, outputs, nodes, inputs), inputs);
    }

    /** The same nodes with fewer outputs; {@code outputs} are names. */
    Subgraph withOutputs(List<String> outputs) {
        List<Value> kept =
                graph.outputs().stream().filter(v -> outputs.contains(v.name())).toList();
        return new Subgraph(copy(graph, graph.inputs(), kept, graph.nodes(), inputs), inputs);
    }

    private static Graph copy(
            Graph graph, List<Value> fed, List<Value> outputs, List<Node> nodes, Map<String, Tensor> tensors) {
        Graph copy = GraphCopy.of(new Graph(graph.name(), graph.opset(), fed, outputs, nodes).with(graph));
        copy.inputs().forEach(v -> {
            Tensor tensor = tensors.get(v.name());
            v.setType(tensor.type());
            if (v.dims() == null || v.dims().stream().anyMatch(d -> !d.isFixed())) {
                v.setDims(Value.fixed(tensor.dims()));
            }
        });
        return copy;
    }

    private static Set<Value> identity() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
