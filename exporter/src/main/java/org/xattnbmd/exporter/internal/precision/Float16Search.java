package org.xattnbmd.exporter.internal.precision;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;

/**
 * Finds which operators cannot be in float16, where a model that was converted as a whole is refused, crashes or computes what
 * is not finite: one kind of operator after the other is converted too, and stays in float32 where that makes the model fail.
 */
final class Float16Search {

    private static final String REASON = "in float16 the model does not run or gives what is not finite";

    private Float16Search() {}

    /**
     * Names of the nodes to keep, with the reason, those in {@code kept} included.
     *
     * @param works whether the model works with these nodes kept
     */
    static Map<String, String> keeping(Graph graph, Map<String, String> kept, Predicate<Map<String, String>> works) {
        Set<String> kinds = new LinkedHashSet<>();
        graph.nodes().stream()
                .filter(n -> !kept.containsKey(n.name()))
                .filter(n -> n.reads().stream().anyMatch(Float16Conversion::isFloat)
                        || n.outputs().stream().anyMatch(Float16Conversion::isFloat))
                .forEach(n -> kinds.add(kind(n)));
        Set<String> converted = new LinkedHashSet<>();
        for (String kind : kinds) {
            converted.add(kind);
            if (!works.test(without(graph, kept, converted))) {
                converted.remove(kind);
            }
        }
        return without(graph, kept, converted);
    }

    private static Map<String, String> without(Graph graph, Map<String, String> kept, Set<String> converted) {
        Map<String, String> more = new LinkedHashMap<>(kept);
        graph.nodes().stream()
                .filter(n -> !converted.contains(kind(n)))
                .forEach(n -> more.putIfAbsent(n.name(), REASON));
        return more;
    }

    /** Operator and which outputs are asked for: some operators have float16 for the first alone. */
    private static String kind(Node n) {
        List<Boolean> outputs = n.outputs().stream().map(v -> v != null).toList();
        return n.operator() + " " + outputs;
    }
}
