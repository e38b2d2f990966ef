package org.xattnbmd.exporter.internal.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Gives every node and value of a graph a name of its own, so that a file can refer to them: names of graph inputs and
 * outputs stay, others get {@code _2}, {@code _3} … where they collide. Purely a function of the graph's order.
 */
public final class Naming {

    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> next = new HashMap<>();

    private Naming() {}

    public static void makeUnique(Graph graph) {
        Naming values = new Naming();
        graph.inputs().forEach(v -> values.taken.add(v.name()));
        graph.outputs().forEach(v -> values.taken.add(v.name()));
        // A name outside that a body has too would be hidden there.
        graph.nodes()
                .forEach(n -> values.taken.addAll(
                        Bodies.defined(Bodies.of(n.attributes().values()))));
        for (Value v : graph.initializers()) {
            if (!graph.isOutput(v)) {
                v.rename(values.unique(v.name()));
            }
        }
        Naming nodes = new Naming();
        for (Node n : graph.nodes()) {
            n.rename(nodes.unique(n.name()));
            int k = 0;
            for (Value v : n.outputs()) {
                if (v != null && !graph.isOutput(v)) {
                    String suffix = n.outputs().size() == 1 ? "_output" : "_output_" + k;
                    v.rename(values.unique(n.name() + suffix));
                }
                k++;
            }
        }
    }

    /**
     * Gives the values of a body names of their own where they have none: none hides another, nor what the body captures,
     * nor is hidden in a body within. Every other name stays.
     *
     * @param outside what the body captures, each with its name in the body
     * @param around names that are in use around the body
     */
    public static void keepApart(Graph body, Map<Value, String> outside, Set<String> around) {
        Naming values = new Naming();
        values.taken.addAll(outside.values());
        values.taken.addAll(around);
        Set<Value> own = new LinkedHashSet<>(body.inputs());
        own.addAll(body.initializers());
        for (Node n : body.nodes()) {
            values.taken.addAll(Bodies.defined(Bodies.of(n.attributes().values())));
            n.outputs().stream().filter(v -> v != null).forEach(own::add);
        }
        own.stream().filter(v -> !outside.containsKey(v)).forEach(v -> v.rename(values.unique(v.name())));
    }

    private String unique(String wanted) {
        if (taken.add(wanted)) {
            return wanted;
        }
        int k = next.getOrDefault(wanted, 2);
        while (!taken.add(wanted + "_" + k)) {
            k++;
        }
        next.put(wanted, k + 1);
        return wanted + "_" + k;
    }
}
