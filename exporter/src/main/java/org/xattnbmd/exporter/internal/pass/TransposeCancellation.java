package org.xattnbmd.exporter.internal.pass;

import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.operator.Operators;

/**
 * Joins a Transpose with the one before it. Axis i of {@code T_q(T_p(x))} is axis {@code q[i]} of {@code T_p(x)} and so
 * axis {@code p[q[i]]} of x; where that is i itself the two cancel.
 */
public final class TransposeCancellation implements Pass {

    @Override
    public String name() {
        return "transpose cancellation";
    }

    @Override
    public void apply(Graph graph, PassLog log) {
        for (Node second : List.copyOf(graph.nodes())) {
            if (!second.is(Operators.TRANSPOSE) || !graph.nodes().contains(second)) {
                continue;
            }
            Node first = graph.producers().get(second.input(0));
            if (first == null || !first.is(Operators.TRANSPOSE)) {
                continue;
            }
            List<Long> p = first.intsAttribute("perm");
            List<Long> q = second.intsAttribute("perm");
            if (p == null || q == null) {
                log.skip("a permutation is left to its default");
                continue;
            }
            long[] joined = q.stream().mapToLong(axis -> p.get(axis.intValue())).toArray();
            graph.replace(
                    second,
                    new Node(
                            second.name(),
                            Operators.TRANSPOSE,
                            List.of(first.input(0)),
                            second.outputs(),
                            Map.of("perm", Attribute.of(joined))));
            log.fire();
        }
    }
}
