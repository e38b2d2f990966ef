package org.xattnbmd.exporter.internal.graph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the rules of an operator see of a node, and where they put what they find. */
public final class NodeTypes {

    /** No tensor has more axes; a longer vector is data, or a hostile file. */
    public static final int MAX_AXES = 64;

    private final Node node;
    private final Map<Value, List<Dim>> vectors;
    private final Map<Integer, List<Dim>> shapes = new HashMap<>();

    /** @param vectors entries of the integer vectors that nodes before this one compute from shapes */
    public NodeTypes(Node node, Map<Value, List<Dim>> vectors) {
        this.node = node;
        this.vectors = vectors;
    }

    public Node node() {
        return node;
    }

    public ElementType type(int input) {
        Value v = node.input(input);
        return v == null ? null : v.type();
    }

    /** Shape of an input, or null. */
    public List<Dim> dims(int input) {
        Value v = node.input(input);
        return v == null ? null : v.dims();
    }

    /** The numbers of a constant integer input, or null. */
    public long[] longs(int input) {
        Value v = node.input(input);
        boolean known = v != null
                && v.isConstant()
                && (v.type() == ElementType.INT64 || v.type() == ElementType.INT32)
                && v.rank() <= 1;
        return known ? v.constant().toLongs() : null;
    }

    /** The axis lengths that an integer input holds, constant or computed from shapes, or null. */
    public List<Dim> lengths(int input) {
        Value v = node.input(input);
        if (v == null || !v.isConstant()) {
            return vectors.get(v);
        }
        long[] constant = v.constant().size() <= MAX_AXES ? longs(input) : null;
        return constant == null
                ? null
                : Arrays.stream(constant).mapToObj(Dim::of).toList();
    }

    /** An integer list attribute, or null where it is not given. */
    public long[] ints(String attribute) {
        List<Long> values = node.intsAttribute(attribute);
        return values == null
                ? null
                : values.stream().mapToLong(Long::longValue).toArray();
    }

    /** Tells the shape of the first output. */
    public void out(List<Dim> dims) {
        out(0, dims);
    }

    /** Tells the shape of an output, where the node has it; null where it is not known. */
    public void out(int index, List<Dim> dims) {
        if (dims != null && index < node.outputs().size() && node.outputs().get(index) != null) {
            shapes.put(index, dims);
        }
    }

    /** The shape that was told of an output, or null. */
    public List<Dim> told(int output) {
        return shapes.get(output);
    }
}
