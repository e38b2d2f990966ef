package org.xattnbmd.exporter.internal.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Value;

/**
 * Computes once what is computed twice: two nodes with the same operator, the same attributes and the very same inputs
 * have equal outputs, since ONNX operators (random ones are never written) are functions.
 */
public final class CommonSubexpressions implements Pass {

    /** A node's meaning. Values compare by identity. */
    private record Expression(Operator operator, List<Value> inputs, Map<String, Attribute> attributes) {}

    @Override
    public String name() {
        return "common-subexpression elimination";
    }

    @Override
    public void apply(Graph graph, PassLog log) {
        Map<Expression, Node> first = new HashMap<>();
        for (Node node : List.copyOf(graph.nodes())) {
            if (!node.operator().isKnown()) {
                log.skip("operators that this library does not know may not be functions");
                continue;
            }
            Expression e = new Expression(node.operator(), new ArrayList<>(node.inputs()), node.attributes());
            Node twin = first.putIfAbsent(e, node);
            if (twin == null || twin.outputs().size() != node.outputs().size()) {
                continue;
            }
            if (node.outputs().stream().anyMatch(graph::isOutput)) {
                log.skip("the second is an output of the graph, which needs a value of its own");
                continue;
            }
            if (leavesOut(twin, node)) {
                log.skip("the first leaves out an output that the second has");
                continue;
            }
            for (int i = 0; i < node.outputs().size(); i++) {
                if (node.outputs().get(i) != null) {
                    graph.redirect(node.outputs().get(i), twin.outputs().get(i));
                }
            }
            graph.nodes().remove(node);
            log.fire();
        }
    }

    private static boolean leavesOut(Node first, Node second) {
        return IntStream.range(0, second.outputs().size())
                .anyMatch(
                        i -> second.outputs().get(i) != null && first.outputs().get(i) == null);
    }
}
