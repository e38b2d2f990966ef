package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Naming;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.operator.RuntimeOperators;
import org.xattnbmd.exporter.internal.precision.WeightQuantizer.Quantized;

/**
 * Puts integer products in the place of layers: {@code y = x W + b} becomes {@code q, s, z = DynamicQuantizeLinear(x)} and
 * {@code y = Cast(MatMulInteger(q, W', z, z')) · (s · s') + b}, which ONNX Runtime fuses into one operator. What several layers
 * read is quantised once. Both zero points are always written: ONNX Runtime 1.28.0 takes the process down without the
 * weight's where it is asked to add exactly.
 */
final class DynamicRewriter {

    /** An activation in 8 bits: numbers, what one step is worth, and the number that stands for zero. */
    private record Activation(Value numbers, Value scale, Value zeroPoint) {}

    private final Graph graph;
    private final Map<Value, Activation> activations = new IdentityHashMap<>();

    DynamicRewriter(Graph graph) {
        this.graph = graph;
    }

    /** A MatMul or Gemm; the weight as the layer has it. */
    void matrixProduct(Node layer, Quantized weight) {
        boolean transposed = layer.is(Operators.GEMM) && layer.intAttribute("transB", 0) == 1;
        Tensor numbers = transposed ? transposed(weight.numbers()) : weight.numbers();
        long[] perChannel = weight.axis() < 0 ? new long[0] : new long[] {weight.scales().length};
        rewrite(layer, Operators.MAT_MUL_INTEGER, numbers, weight, perChannel, perChannel, layer.input(2));
    }

    /** ConvInteger takes one zero point in all. */
    void convolution(Node layer, Quantized weight) {
        Tensor numbers = weight.numbers();
        long[] perChannel = new long[numbers.rank() - 1];
        Arrays.fill(perChannel, 1);
        perChannel[0] = numbers.dims()[0];
        long[] scales = weight.axis() < 0 ? new long[0] : perChannel;
        rewrite(layer, Operators.CONV_INTEGER, numbers, weight, scales, new long[0], QdqRewriter.addend(layer));
    }

    private void rewrite(
            Node layer, Operator integer, Tensor numbers, Quantized weight, long[] scales, long[] zeros, Value addend) {
        Activation x = activation(layer.input(0));
        String name = layer.name();
        String weightName = layer.input(1).name();
        Value result = layer.output();
        Value sums = new Value(name, ElementType.INT32, result.dims());
        Value reals = new Value(name, ElementType.FLOAT, result.dims());
        Value step = new Value(name, ElementType.FLOAT, Value.fixed(scales));
        Value product = addend == null ? result : new Value(name, ElementType.FLOAT, result.dims());
        List<Value> read = List.of(
                x.numbers(),
                Value.constant(weightName, numbers),
                x.zeroPoint(),
                Value.constant(weightName + "/zero_point", zeroPoints(weight, zeros)));
        Value scale = Value.constant(weightName + "/scale", Tensor.floats(scales, weight.scales()));
        List<Node> added = new ArrayList<>();
        added.add(new Node(
                name, integer, read, List.of(sums), integer == Operators.CONV_INTEGER ? layer.attributes() : Map.of()));
        added.add(new Node(
                name + "/Cast",
                Operators.CAST,
                List.of(sums),
                List.of(reals),
                Map.of("to", Attribute.of(ElementType.FLOAT.code()))));
        added.add(new Node(name + "/Scale", Operators.MUL, List.of(x.scale(), scale), List.of(step), Map.of()));
        added.add(new Node(name + "/Mul", Operators.MUL, List.of(reals, step), List.of(product), Map.of()));
        if (addend != null) {
            added.add(new Node(name + "/Add", Operators.ADD, List.of(product, addend), List.of(result), Map.of()));
        }
        put(layer, added);
    }

    private void put(Node layer, List<Node> instead) {
        int at = graph.nodes().indexOf(layer);
        graph.nodes().remove(at);
        graph.nodes().addAll(at, instead);
    }

    private static Tensor zeroPoints(Quantized weight, long[] dims) {
        byte[] zeros = new byte[dims.length == 0 ? 1 : Math.toIntExact(dims[0])];
        Arrays.fill(zeros, (byte) weight.zeroPoint());
        return new Tensor(weight.numbers().type(), dims, zeros);
    }

    private static Tensor transposed(Tensor bytes) {
        int rows = Math.toIntExact(bytes.dims()[0]);
        int columns = Math.toIntExact(bytes.dims()[1]);
        byte[] turned = new byte[rows * columns];
        for (int i = 0; i < turned.length; i++) {
            turned[i % columns * rows + i / columns] = bytes.data()[i];
        }
        return new Tensor(bytes.type(), new long[] {columns, rows}, turned);
    }

    private Activation activation(Value v) {
        return activations.computeIfAbsent(v, this::quantize);
    }

    private Activation quantize(Value v) {
        Node producer = graph.producers().get(v);
        String base = producer == null ? v.name() : producer.name();
        Value numbers = new Value(v.name(), ElementType.UINT8, v.dims());
        Value scale = new Value(v.name(), ElementType.FLOAT, List.of());
        Value zero = new Value(v.name(), ElementType.UINT8, List.of());
        graph.nodes()
                .add(
                        producer == null ? 0 : graph.nodes().indexOf(producer) + 1,
                        new Node(
                                base + "/DynamicQuantizeLinear",
                                Operators.DYNAMIC_QUANTIZE_LINEAR,
                                List.of(v),
                                List.of(numbers, scale, zero),
                                Map.of()));
        return new Activation(numbers, scale, zero);
    }

    /** An LSTM. */
    void recurrent(Node layer, RecurrentWeights input, RecurrentWeights hidden) {
        String inputName = layer.input(1).name();
        String hiddenName = layer.input(2).name();
        List<Value> read = new ArrayList<>();
        for (int i = 0; i < Operators.LSTM.signature().inputs().max(); i++) {
            read.add(layer.input(i));
        }
        read.set(1, Value.constant(inputName, input.numbers()));
        read.set(2, Value.constant(hiddenName, hidden.numbers()));
        read.add(Value.constant(inputName + "/scale", input.scales()));
        read.add(Value.constant(inputName + "/zero_point", input.zeroPoints()));
        read.add(Value.constant(hiddenName + "/scale", hidden.scales()));
        read.add(Value.constant(hiddenName + "/zero_point", hidden.zeroPoints()));
        Map<String, Attribute> attributes = new HashMap<>(layer.attributes());
        attributes.remove("layout");
        graph.otherDomains().putIfAbsent(RuntimeOperators.DOMAIN, RuntimeOperators.VERSION);
        put(
                layer,
                List.of(new Node(
                        layer.name(), RuntimeOperators.DYNAMIC_QUANTIZE_LSTM, read, layer.outputs(), attributes)));
    }

    /** Gives what was added names of its own. */
    void finish() {
        Naming.makeUnique(graph);
    }
}
