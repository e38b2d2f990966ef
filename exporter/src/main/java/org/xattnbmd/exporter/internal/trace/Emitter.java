package org.xattnbmd.exporter.internal.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Operators;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/** Adds nodes to a trace, with the differences between opsets in one place. */
final class Emitter {

    private final Trace trace;
    private final String path;

    Emitter(Trace trace) {
        this.trace = trace;
        this.path = trace.paths().current();
    }

    int opset() {
        return trace.opset();
    }

    /** The value of an operand; null stays null. */
    Value in(TracedArray array) {
        return array == null ? null : trace.operand(array);
    }

    /** The value of an operand in another element type. */
    Value in(TracedArray array, ElementType type) {
        if (!array.isSymbolic() && trace.elementType(array) != type) {
            return trace.operand(trace.constant(array.concrete.toType(type.dataType(), true)));
        }
        return cast(trace.operand(array), type);
    }

    Value node(Operator op, List<Value> inputs) {
        return node(op, inputs, Map.of());
    }

    Value node(Operator op, Value a) {
        return node(op, List.of(a), Map.of());
    }

    Value node(Operator op, Value a, Value b) {
        return node(op, List.of(a, b), Map.of());
    }

    Value node(Operator op, List<Value> inputs, Map<String, Attribute> attributes) {
        return nodes(op, inputs, attributes, 1).get(0);
    }

    /** Adds a node; trailing absent inputs are dropped. Element types of the outputs are those of the first input. */
    List<Value> nodes(Operator op, List<Value> inputs, Map<String, Attribute> attributes, int outputs) {
        List<Value> given = new ArrayList<>(inputs);
        while (!given.isEmpty() && given.get(given.size() - 1) == null) {
            given.remove(given.size() - 1);
        }
        String name = name(op, given);
        List<Value> out = IntStream.range(0, outputs)
                .mapToObj(i -> new Value(name, resultType(op, given, attributes, i), resultDims(op, given)))
                .toList();
        trace.add(new Node(name, op, given, out, attributes));
        return out;
    }

    private String name(Operator op, List<Value> inputs) {
        for (Value v : inputs) {
            // A node that reads a parameter is named after the parameter's block, which is exact.
            if (v != null && v.isConstant() && v.name().indexOf('/') > 0) {
                return v.name().substring(0, v.name().lastIndexOf('/') + 1) + op.name();
            }
        }
        return path.isEmpty() ? op.name() : path + "/" + op.name();
    }

    private static ElementType resultType(Operator op, List<Value> in, Map<String, Attribute> attributes, int index) {
        if (op.equals(Operators.CAST)) {
            return ElementType.of((int) ((Attribute.Int) attributes.get("to")).value());
        }
        if (op.equals(Operators.WHERE)) {
            return in.get(1).type();
        }
        if (op.equals(Operators.ONE_HOT)) {
            return in.get(2).type();
        }
        return switch (op.name()) {
            case "Equal",
                    "Greater",
                    "GreaterOrEqual",
                    "Less",
                    "LessOrEqual",
                    "And",
                    "Or",
                    "Xor",
                    "Not",
                    "IsNaN",
                    "IsInf" -> ElementType.BOOL;
            case "ArgMax", "ArgMin", "Shape" -> ElementType.INT64;
            case "TopK" -> index == 1 ? ElementType.INT64 : in.get(0).type();
            default -> in.get(0).type();
        };
    }

    private static List<Dim> resultDims(Operator op, List<Value> in) {
        return op.equals(Operators.CAST) || op.equals(Operators.NOT) ? in.get(0).dims() : null;
    }

    Value cast(Value v, ElementType type) {
        return v.type() == type ? v : node(Operators.CAST, List.of(v), Map.of("to", Attribute.of(type.code())));
    }

    Value constant(Tensor tensor) {
        return Value.constant("constant", tensor);
    }

    Value scalar(ElementType type, double value) {
        return constant(Tensor.scalar(type, value));
    }

    /** Numbers that select axes or positions and never follow the batch size. */
    Value longs(long... values) {
        return constant(Tensor.longs(values));
    }

    static long[] longs(int... values) {
        return Arrays.stream(values).asLongStream().toArray();
    }

    /** A shape, starts, ends or repeats: entries may follow the batch size, which the runs at several sizes show. */
    Value shapeOperand(long... values) {
        Value v = constant(Tensor.longs(values));
        trace.markShapeOperand(v);
        return v;
    }

    Value reshape(Value v, long... shape) {
        return node(Operators.RESHAPE, v, shapeOperand(shape));
    }

    Value transpose(Value v, int... permutation) {
        return node(Operators.TRANSPOSE, List.of(v), Map.of("perm", Attribute.of(longs(permutation))));
    }

    Value unsqueeze(Value v, long... axes) {
        return axes.length == 0 ? v : node(Operators.UNSQUEEZE, v, longs(axes));
    }

    Value squeeze(Value v, long... axes) {
        return axes.length == 0 ? v : node(Operators.SQUEEZE, v, longs(axes));
    }

    /** A reduction; no axes means all. */
    Value reduce(Operator op, Value v, long[] axes, boolean keepDims) {
        Attribute keep = Attribute.of(keepDims ? 1 : 0);
        if (axes.length == 0) {
            return node(op, List.of(v), Map.of("keepdims", keep));
        }
        boolean axesAreInput = op.equals(Operators.REDUCE_SUM) || opset() >= 18;
        return axesAreInput
                ? node(op, List.of(v, longs(axes)), Map.of("keepdims", keep))
                : node(op, List.of(v), Map.of("keepdims", keep, "axes", Attribute.of(axes)));
    }

    Value slice(Value v, long[] starts, long[] ends, long[] axes, long[] steps) {
        boolean unit = Arrays.stream(steps).allMatch(s -> s == 1);
        return node(
                Operators.SLICE,
                Arrays.asList(v, shapeOperand(starts), shapeOperand(ends), longs(axes), unit ? null : longs(steps)));
    }

    Value gather(Value v, Value indices, long axis) {
        return node(Operators.GATHER, List.of(v, indices), Map.of("axis", Attribute.of(axis)));
    }

    /**
     * Tells that the last node is another one where one of these axes of its first input has length 1. If the batch size
     * can make it so, the export compares a single sample too, and refuses the block for this reason if that differs.
     */
    void doubtSingleSample(int[] axes, String why) {
        Node last = trace.nodes().get(trace.nodes().size() - 1);
        trace.doubts().put(last, new SingleSampleDoubt(axes, trace.located(why)));
    }
}
