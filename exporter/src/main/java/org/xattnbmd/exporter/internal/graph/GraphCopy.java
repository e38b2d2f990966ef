package org.xattnbmd.exporter.internal.graph;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
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
        return result.with(graph);
    }

    private Node node(Node n) {
        Map<String, Value> captures = new LinkedHashMap<>(n.captures());
        captures.replaceAll((k, v) -> copy(v));
        return new Node(n.name(), n.operator(), values(n.inputs()), values(n.outputs()), n.attributes(), captures);
    }

    private List<Value> values(List<Value> values) {
        List<Value> out = new java.util.ArrayList<>();
        values.forEach(v -> out.add(v == null ? null : copy(v)));
        return out;
    }

    private Value copy(Value v) {
        return copies.computeIfAbsent(v, GraphCopy::value);
    }

    private static Value value(Value v) {
        if (v.isConstant()) {
            return Value.constant(v.name(), v.constant());
        }
        Value copy = new Value(v.name(), v.type(), v.dims());
        copy.setOtherType(v.otherType());
        return copy;
    }
}
