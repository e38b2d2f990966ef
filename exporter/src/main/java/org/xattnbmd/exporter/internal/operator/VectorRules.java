package org.xattnbmd.exporter.internal.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.NodeTypes;

/** What operators make of integer vectors that hold axis lengths. */
final class VectorRules {

    private VectorRules() {}

    static List<Dim> shape(NodeTypes t) {
        return ShapeRules.shapePart(t);
    }

    /** The entries stay as they are. */
    static List<Dim> same(NodeTypes t) {
        return t.lengths(0);
    }

    static List<Dim> gather(NodeTypes t) {
        List<Dim> entries = t.lengths(0);
        long[] indices = t.longs(1);
        if (entries == null || indices == null || indices.length > NodeTypes.MAX_AXES) {
            return null;
        }
        return Arrays.stream(indices)
                .mapToObj(i -> entries.get(Axes.at(i, entries.size())))
                .toList();
    }

    static List<Dim> concat(NodeTypes t) {
        List<Dim> all = new ArrayList<>();
        for (int i = 0; i < t.node().inputs().size(); i++) {
            List<Dim> part = t.lengths(i);
            if (part == null) {
                return null;
            }
            all.addAll(part);
        }
        return all;
    }

    static List<Dim> add(NodeTypes t) {
        return eachPair(t, Axes::sum);
    }

    static List<Dim> mul(NodeTypes t) {
        return eachPair(t, Axes::product);
    }

    static List<Dim> sub(NodeTypes t) {
        return eachPair(t, (a, b) -> a.plus(b.times(-1)));
    }

    /** Of integers, which ONNX rounds towards zero and a length, never negative, down. */
    static List<Dim> div(NodeTypes t) {
        boolean integers = t.type(0) != null && t.type(0).isInteger();
        return integers ? eachPair(t, VectorRules::quotient) : null;
    }

    private static Dim quotient(Dim a, Dim b) {
        if (!b.isFixed() || b.offset() < 1) {
            return Dim.unknown();
        }
        return a.isFixed() ? Dim.of(a.offset() / b.offset()) : a.floorDividedBy(b.offset());
    }

    private static List<Dim> eachPair(NodeTypes t, BinaryOperator<Dim> operation) {
        List<Dim> a = t.lengths(0);
        List<Dim> b = t.lengths(1);
        if (a == null || b == null || a.size() != b.size() && a.size() != 1 && b.size() != 1) {
            return null;
        }
        List<Dim> out = new ArrayList<>();
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            out.add(operation.apply(a.get(a.size() == 1 ? 0 : i), b.get(b.size() == 1 ? 0 : i)));
        }
        return out;
    }
}
