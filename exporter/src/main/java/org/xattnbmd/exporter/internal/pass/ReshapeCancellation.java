package org.xattnbmd.exporter.internal.pass;

import java.util.Arrays;
import java.util.List;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Moves;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * Lets a Reshape read past what only regroups the same elements in the same order: {@code reshape(g(x), s) =
 * reshape(x, s)} for g one of Reshape, Flatten, Squeeze and Unsqueeze. An Unsqueeze is undone by a Squeeze of the same
 * axes.
 *
 * <p>Not where the target has a 0, which ONNX reads as "as in the input".
 */
public final class ReshapeCancellation implements Pass {

    @Override
    public String name() {
        return "reshape cancellation";
    }

    @Override
    public void apply(Graph graph, PassLog log) {
        for (Node node : List.copyOf(graph.nodes())) {
            Node before = graph.producers().get(node.input(0));
            if (before == null) {
                continue;
            }
            if (node.is(Operators.RESHAPE) && regroups(before)) {
                if (keepsZeros(node.input(1))) {
                    log.skip("the target shape is computed or has a 0");
                } else {
                    node.setInput(0, before.input(0));
                    log.fire();
                }
            } else if (node.is(Operators.SQUEEZE) && before.is(Operators.UNSQUEEZE) && sameAxes(node, before)) {
                node.setInput(0, before.input(0));
                Node identity = new Node(
                        node.name(), Operators.IDENTITY, List.of(before.input(0)), node.outputs(), java.util.Map.of());
                graph.replace(node, identity);
                graph.bypass(identity);
                log.fire();
            }
        }
    }

    private static boolean regroups(Node node) {
        return node.operator().isKnown() && node.operator().trait(Moves.class) == Moves.REGROUPS;
    }

    private static boolean keepsZeros(Value shape) {
        return !shape.isConstant() || Arrays.stream(shape.constant().toLongs()).anyMatch(d -> d == 0);
    }

    private static boolean sameAxes(Node squeeze, Node unsqueeze) {
        Value a = squeeze.input(1);
        Value b = unsqueeze.input(1);
        return a != null
                && a.isConstant()
                && b.isConstant()
                && Arrays.equals(a.constant().toLongs(), b.constant().toLongs())
                && Arrays.stream(a.constant().toLongs()).allMatch(axis -> axis >= 0);
    }
}
