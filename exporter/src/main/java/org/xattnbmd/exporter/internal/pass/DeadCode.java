package org.xattnbmd.exporter.internal.pass;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;

/** Removes nodes that no output depends on. ONNX operators have no side effects, so nothing is lost. */
public final class DeadCode implements Pass {

    @Override
    public String name() {
        return "dead-code elimination";
    }

    @Override
    public void apply(Graph graph, PassLog log) {
        Map<Value, Node> producers = graph.producers();
        Set<Node> alive = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Value> pending = new ArrayDeque<>(graph.outputs());
        while (!pending.isEmpty()) {
            Node node = producers.get(pending.pop());
            if (node != null && alive.add(node)) {
                node.reads().forEach(pending::push);
            }
        }
        graph.nodes().removeIf(n -> {
            boolean dead = !alive.contains(n);
            if (dead) {
                log.fire();
            }
            return dead;
        });
    }
}
