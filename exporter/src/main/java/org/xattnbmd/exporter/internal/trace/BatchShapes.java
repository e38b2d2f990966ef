package org.xattnbmd.exporter.internal.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/** Computes vectors like {@code [N, 4, 3·N]} in the graph, from the length of an input's batch axis. */
final class BatchShapes {

    private final List<Value> inputs;
    private Value batch;

    BatchShapes(List<Value> inputs) {
        this.inputs = inputs;
    }

    /**
     * The vector with these entries.
     *
     * @param inferOne whether one entry may be written as -1, which Reshape works out from the number of elements
     */
    Value vector(List<Dim> entries, boolean inferOne, String path, List<Node> nodes) {
        long varying = entries.stream().filter(d -> !d.isFixed()).count();
        boolean anyZero = entries.stream().anyMatch(d -> d.isFixed() && d.offset() == 0);
        if (varying == 0 || inferOne && varying == 1 && !anyZero) {
            return Value.constant(
                    path + "/shape",
                    Tensor.longs(entries.stream().mapToLong(Dim::length).toArray()));
        }
        List<Value> parts = new ArrayList<>();
        for (Dim d : entries) {
            parts.add(d.isFixed() ? longs(path, d.offset()) : computed(d, path, nodes));
        }
        return parts.size() == 1
                ? parts.get(0)
                : add(nodes, path + "/Concat", Operators.CONCAT, parts, Map.of("axis", Attribute.of(0)));
    }

    private Value computed(Dim d, String path, List<Node> nodes) {
        Value v = batch(nodes);
        if (d.perBatch() != 1) {
            v = add(nodes, path + "/Mul", Operators.MUL, List.of(v, longs(path, d.perBatch())), Map.of());
        }
        if (d.offset() != 0) {
            v = add(nodes, path + "/Add", Operators.ADD, List.of(v, longs(path, d.offset())), Map.of());
        }
        return v;
    }

    /** The batch size as a vector of one element, computed once for the graph. */
    private Value batch(List<Node> nodes) {
        if (batch == null) {
            Value source = inputs.stream()
                    .filter(v -> v.rank() > 0 && v.dims().get(0).equals(Dim.BATCH))
                    .findFirst()
                    .orElseThrow();
            Value shape = new Value("batch/Shape", ElementType.INT64, Value.fixed(source.rank()));
            nodes.add(0, new Node("batch/Shape", Operators.SHAPE, List.of(source), List.of(shape), Map.of()));
            batch = new Value("batch/Gather", ElementType.INT64, Value.fixed(1));
            nodes.add(
                    1,
                    new Node(
                            "batch/Gather",
                            Operators.GATHER,
                            List.of(shape, longs("batch", 0)),
                            List.of(batch),
                            Map.of("axis", Attribute.of(0))));
        }
        return batch;
    }

    private static Value longs(String path, long value) {
        return Value.constant(path + "/constant", Tensor.longs(value));
    }

    private static Value add(
            List<Node> nodes,
            String name,
            org.xattnbmd.exporter.internal.graph.Operator op,
            List<Value> in,
            Map<String, Attribute> attributes) {
        Value out = new Value(name, ElementType.INT64, null);
        nodes.add(new Node(name, op, in, List.of(out), attributes));
        return out;
    }
}
