package org.xattnbmd.exporter.internal.graph;

import java.util.List;

/** The value of a node's attribute. One record per ONNX attribute type, so that an operator can say which it takes. */
public sealed interface Attribute {

    record Int(long value) implements Attribute {}

    record Real(float value) implements Attribute {}

    record Text(String value) implements Attribute {}

    record Ints(List<Long> values) implements Attribute {
        public Ints {
            values = List.copyOf(values);
        }
    }

    record Reals(List<Float> values) implements Attribute {
        public Reals {
            values = List.copyOf(values);
        }
    }

    record Texts(List<String> values) implements Attribute {
        public Texts {
            values = List.copyOf(values);
        }
    }

    record Constant(Tensor value) implements Attribute {
        @Override
        public boolean equals(Object o) {
            return o instanceof Constant c && value.sameAs(c.value);
        }

        @Override
        public int hashCode() {
            return value.contentHash();
        }
    }

    /** What this library does not interpret (a subgraph, a sparse tensor): carried through as its protobuf bytes. */
    record Opaque(com.google.protobuf.ByteString proto) implements Attribute {}

    static Attribute of(long value) {
        return new Int(value);
    }

    static Attribute of(float value) {
        return new Real(value);
    }

    static Attribute of(String value) {
        return new Text(value);
    }

    static Attribute of(long... values) {
        return new Ints(java.util.Arrays.stream(values).boxed().toList());
    }
}
