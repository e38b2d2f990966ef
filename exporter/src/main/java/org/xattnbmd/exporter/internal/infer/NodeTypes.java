package org.xattnbmd.exporter.internal.infer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;

/** What a rule sees of a node, and where it puts what it finds. */
final class NodeTypes {

    /** A type and a shape, either unknown if null. */
    record Typed(ElementType type, List<Dim> dims) {}

    private final Node node;
    private final ShapeVectors vectors;
    private final Map<Value, Typed> inferred = new LinkedHashMap<>();

    NodeTypes(Node node, ShapeVectors vectors) {
        this.node = node;
        this.vectors = vectors;
    }

    Node node() {
        return node;
    }

    Map<Value, Typed> inferred() {
        return inferred;
    }

    ElementType type(int input) {
        Value v = node.input(input);
        return v == null ? null : v.type();
    }

    /** Shape of an input, or null. */
    List<Dim> dims(int input) {
        Value v = node.input(input);
        return v == null ? null : v.dims();
    }

    /** The numbers of a constant integer input, or null. */
    long[] longs(int input) {
        Value v = node.input(input);
        boolean known = v != null
                && v.isConstant()
                && (v.type() == ElementType.INT64 || v.type() == ElementType.INT32)
                && v.rank() <= 1;
        return known ? v.constant().toLongs() : null;
    }

    /** The axis lengths that an integer input holds, constant or computed from shapes, or null. */
    List<Dim> lengths(int input) {
        return vectors.of(this, input);
    }

    long[] ints(String attribute) {
        List<Long> values = node.intsAttribute(attribute);
        return values == null
                ? null
                : values.stream().mapToLong(Long::longValue).toArray();
    }

    void out(ElementType type, List<Dim> dims) {
        out(0, type, dims);
    }

    void out(int index, ElementType type, List<Dim> dims) {
        if (index < node.outputs().size() && node.outputs().get(index) != null) {
            inferred.put(node.outputs().get(index), new Typed(type, dims));
        }
    }

    /** All inputs must have one element type. */
    ElementType commonType(int... inputs) {
        ElementType common = null;
        for (int i : inputs) {
            ElementType t = type(i);
            if (t != null && common != null && t != common) {
                throw new Contradiction("operands of one element type", common + " and " + t);
            }
            common = common == null ? t : common;
        }
        return common;
    }

    /** A position among so many axes, counting from behind if negative. */
    static int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw new Contradiction("an axis of " + rank, axis);
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    static List<Dim> broadcast(List<Dim> a, List<Dim> b) {
        if (a == null || b == null) {
            return null;
        }
        int rank = Math.max(a.size(), b.size());
        Dim[] out = new Dim[rank];
        for (int i = 0; i < rank; i++) {
            Dim x = i < rank - a.size() ? Dim.of(1) : a.get(i - rank + a.size());
            Dim y = i < rank - b.size() ? Dim.of(1) : b.get(i - rank + b.size());
            out[i] = broadcast(x, y);
        }
        return Arrays.asList(out);
    }

    private static Dim broadcast(Dim x, Dim y) {
        if (x.equals(y) || y.equals(Dim.of(1))) {
            return x;
        }
        if (x.equals(Dim.of(1))) {
            return y;
        }
        if (x.isFixed() && y.isFixed()) {
            throw new Contradiction("axis lengths that are equal or 1", x + " and " + y);
        }
        return x.isFixed() ? x : y.isFixed() ? y : Dim.unknown();
    }

    static List<Dim> mutable(List<Dim> dims) {
        return new ArrayList<>(dims);
    }
}
