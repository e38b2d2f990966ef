package org.xattnbmd.exporter.internal.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/** Computes vectors like {@code [batch, 4, 3·sequence]} in the graph, from the lengths of the inputs' axes. */
final class LengthVectors {

    private final List<Value> inputs;
    private final List<Node> nodes;
    private final Map<String, Value> axes = new HashMap<>();

    /**
     * @param inputs whose dims name the axes
     * @param nodes where what computes is added
     */
    LengthVectors(List<Value> inputs, List<Node> nodes) {
        this.inputs = inputs;
        this.nodes = nodes;
    }

    /** The target of a Reshape: one entry may be left open, which is worked out from the number of elements. */
    Value target(List<Dim> entries, List<Dim> input, String path) {
        List<Dim> written = new ArrayList<>(entries);
        boolean anyZero = entries.contains(Dim.of(0));
        if (!anyZero && names(entries) > 1) {
            // What stays as it is in the input is written as 0.
            for (int i = 0; input != null && i < Math.min(entries.size(), input.size()); i++) {
                boolean stays = entries.get(i) != null && !entries.get(i).isFixed();
                if (stays && entries.get(i).equals(input.get(i))) {
                    written.set(i, Dim.of(0));
                }
            }
        }
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            if (written.get(i) == null || !written.get(i).isFixed()) {
                open.add(i);
            }
        }
        int unknown = written.indexOf(null);
        boolean one = open.size() == 1 && !anyZero;
        if (one || unknown >= 0) {
            written.set(one ? open.get(0) : unknown, Dim.of(-1));
        }
        return vector(written, path);
    }

    private static long names(List<Dim> entries) {
        TreeSet<String> names = new TreeSet<>();
        entries.stream().filter(d -> d != null).forEach(d -> names.addAll(d.axes()));
        return names.size() + (entries.contains(null) ? 1 : 0);
    }

    /** The vector with these entries. */
    Value vector(List<Dim> entries, String path) {
        if (entries.stream().allMatch(Dim::isFixed)) {
            return Value.constant(
                    path + "/shape",
                    Tensor.longs(entries.stream().mapToLong(Dim::length).toArray()));
        }
        List<Value> parts = new ArrayList<>();
        for (Dim d : entries) {
            parts.add(d.in(new InGraph(path)));
        }
        return parts.size() == 1
                ? parts.get(0)
                : add(path + "/Concat", Operators.CONCAT, parts, Map.of("axis", Attribute.of(0)));
    }

    /** The arithmetic of vectors of one element. */
    private final class InGraph implements Dim.Arithmetic<Value> {

        private final String path;

        InGraph(String path) {
            this.path = path;
        }

        @Override
        public Value number(long value) {
            return longs(path, value);
        }

        @Override
        public Value axis(String name) {
            return axes.computeIfAbsent(name, LengthVectors.this::axis);
        }

        @Override
        public Value sum(Value a, Value b) {
            return add(path + "/Add", Operators.ADD, List.of(a, b), Map.of());
        }

        @Override
        public Value product(Value a, Value b) {
            return add(path + "/Mul", Operators.MUL, List.of(a, b), Map.of());
        }

        @Override
        public Value quotient(Value dividend, long divisor) {
            return add(path + "/Div", Operators.DIV, List.of(dividend, number(divisor)), Map.of());
        }
    }

    /** The length of an axis as a vector of one element, computed once for the graph and before all else. */
    private Value axis(String name) {
        Dim length = Dim.axis(name);
        Value source = inputs.stream()
                .filter(v -> v.dims() != null && v.dims().contains(length))
                .findFirst()
                .orElseThrow();
        Value shape = new Value(name + "/Shape", ElementType.INT64, Value.fixed(source.rank()));
        nodes.add(0, new Node(name + "/Shape", Operators.SHAPE, List.of(source), List.of(shape), Map.of()));
        Value axis = new Value(name + "/Gather", ElementType.INT64, Value.fixed(1));
        nodes.add(
                1,
                new Node(
                        name + "/Gather",
                        Operators.GATHER,
                        List.of(shape, longs(name, source.dims().indexOf(length))),
                        List.of(axis),
                        Map.of("axis", Attribute.of(0))));
        return axis;
    }

    private static Value longs(String path, long value) {
        return Value.constant(path + "/constant", Tensor.longs(value));
    }

    private Value add(String name, Operator op, List<Value> in, Map<String, Attribute> attributes) {
        return add(name, op, in, attributes, ElementType.INT64);
    }

    /** Adds a node with one output. */
    Value add(String name, Operator op, List<Value> in, Map<String, Attribute> attributes, ElementType type) {
        Value out = new Value(name, type, null);
        nodes.add(new Node(name, op, in, List.of(out), attributes));
        return out;
    }
}
