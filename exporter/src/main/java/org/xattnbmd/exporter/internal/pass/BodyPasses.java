package org.xattnbmd.exporter.internal.pass;

import java.util.List;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;

/**
 * Applies passes to the bodies of If, Loop, Scan and the like, and to bodies in them. A body is a graph whose outputs its
 * node reads in order; what it captures is computed by nobody in it. So each pass holds there as it does outside, and nothing
 * is moved in or out.
 */
final class BodyPasses implements Pass {

    private final List<Pass> passes;

    /** @param passes may come to contain this one, for bodies in bodies */
    BodyPasses(List<Pass> passes) {
        this.passes = passes;
    }

    @Override
    public String name() {
        return "passes on bodies";
    }

    @Override
    public void apply(Graph graph, PassLog log) {
        for (Node node : List.copyOf(graph.nodes())) {
            try {
                Node edited = BodyGraphs.edited(node, graph, body -> optimized(body, log));
                if (edited != node) {
                    graph.replace(node, edited);
                }
            } catch (Failure e) {
                log.skip(e.getMessage());
            }
        }
    }

    private boolean optimized(Graph body, PassLog log) {
        int before = log.fired();
        for (Pass pass : passes) {
            PassLog inner = new PassLog();
            pass.apply(body, inner);
            for (int i = 0; i < inner.fired(); i++) {
                log.fire();
            }
        }
        return log.fired() > before;
    }
}
