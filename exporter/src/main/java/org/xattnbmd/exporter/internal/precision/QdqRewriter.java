package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Naming;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.operator.Quantization;

/**
 * Puts QuantizeLinear and DequantizeLinear pairs round chosen nodes: uint8 or uint16 activations with one scale, 8-bit
 * weights, int32 biases where activations are uint8. The graph stays valid and means the same up to rounding; ONNX Runtime fuses each pattern into one
 * integer operator.
 */
final class QdqRewriter {

    private final Graph graph;
    private final QuantizableNodes nodes;
    private final Set<Node> region;
    private final ScaleGroups groups;

    QdqRewriter(Graph graph, QuantizableNodes nodes, Set<Node> region) {
        this.graph = graph;
        this.nodes = nodes;
        this.region = region;
        this.groups = new ScaleGroups(region, nodes);
    }

    /** The activations that need a range. */
    Set<Value> activations() {
        Set<Value> all = new LinkedHashSet<>();
        for (Node n : region) {
            all.addAll(QuantizableNodes.dataInputs(n));
            Value result = nodes.quantizedResult(n);
            // The last layer's result can stay in float32, which its integer form may write as well.
            boolean last = QuantizableNodes.role(n) == Quantization.LAYER_TO_FLOAT;
            if (!last && nodes.isRead(result)) {
                all.add(result);
            }
        }
        return all;
    }

    /** Those of them whose range is their own affair. */
    Set<Value> activationsNotCopied() {
        Set<Value> own = activations();
        own.removeAll(groups.copies());
        return own;
    }

    /**
     * The activations that are quantised with 16 bits since a layer asks for it: what it reads, and what has one scale with that.
     */
    Set<Value> wide(Predicate<Node> asks) {
        Set<Value> read = new LinkedHashSet<>();
        region.stream().filter(n -> QuantizableNodes.isLayer(n) && asks.test(n)).forEach(n -> read.add(n.input(0)));
        return groups.closure(read, activations());
    }

    /** Rewrites the graph in place. */
    void rewrite(Map<Value, Range> calibrated, Layout layout) {
        Map<Value, Range> ranges = groups.shared(calibrated);
        ranges.replaceAll((v, r) -> layout.narrow().contains(v.name()) ? r.inSevenBits() : r);
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
            if (QuantizableNodes.isLayer(n)) {
                quantizeWeights(n, ranges, layout.weights().get(n.name()));
            }
        }
        Naming.makeUnique(graph);
    }

    private Value pair(Value v, Range range, Node producer) {
        String base = producer == null ? v.name() : producer.name();
        Value scale = Value.constant(base + "/scale", Tensor.scalar(ElementType.FLOAT, range.scale()));
        Value zero = Value.constant(base + "/zero_point", Tensor.scalar(range.type(), range.zeroPoint()));
        Value quantized = new Value(v.name(), range.type(), v.dims());
        Value dequantized = new Value(v.name(), ElementType.FLOAT, v.dims());
        List<Node> pair = new ArrayList<>();
        pair.add(new Node(
                base + "/QuantizeLinear",
                Operators.QUANTIZE_LINEAR,
                List.of(v, scale, zero),
                List.of(quantized),
                Map.of()));
        if (range.narrow()) {
            // What lies beyond the calibrated range would have the eighth bit.
            Value lowest = Value.constant(base + "/min", Tensor.scalar(ElementType.UINT8, 0));
            Value highest = Value.constant(base + "/max", Tensor.scalar(ElementType.UINT8, range.levels()));
            Value held = new Value(v.name(), ElementType.UINT8, v.dims());
            pair.add(new Node(
                    base + "/Clip", Operators.CLIP, List.of(quantized, lowest, highest), List.of(held), Map.of()));
            quantized = held;
        }
        pair.add(new Node(
                base + "/DequantizeLinear",
                Operators.DEQUANTIZE_LINEAR,
                List.of(quantized, scale, zero),
                List.of(dequantized),
                Map.of()));
        int at = producer == null ? 0 : graph.nodes().indexOf(producer) + 1;
        graph.nodes().addAll(at, pair);
        return dequantized;
    }

    private void quantizeWeights(Node n, Map<Value, Range> ranges, WeightQuantizer.Quantized w) {
        Value weight = n.input(1);
        WeightMatrix matrix = WeightMatrix.of(n);
        Tensor bias = bias(n, matrix);
        Range range = range(n.input(0), ranges);
        List<Node> added = new ArrayList<>();
        float activationScale = range.scale();
        if (range.wide() && !WeightQuantizer.holds(w, bias, activationScale)) {
            addBiasAfterwards(n);
            bias = null;
        }
        WeightQuantizer.Quantized holding = WeightQuantizer.holding(w, matrix, bias, activationScale);
        n.setInput(1, dequantize(weight.name(), holding, added));
        if (bias != null) {
            WeightQuantizer.Quantized b = WeightQuantizer.bias(bias, activationScale, holding);
            n.setInput(2, dequantize(n.input(2).name(), b, added));
        }
        graph.nodes().addAll(graph.nodes().indexOf(n), added);
    }

    /**
     * In units of 16-bit activations a bias need not fit into 32 bits. As a float32 input it would not stay one: ONNX Runtime
     * 1.28.0 and 1.30.0 quantise it themselves, and clamp it.
     */
    private void addBiasAfterwards(Node n) {
        Value result = n.output();
        Value product = new Value(n.name(), ElementType.FLOAT, result.dims());
        Node add = new Node(n.name() + "/Add", Operators.ADD, List.of(product, addend(n)), List.of(result), Map.of());
        n.setInput(2, null);
        n.setOutput(0, product);
        graph.nodes().add(graph.nodes().indexOf(n) + 1, add);
    }

    /** A layer's bias in a shape that can be added to its result. */
    static Value addend(Node layer) {
        Value bias = layer.input(2);
        if (bias == null || !layer.is(Operators.CONV)) {
            return bias;
        }
        long[] shape = new long[layer.input(1).rank() - 1];
        Arrays.fill(shape, 1);
        shape[0] = layer.input(1).constant().dims()[0];
        return Value.constant(bias.name(), bias.constant().reshaped(shape));
    }

    /** A layer's bias with one number per channel, or null where it has none, or one of another form, which stays. */
    static Tensor bias(Node layer, WeightMatrix weight) {
        Tensor bias = layer.input(2) == null ? null : layer.input(2).constant();
        if (bias == null || bias.rank() != 1) {
            return null;
        }
        if (bias.size() == weight.rows()) {
            return bias;
        }
        float[] all = new float[weight.rows()];
        Arrays.fill(all, bias.toFloats()[0]);
        return Tensor.floats(new long[] {all.length}, all);
    }

    /** The range of the activation that a node now reads dequantised. */
    private Range range(Value dequantized, Map<Value, Range> ranges) {
        Map<Value, Node> producers = graph.producers();
        Node quantize = producers.get(producers.get(dequantized).input(0));
        if (quantize.is(Operators.CLIP)) {
            quantize = producers.get(quantize.input(0));
        }
        return ranges.get(quantize.input(0));
    }

    private static Value dequantize(String name, WeightQuantizer.Quantized q, Collection<Node> added) {
        ElementType type = q.numbers().type();
        boolean perChannel = q.axis() >= 0;
        long[] dims = perChannel ? new long[] {q.scales().length} : new long[0];
        byte[] zeros = new byte[q.scales().length * type.bytes()];
        Arrays.fill(zeros, (byte) q.zeroPoint());
        Value out = new Value(name, ElementType.FLOAT, Value.fixed(q.numbers().dims()));
        added.add(new Node(
                name + "/DequantizeLinear",
                Operators.DEQUANTIZE_LINEAR,
                List.of(
                        Value.constant(name, q.numbers()),
                        Value.constant(name + "/scale", Tensor.floats(dims, q.scales())),
                        Value.constant(name + "/zero_point", new Tensor(type, dims, zeros))),
                List.of(out),
                perChannel ? Map.of("axis", Attribute.of(q.axis())) : Map.of()));
        return out;
    }
}
