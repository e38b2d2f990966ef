package org.xattnbmd.exporter.internal.pass;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * Puts what a body computes in the place of a node. The values that the node wrote stay, since outputs of the graph and
 * other bodies refer to them: what computes a result in the body writes such a value instead.
 */
final class Splice {

    private final Graph graph;
    private final Node node;
    private final Graph body;
    private final List<Node> nodes;
    private final Map<Value, Value> renamed = new IdentityHashMap<>();

    private Splice(Graph graph, Node node, Graph body) {
        this.graph = graph;
        this.node = node;
        this.body = body;
        this.nodes = new ArrayList<>(body.nodes());
    }

    /**
     * @param body has no inputs; what it captures are the values of the graph themselves
     * @throws Failure if the node has more outputs than the body, before anything is changed
     */
    static void apply(Graph graph, Node node, Graph body) {
        if (node.outputs().size() > body.outputs().size() || !body.inputs().isEmpty()) {
            throw new Failure(
                    Reason.INVALID_MODEL_FILE,
                    "expected a body of " + node.name() + " with "
                            + node.outputs().size()
                            + " outputs and no inputs, received "
                            + body.outputs().size() + " and "
                            + body.inputs().size());
        }
        new Splice(graph, node, body).apply();
    }

    private void apply() {
        Map<Value, Node> producers = body.producers();
        for (int i = 0; i < node.outputs().size(); i++) {
            Value wanted = node.outputs().get(i);
            if (wanted != null) {
                Value result = body.outputs().get(i);
                connect(result, wanted, producers.get(result));
            }
        }
        nodes.forEach(n -> n.rename(node.name() + "/" + n.name()));
        int at = graph.nodes().indexOf(node);
        graph.nodes().remove(at);
        graph.nodes().addAll(at, nodes);
    }

    private void connect(Value result, Value wanted, Node producer) {
        if (producer != null && !renamed.containsKey(result)) {
            producer.setOutput(producer.outputs().indexOf(result), wanted);
            body.redirect(result, wanted);
            renamed.put(result, wanted);
            tell(result, wanted);
            return;
        }
        Value source = renamed.getOrDefault(result, result);
        if (graph.isOutput(wanted)) {
            nodes.add(new Node("Identity", Operators.IDENTITY, List.of(source), List.of(wanted), Map.of()));
        } else {
            graph.redirect(wanted, source);
        }
    }

    /** What is known of a result where nothing is said of the value in its place. */
    private static void tell(Value result, Value wanted) {
        if (wanted.type() == null && wanted.otherType() == null) {
            wanted.setType(result.type());
            wanted.setOtherType(result.otherType());
        }
        if (wanted.dims() == null) {
            wanted.setDims(result.dims());
        }
    }
}
