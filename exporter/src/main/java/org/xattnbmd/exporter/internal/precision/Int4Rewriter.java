package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Naming;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.operator.RuntimeOperators;
import org.xattnbmd.exporter.internal.precision.Int4Settings.Form;

/** Writes MatMul and Gemm with weights of 4 bits; a bias is added afterwards. */
final class Int4Rewriter {

    private static final int BITS = 4;
    /** Values of MatMulNBits' {@code accuracy_level}: the least that activations may be rounded to. */
    private static final int FLOAT32 = 1;

    private static final int INT8 = 4;

    private final Graph graph;
    private final Form form;

    Int4Rewriter(Graph graph, Form form) {
        this.graph = graph;
        this.form = form;
    }

    /** @param w the layer's weight */
    void rewrite(Node layer, BlockWeights w) {
        Value result = layer.output();
        Value bias = layer.input(2);
        Value product = bias == null ? result : new Value(layer.name(), ElementType.FLOAT, result.dims());
        List<Node> instead =
                new ArrayList<>(form == Form.STANDARD ? standard(layer, w, product) : own(layer, w, product));
        if (bias != null) {
            instead.add(
                    new Node(layer.name() + "/Add", Operators.ADD, List.of(product, bias), List.of(result), Map.of()));
        }
        int at = graph.nodes().indexOf(layer);
        graph.nodes().remove(at);
        graph.nodes().addAll(at, instead);
    }

    /** Output channels × blocks × bytes, the first of two numbers in the lower half of a byte; zero points row by row. */
    private List<Node> own(Node layer, BlockWeights w, Value product) {
        String name = layer.input(1).name();
        List<Value> read = new ArrayList<>();
        read.add(layer.input(0));
        read.add(Value.constant(
                name,
                new Tensor(
                        ElementType.UINT8, new long[] {w.rows(), w.blocks(), w.blockSize() / 2}, packed(w.numbers()))));
        read.add(Value.constant(name + "/scale", Tensor.floats(new long[] {w.scales().length}, w.scales())));
        if (!w.symmetric()) {
            read.add(Value.constant(name + "/zero_point", zeroPointsByRow(w)));
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("K", Attribute.of(w.columns()));
        attributes.put("N", Attribute.of(w.rows()));
        attributes.put("bits", Attribute.of(BITS));
        attributes.put("block_size", Attribute.of(w.blockSize()));
        attributes.put("accuracy_level", Attribute.of(form == Form.FLOAT_PRODUCTS ? FLOAT32 : INT8));
        graph.otherDomains().putIfAbsent(RuntimeOperators.DOMAIN, RuntimeOperators.VERSION);
        return List.of(new Node(layer.name(), RuntimeOperators.MAT_MUL_N_BITS, read, List.of(product), attributes));
    }

    /** Each row begins with a byte of its own. */
    private static Tensor zeroPointsByRow(BlockWeights w) {
        int bytes = (w.blocks() + 1) / 2;
        byte[] padded = new byte[w.rows() * bytes * 2];
        for (int r = 0; r < w.rows(); r++) {
            System.arraycopy(w.zeroPoints(), r * w.blocks(), padded, r * bytes * 2, w.blocks());
        }
        return new Tensor(ElementType.UINT8, new long[] {(long) w.rows() * bytes}, packed(padded));
    }

    private static byte[] packed(byte[] numbers) {
        byte[] bytes = new byte[(numbers.length + 1) / 2];
        for (int i = 0; i < numbers.length; i++) {
            bytes[i / 2] |= (byte) ((numbers[i] & 0xf) << (i % 2 * BITS));
        }
        return bytes;
    }

    /** Inputs × output channels, as MatMul reads them, with blocks along the inputs. */
    private List<Node> standard(Node layer, BlockWeights w, Value product) {
        String name = layer.input(1).name();
        int padded = w.blocks() * w.blockSize();
        byte[] numbers = new byte[w.columns() * w.rows()];
        byte[] zeroPoints = new byte[w.scales().length];
        float[] scales = new float[w.scales().length];
        // INT4 has zero in its middle, UINT4 at its end.
        int shift = w.symmetric() ? w.zeroPoints()[0] : 0;
        for (int r = 0; r < w.rows(); r++) {
            for (int c = 0; c < w.columns(); c++) {
                numbers[c * w.rows() + r] = (byte) (w.numbers()[r * padded + c] - shift);
            }
            for (int b = 0; b < w.blocks(); b++) {
                scales[b * w.rows() + r] = w.scales()[r * w.blocks() + b];
                zeroPoints[b * w.rows() + r] = w.zeroPoints()[r * w.blocks() + b];
            }
        }
        ElementType type = w.symmetric() ? ElementType.INT4 : ElementType.UINT4;
        long[] shape = {w.columns(), w.rows()};
        long[] blocks = {w.blocks(), w.rows()};
        List<Value> read = new ArrayList<>();
        read.add(Value.constant(name, new Tensor(type, shape, packed(numbers))));
        read.add(Value.constant(name + "/scale", Tensor.floats(blocks, scales)));
        if (!w.symmetric()) {
            read.add(Value.constant(name + "/zero_point", new Tensor(type, blocks, packed(zeroPoints))));
        }
        Value weight = new Value(name, ElementType.FLOAT, Value.fixed(shape));
        return List.of(
                new Node(
                        name + "/DequantizeLinear",
                        Operators.DEQUANTIZE_LINEAR,
                        read,
                        List.of(weight),
                        Map.of("axis", Attribute.of(0), "block_size", Attribute.of(w.blockSize()))),
                new Node(layer.name(), Operators.MATMUL, List.of(layer.input(0), weight), List.of(product), Map.of()));
    }

    /** Gives what was added names of its own. */
    void finish() {
        Naming.makeUnique(graph);
    }
}
