package org.xattnbmd.exporter.internal.pass;

import java.util.List;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.operator.NoOp;

/**
 * Takes out nodes that pass their input on: Identity; Dropout, which does nothing in inference; a Cast to the type it
 * has; a Transpose that moves nothing; a Reshape or Expand to the shape it has; a Pad by nothing; a Concat of one; and
 * {@code x + 0}, {@code x − 0}, {@code x · 1}, {@code x / 1} where the constant does not broadcast x.
 */
public final class NoOpRemoval implements Pass {

    @Override
    public String name() {
        return "no-op removal";
    }

    @Override
    public void apply(Graph graph, PassLog log) {
        for (Node node : List.copyOf(graph.nodes())) {
            if (passesOn(node)) {
                if (graph.bypass(node)) {
                    log.fire();
                } else {
                    log.skip("it connects an input, a constant or another output to an output of the graph");
                }
            }
        }
    }

    private static boolean passesOn(Node node) {
        NoOp noOp = node.operator().trait(NoOp.class);
        boolean whole = node.input(0) != null && !node.outputs().isEmpty() && node.output() != null;
        return noOp != null && whole && noOp.passesOn(node);
    }
}
