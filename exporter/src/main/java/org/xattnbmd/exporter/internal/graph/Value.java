package org.xattnbmd.exporter.internal.graph;

import ai.onnx.proto.OnnxMl;
import java.util.Arrays;
import java.util.List;

/**
 * An edge of the graph: something an operator reads or writes, with its type and axis lengths as far as they are
 * known. A value with a {@link #constant()} is an initializer. Compared by identity; the name may change until the
 * graph is written.
 */
public final class Value {

    private String name;
    private ElementType type;
    private List<Dim> dims;
    private Tensor constant;
    private OnnxMl.TypeProto otherType;

    /** A computed value. {@code dims} is null where not even the rank is known. */
    public Value(String name, ElementType type, List<Dim> dims) {
        this.name = name;
        this.type = type;
        this.dims = dims == null ? null : List.copyOf(dims);
    }

    /** An initializer. */
    public static Value constant(String name, Tensor tensor) {
        Value v = new Value(name, tensor.type(), fixed(tensor.dims()));
        v.constant = tensor;
        return v;
    }

    /** Axis lengths that do not vary. */
    public static List<Dim> fixed(long... lengths) {
        return Arrays.stream(lengths).mapToObj(Dim::of).toList();
    }

    public String name() {
        return name;
    }

    public void rename(String newName) {
        this.name = newName;
    }

    /** The element type, or null where a file does not tell. */
    public ElementType type() {
        return type;
    }

    public void setType(ElementType newType) {
        this.type = newType;
    }

    /** The type as a file has it where it is no tensor of these element types, such as a sequence; null otherwise. */
    public OnnxMl.TypeProto otherType() {
        return otherType;
    }

    public void setOtherType(OnnxMl.TypeProto newType) {
        this.otherType = newType;
    }

    /** The axis lengths, or null where not even the rank is known. */
    public List<Dim> dims() {
        return dims;
    }

    public void setDims(List<Dim> newDims) {
        this.dims = newDims == null ? null : List.copyOf(newDims);
    }

    /** Number of axes, or -1 where unknown. */
    public int rank() {
        return dims == null ? -1 : dims.size();
    }

    /** The tensor of an initializer, or null for a computed value. */
    public Tensor constant() {
        return constant;
    }

    public boolean isConstant() {
        return constant != null;
    }

    @Override
    public String toString() {
        return name + ":" + type + (dims == null ? "[?]" : dims.toString());
    }
}
