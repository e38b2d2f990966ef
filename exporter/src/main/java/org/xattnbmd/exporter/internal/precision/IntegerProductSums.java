package org.xattnbmd.exporter.internal.precision;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Moves;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.operator.Products;
import org.xattnbmd.exporter.internal.operator.Products.Numbers;

/**
 * Bounds, from a graph alone, the sums that VPMADDUBSW would form of it: two neighbouring products of 8-bit numbers, in 16
 * bits. Activations count with their largest number, 255 unless a Clip holds them lower; of the weights of an output the two
 * largest of one sign count, wherever they stand, since packing decides which are neighbours. Weights that are no constants
 * count as if they had their type's full range. Layers with uint8 weights are not counted: their products are added in 32
 * bits.
 */
public final class IntegerProductSums {

    /** Of int8 activations as well, which ONNX Runtime moves up by 128 before it multiplies. */
    private static final int LARGEST_ACTIVATION = 255;
    /** The two most negative int8. */
    private static final int LARGEST_WEIGHTS = 256;
    /** The two largest numbers of 4 bits without sign. */
    private static final int LARGEST_PACKED_WEIGHTS = 30;

    private final Map<Value, Node> producers;
    private final List<String> saturating = new ArrayList<>();
    private int layers;
    private long largest;

    private IntegerProductSums(Graph graph) {
        this.producers = graph.producers();
        graph.nodes().forEach(this::look);
    }

    /** The sums of a graph with integer operators, or with float32 operators between dequantising and quantising. */
    public static PairSums of(Graph graph) {
        IntegerProductSums sums = new IntegerProductSums(graph);
        return new PairSums(sums.layers, sums.largest, sums.saturating);
    }

    private void look(Node n) {
        Products products = n.operator().trait(Products.class);
        if (products == null) {
            return;
        }
        Value activation = n.input(products.activation());
        List<Value> weights = products.weights().stream().map(n::input).toList();
        int axis = products.channelsFirst(n) ? 0 : -1;
        if (products.numbers() == Numbers.BYTES) {
            add(n, activation, weights, axis);
        } else if (n.operator().isKnown()) {
            add(n, quantized(activation), weights.stream().map(this::quantized).toList(), axis);
        }
    }

    /** Whether a node's result has the numbers of its first input and no others. */
    private static boolean moves(Node n) {
        return n.operator().isKnown() && n.operator().trait(Moves.class) != null;
    }

    /** The 8-bit numbers that a value was dequantised from, or null. Runtimes move dequantising past what only moves. */
    private Value quantized(Value v) {
        Node p = producers.get(v);
        while (p != null && moves(p)) {
            p = producers.get(p.input(0));
        }
        return p != null && p.is(Operators.DEQUANTIZE_LINEAR) ? p.input(0) : null;
    }

    private void add(Node n, Value activation, List<Value> weights, int axis) {
        if (activation == null || isWide(activation) || weights.stream().anyMatch(w -> w == null || isWide(w))) {
            return;
        }
        layers++;
        long sum = 0;
        for (Value weight : weights) {
            if (type(weight) != ElementType.UINT8) {
                sum = Math.max(sum, (long) largestActivation(activation) * largestTwo(weight, axis));
            }
        }
        largest = Math.max(largest, sum);
        if (sum > Short.MAX_VALUE) {
            saturating.add(n.name());
        }
    }

    /** Of 16 or 32 bits, which other instructions multiply. */
    private boolean isWide(Value v) {
        ElementType type = type(v);
        return type != null && type.bytes() > 1 && type != ElementType.FLOAT;
    }

    /** The type of a value; where a file leaves it out, that of the zero point it was quantised with. */
    private ElementType type(Value v) {
        Node p = producers.get(v);
        if (v.type() == null && p != null && p.is(Operators.QUANTIZE_LINEAR)) {
            return p.input(2) == null ? ElementType.UINT8 : p.input(2).type();
        }
        return v.type();
    }

    private int largestActivation(Value v) {
        if (v.isConstant()) {
            return v.constant().type() == ElementType.UINT8 ? largestElement(v.constant()) : LARGEST_ACTIVATION;
        }
        Node p = producers.get(v);
        if (p == null) {
            return LARGEST_ACTIVATION;
        }
        if (p.is(Operators.CLIP) && p.input(2) != null && p.input(2).isConstant() && type(v) == ElementType.UINT8) {
            return Math.min(
                    largestActivation(p.input(0)), largestElement(p.input(2).constant()));
        }
        return moves(p) ? largestActivation(p.input(0)) : LARGEST_ACTIVATION;
    }

    private static int largestElement(Tensor t) {
        int largest = 0;
        for (long n : t.toLongs()) {
            largest = Math.max(largest, (int) n);
        }
        return largest;
    }

    private int largestTwo(Value weight, int axis) {
        ElementType type = type(weight);
        if (type != null && type.isPacked()) {
            return LARGEST_PACKED_WEIGHTS;
        }
        return weight.isConstant() ? largestTwo(weight.constant(), axis) : LARGEST_WEIGHTS;
    }

    /** The largest sum of two weights of one output that have the same sign, its own sign left out. */
    private static int largestTwo(Tensor weight, int axis) {
        long[] dims = weight.dims();
        if (dims.length == 0) {
            return LARGEST_WEIGHTS;
        }
        int at = axis < 0 ? dims.length + axis : axis;
        int channels = Math.toIntExact(dims[at]);
        int inner = 1;
        for (int i = at + 1; i < dims.length; i++) {
            inner *= Math.toIntExact(dims[i]);
        }
        // Per channel: the two largest, then the two smallest.
        int[][] extremes = new int[channels][4];
        byte[] numbers = weight.data();
        for (int i = 0; i < numbers.length; i++) {
            insert(extremes[i / inner % channels], numbers[i]);
        }
        int largest = 0;
        for (int[] e : extremes) {
            largest = Math.max(largest, Math.max(e[0] + e[1], -e[2] - e[3]));
        }
        return largest;
    }

    private static void insert(int[] e, int number) {
        if (number > e[0]) {
            e[1] = e[0];
            e[0] = number;
        } else if (number > e[1]) {
            e[1] = number;
        }
        if (number < e[2]) {
            e[3] = e[2];
            e[2] = number;
        } else if (number < e[3]) {
            e[3] = number;
        }
    }
}
