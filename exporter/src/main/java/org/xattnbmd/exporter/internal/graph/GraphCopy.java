package org.xattnbmd.exporter.internal.graph;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Copies graphs, so that a conversion leaves the original alone. Tensors are shared, being immutable. */
public final class GraphCopy {

    private final Map<Value, Value> copies = new IdentityHashMap<>();

    private GraphCopy() {}

    public static Graph of(Graph graph) {
        GraphCopy copy = new GraphCopy();
        Graph result = new Graph(
                graph.name(),
                graph.opset(),
                copy.values(graph.inputs()),
                copy.values(graph.outputs()),
                graph.nodes().stream().map(copy::node).toList());
        result.otherDomains().putAll(graph.otherDomains());
        return result;
    }

    private Node node(Node n) {
        return new Node(n.name(), n.operator(), values(n.inputs()), values(n.outputs()), n.attributes());
    }

    private List<Value> values(List<Value> values) {
        List<Value> out = new java.util.ArrayList<>();
        values.forEach(v -> out.add(v == null ? null : copies.computeIfAbsent(v, GraphCopy::value)));
        return out;
    }

    private static Value value(Value v) {
        return v.isConstant() ? Value.constant(v.name(), v.constant()) : new Value(v.name(), v.type(), v.dims());
    }
}
