package org.xattnbmd.exporter.internal.infer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;

/**
 * Integer vectors that a graph computes from shapes, such as {@code [N, 4, 3·N]} for a Reshape: each entry is an axis length
 * that may follow the batch.
 */
final class ShapeVectors {

    /** No tensor has more axes; a longer vector is data, or a hostile file. */
    private static final int MAX_LENGTH = 64;

    private final Map<Value, List<Dim>> computed = new IdentityHashMap<>();

    /** The entries of a vector or scalar, or null. */
    List<Dim> of(NodeTypes types, int input) {
        Value v = types.node().input(input);
        if (v == null || !v.isConstant()) {
            return computed.get(v);
        }
        long[] constant = v.constant().size() <= MAX_LENGTH ? types.longs(input) : null;
        return constant == null
                ? null
                : Arrays.stream(constant).mapToObj(Dim::of).toList();
    }

    /** Remembers what a node computes, if that is such a vector. */
    void follow(NodeTypes types) {
        Node node = types.node();
        List<Dim> entries = switch (node.operator().name()) {
            case "Shape" -> node.attributes().isEmpty() ? types.dims(0) : null;
            case "Identity", "Cast", "Squeeze", "Unsqueeze" -> of(types, 0);
            case "Gather" -> gathered(of(types, 0), types.longs(1));
            case "Concat" -> concatenated(types);
            case "Add" -> eachPair(of(types, 0), of(types, 1), ShapeVectors::sum);
            case "Mul" -> eachPair(of(types, 0), of(types, 1), ShapeVectors::product);
            default -> null;
        };
        if (entries != null && entries.size() <= MAX_LENGTH && !node.outputs().isEmpty() && node.output() != null) {
            computed.put(node.output(), entries);
        }
    }

    private static List<Dim> gathered(List<Dim> entries, long[] indices) {
        if (entries == null || indices == null || indices.length > MAX_LENGTH) {
            return null;
        }
        return Arrays.stream(indices)
                .mapToObj(i -> entries.get(NodeTypes.axis(i, entries.size())))
                .toList();
    }

    private List<Dim> concatenated(NodeTypes types) {
        List<Dim> all = new ArrayList<>();
        for (int i = 0; i < types.node().inputs().size(); i++) {
            List<Dim> part = of(types, i);
            if (part == null) {
                return null;
            }
            all.addAll(part);
        }
        return all;
    }

    private static List<Dim> eachPair(List<Dim> a, List<Dim> b, BinaryOperator<Dim> operation) {
        if (a == null || b == null || a.size() != b.size() && a.size() != 1 && b.size() != 1) {
            return null;
        }
        List<Dim> out = new ArrayList<>();
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            out.add(operation.apply(a.get(a.size() == 1 ? 0 : i), b.get(b.size() == 1 ? 0 : i)));
        }
        return out;
    }

    static Dim sum(Dim a, Dim b) {
        boolean known = a.symbol() == null && b.symbol() == null;
        return known ? new Dim(a.offset() + b.offset(), a.perBatch() + b.perBatch(), null) : Dim.unknown();
    }

    static Dim product(Dim a, Dim b) {
        return a.isFixed() ? b.times(a.offset()) : b.isFixed() ? a.times(b.offset()) : Dim.unknown();
    }
}
