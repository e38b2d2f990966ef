package org.xattnbmd.exporter.internal.pass;

import ai.onnx.proto.OnnxMl;
import java.util.List;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Bodies;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.io.GraphReader;
import org.xattnbmd.exporter.internal.operator.Branches;

/**
 * {@code If(c) = then} where c is constant and true, and {@code else} where it is false: the branch's nodes take the place of
 * the node. What the branch captures is what the nodes then read.
 */
public final class ConstantIf implements Pass {

    @Override
    public String name() {
        return "constant If";
    }

    @Override
    public void apply(Graph graph, PassLog log) {
        for (Node node : List.copyOf(graph.nodes())) {
            Branches branches = node.operator().trait(Branches.class);
            if (branches == null || !node.operator().domain().isEmpty()) {
                continue;
            }
            Value condition = node.input(0);
            if (condition == null
                    || !condition.isConstant()
                    || condition.type() != ElementType.BOOL
                    || condition.constant().size() != 1) {
                log.skip("the condition is not constant");
                continue;
            }
            boolean holds = condition.constant().toLongs()[0] != 0;
            try {
                fold(graph, node, node.attributes().get(holds ? branches.whenTrue() : branches.whenFalse()));
                log.fire();
            } catch (Failure e) {
                log.skip(e.getMessage());
            }
        }
    }

    private static void fold(Graph graph, Node node, Attribute branch) {
        List<OnnxMl.GraphProto> bodies = branch == null ? List.of() : Bodies.of(List.of(branch));
        if (bodies.size() != 1) {
            throw new Failure(Reason.INVALID_MODEL_FILE, "expected a body for each branch, received " + bodies.size());
        }
        Splice.apply(graph, node, GraphReader.body(bodies.get(0), node.captures(), graph));
    }
}
