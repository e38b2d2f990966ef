package org.xattnbmd.exporter.pass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/** Writes small graphs by hand. Axis lengths of -1 are the batch. */
final class GraphDraft {

    private final List<Value> inputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Random random = new Random(5);

    Value input(String name, long... dims) {
        Value v = new Value(name, ElementType.FLOAT, dims(dims));
        inputs.add(v);
        return v;
    }

    /** A constant of seeded numbers between -1 and 1. */
    Value weights(String name, long... dims) {
        float[] v = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < v.length; i++) {
            v[i] = 2 * random.nextFloat() - 1;
        }
        return Value.constant(name, Tensor.floats(dims, v));
    }

    Value number(double value) {
        return Value.constant("constant", Tensor.scalar(ElementType.FLOAT, value));
    }

    Value longs(long... values) {
        return Value.constant("constant", Tensor.longs(values));
    }

    Value node(Operator op, Map<String, Attribute> attributes, long[] dims, Value... in) {
        Value out = new Value(op.name() + nodes.size(), ElementType.FLOAT, dims == null ? null : dims(dims));
        nodes.add(new Node(op.name() + nodes.size(), op, Arrays.asList(in), List.of(out), attributes));
        return out;
    }

    Value node(Operator op, long[] dims, Value... in) {
        return node(op, new HashMap<>(), dims, in);
    }

    Graph graph(Value... outputs) {
        for (int i = 0; i < outputs.length; i++) {
            outputs[i].rename("out" + i);
        }
        return new Graph("draft", 17, inputs, List.of(outputs), nodes);
    }

    static long[] shape(long... dims) {
        return dims;
    }

    private static List<Dim> dims(long... dims) {
        return Arrays.stream(dims).mapToObj(d -> d < 0 ? Dim.BATCH : Dim.of(d)).toList();
    }
}
