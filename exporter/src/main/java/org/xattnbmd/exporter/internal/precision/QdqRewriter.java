package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Naming;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Operators;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;

/**
 * Puts QuantizeLinear and DequantizeLinear pairs round chosen nodes: uint8 activations with one scale, int8 weights,
 * int32 biases. The graph stays valid and means the same up to rounding; ONNX Runtime fuses each pattern into one
 * integer operator.
 */
final class QdqRewriter {

    private final Graph graph;
    private final QuantizableNodes nodes;
    private final Set<Node> region;
    private final Int8Options options;
    private final WeightQuantizer weights;

    QdqRewriter(Graph graph, QuantizableNodes nodes, Set<Node> region, Int8Options options) {
        this.graph = graph;
        this.nodes = nodes;
        this.region = region;
        this.options = options;
        this.weights = new WeightQuantizer(options.reducedRange());
    }

    /** The activations that need a range. */
    Set<Value> activations() {
        Set<Value> all = new LinkedHashSet<>();
        for (Node n : region) {
            all.addAll(QuantizableNodes.dataInputs(n));
            Value result = nodes.quantizedResult(n);
            // The last layer's result can stay in float32, which its integer form may write as well.
            boolean last = n.is(Operators.GEMM) || n.is(Operators.MATMUL);
            if (!last && nodes.isRead(result)) {
                all.add(result);
            }
        }
        return all;
    }

    /** Rewrites the graph in place. */
    void rewrite(Map<Value, Range> calibrated) {
        Map<Value, Range> ranges = shared(calibrated);
        Map<Value, Node> producers = graph.producers();
        Set<Value> results = Collections.newSetFromMap(new IdentityHashMap<>());
        region.forEach(n -> results.add(nodes.quantizedResult(n)));
        for (Value v : activations()) {
            Value dequantized = pair(v, ranges.get(v), producers.get(v));
            for (Node reader : graph.nodes()) {
                boolean ownPair = reader.is(Operators.QUANTIZE_LINEAR);
                if (ownPair || !region.contains(reader) && !results.contains(v)) {
                    continue;
                }
                for (int i = 0; i < reader.inputs().size(); i++) {
                    if (reader.input(i) == v) {
                        reader.setInput(i, dequantized);
                    }
                }
            }
        }
        for (Node n : region) {
            if (n.inputs().size() > 1 && !n.is(Operators.ADD)) {
                quantizeWeights(n, ranges);
            }
        }
        Naming.makeUnique(graph);
    }

    /** A maximum is one of its inputs, so MaxPool keeps the scale, without which it would not stay an integer. */
    private Map<Value, Range> shared(Map<Value, Range> calibrated) {
        Map<Value, Range> ranges = new IdentityHashMap<>(calibrated);
        for (Node n : region) {
            if (n.is(Operators.MAX_POOL) && ranges.containsKey(n.input(0))) {
                ranges.replace(nodes.quantizedResult(n), ranges.get(n.input(0)));
            }
        }
        return ranges;
    }

    private Value pair(Value v, Range range, Node producer) {
        String base = producer == null ? v.name() : producer.name();
        Value scale = Value.constant(base + "/scale", Tensor.scalar(ElementType.FLOAT, range.scale()));
        Value zero = Value.constant(base + "/zero_point", Tensor.scalar(ElementType.UINT8, range.zeroPoint()));
        Value quantized = new Value(v.name(), ElementType.UINT8, v.dims());
        Value dequantized = new Value(v.name(), ElementType.FLOAT, v.dims());
        List<Node> both = List.of(
                new Node(
                        base + "/QuantizeLinear",
                        Operators.QUANTIZE_LINEAR,
                        List.of(v, scale, zero),
                        List.of(quantized),
                        Map.of()),
                new Node(
                        base + "/DequantizeLinear",
                        Operators.DEQUANTIZE_LINEAR,
                        List.of(quantized, scale, zero),
                        List.of(dequantized),
                        Map.of()));
        int at = producer == null ? 0 : graph.nodes().indexOf(producer) + 1;
        graph.nodes().addAll(at, both);
        return dequantized;
    }

    private void quantizeWeights(Node n, Map<Value, Range> ranges) {
        int axis = n.is(Operators.CONV) || n.intAttribute("transB", 0) == 1 ? 0 : 1;
        boolean perChannel = options.perChannelWeights();
        Value weight = n.input(1);
        WeightQuantizer.Quantized w = weights.weight(weight.constant(), axis, perChannel);
        List<Node> added = new ArrayList<>();
        n.setInput(1, dequantize(weight.name(), w, ElementType.INT8, perChannel ? axis : -1, added));
        Value bias = n.input(2);
        if (bias != null && bias.constant().rank() == 1) {
            float activationScale = range(n.input(0), ranges).scale();
            WeightQuantizer.Quantized b = WeightQuantizer.bias(bias.constant(), activationScale, w.scales());
            n.setInput(2, dequantize(bias.name(), b, ElementType.INT32, perChannel ? 0 : -1, added));
        }
        graph.nodes().addAll(graph.nodes().indexOf(n), added);
    }

    /** The range of the activation that a node now reads dequantised. */
    private Range range(Value dequantized, Map<Value, Range> ranges) {
        Map<Value, Node> producers = graph.producers();
        Node quantize = producers.get(producers.get(dequantized).input(0));
        return ranges.get(quantize.input(0));
    }

    private static Value dequantize(
            String name, WeightQuantizer.Quantized q, ElementType type, int axis, Collection<Node> added) {
        boolean perChannel = axis >= 0;
        long[] dims = perChannel ? new long[] {q.scales().length} : new long[0];
        Tensor zeros = new Tensor(type, dims, new byte[q.scales().length * type.bytes()]);
        Value out = new Value(name, ElementType.FLOAT, Value.fixed(q.numbers().dims()));
        added.add(new Node(
                name + "/DequantizeLinear",
                Operators.DEQUANTIZE_LINEAR,
                List.of(
                        Value.constant(name, q.numbers()),
                        Value.constant(name + "/scale", Tensor.floats(dims, q.scales())),
                        Value.constant(name + "/zero_point", zeros)),
                List.of(out),
                perChannel ? Map.of("axis", Attribute.of(axis)) : Map.of()));
        return out;
    }
}
