package org.xattnbmd.exporter.internal.precision;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;

/**
 * Activations that must have one scale, since one is copied from the other: what a pool, a concatenation or a resizing reads and
 * what it gives would not stay integers with two.
 */
final class ScaleGroups {

    private final Map<Value, Value> parents = new IdentityHashMap<>();
    private final Set<Value> copies = new LinkedHashSet<>();

    ScaleGroups(Collection<Node> region, QuantizableNodes nodes) {
        for (Node n : region) {
            if (QuantizableNodes.keepsScale(n)) {
                Value result = nodes.quantizedResult(n);
                copies.add(result);
                QuantizableNodes.dataInputs(n).forEach(v -> parents.put(first(v), first(result)));
            }
        }
    }

    /** The values that are copied from others. */
    Set<Value> copies() {
        return copies;
    }

    /** What stands for a value's group. */
    private Value first(Value v) {
        Value at = v;
        while (parents.getOrDefault(at, at) != at) {
            at = parents.get(at);
        }
        return at;
    }

    /** All that has one scale with some of these. */
    Set<Value> closure(Set<Value> some, Collection<Value> all) {
        Set<Value> groups = new LinkedHashSet<>();
        some.forEach(v -> groups.add(first(v)));
        Set<Value> closure = new LinkedHashSet<>();
        all.stream().filter(v -> groups.contains(first(v))).forEach(closure::add);
        return closure;
    }

    /** Ranges in which each group has one, which holds those of all that is not copied itself. */
    Map<Value, Range> shared(Map<Value, Range> ranges) {
        Map<Value, Range> byGroup = new IdentityHashMap<>();
        ranges.forEach((v, r) -> {
            if (!copies.contains(v)) {
                byGroup.merge(first(v), r, Range::union);
            }
        });
        Map<Value, Range> shared = new IdentityHashMap<>();
        ranges.forEach((v, r) -> shared.put(v, byGroup.getOrDefault(first(v), r)));
        return shared;
    }
}
