package org.xattnbmd.exporter.internal.precision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/** Bounds of operators as other tools write them. */
class IntegerProductSumsTest {

    private final Value activation = new Value("a", ElementType.UINT8, Value.fixed(1, 3));
    private final List<Node> nodes = new ArrayList<>();

    private static Value weights(ElementType type, long[] dims, int... numbers) {
        byte[] data = new byte[numbers.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) numbers[i];
        }
        return Value.constant("w", new Tensor(type, dims, data));
    }

    private static Value matrix(int... numbers) {
        return weights(ElementType.INT8, new long[] {3, 2}, numbers);
    }

    private Value node(String domain, String name, Map<String, Attribute> attributes, Value... inputs) {
        Value out = new Value(name + nodes.size(), null, null);
        nodes.add(new Node(
                name + nodes.size(), Operators.lookup(domain, name), Arrays.asList(inputs), List.of(out), attributes));
        return out;
    }

    private PairSums sums() {
        return IntegerProductSums.of(new Graph("g", 17, List.of(activation), List.of(), nodes));
    }

    @Test
    void theTwoLargestOfOneOutputAndOneSignCount() {
        node("", "MatMulInteger", Map.of(), activation, matrix(100, -5, -100, 60, 20, 64));
        assertThat(sums()).isEqualTo(new PairSums(1, 255 * 124, List.of()));
        node("", "MatMulInteger", Map.of(), activation, matrix(100, -64, 0, -65, 0, 127));
        assertThat(sums()).isEqualTo(new PairSums(2, 255 * 129, List.of("MatMulInteger1")));
    }

    @Test
    void unsignedWeightsAreAddedInThirtyTwoBits() {
        node("", "MatMulInteger", Map.of(), activation, weights(ElementType.UINT8, new long[] {3, 1}, 255, 255, 255));
        assertThat(sums()).isEqualTo(new PairSums(1, 0, List.of()));
    }

    @Test
    void operandsOfEachOperatorAreFound() {
        Value w = matrix(127, 0, 127, 0, 127, 0);
        Value s = new Value("s", ElementType.FLOAT, Value.fixed());
        Value z = new Value("z", ElementType.UINT8, Value.fixed());
        node("", "QLinearMatMul", Map.of(), activation, s, z, w, s, z, s, z);
        node("com.microsoft", "QGemm", Map.of(), activation, s, z, w, s, z);
        // Rows are outputs here, and each has only one weight of 127.
        node("com.microsoft", "QGemm", Map.of("transB", Attribute.of(1)), activation, s, z, w, s, z);
        node("com.microsoft", "MatMulIntegerToFloat", Map.of(), activation, w, s, s);
        node("com.microsoft", "DynamicQuantizeMatMul", Map.of(), new Value("f", ElementType.FLOAT, null), w, s);
        node("com.microsoft", "QAttention", Map.of(), activation, w, s, s);
        Value kernel = weights(ElementType.INT8, new long[] {2, 3, 1, 1}, 127, 127, 0, 1, 1, 1);
        node("", "ConvInteger", Map.of(), activation, kernel);
        node("", "QLinearConv", Map.of(), activation, s, z, kernel, s, z, s, z);
        PairSums sums = sums();
        assertThat(sums.layers()).isEqualTo(8);
        assertThat(sums.saturating())
                .containsExactly(
                        "QLinearMatMul0",
                        "QGemm1",
                        "MatMulIntegerToFloat3",
                        "DynamicQuantizeMatMul4",
                        "QAttention5",
                        "ConvInteger6",
                        "QLinearConv7");
    }

    @Test
    void weightsThatAreComputedCountInFull() {
        node("", "MatMulInteger", Map.of(), activation, new Value("w", ElementType.INT8, null));
        assertThat(sums().largest()).isEqualTo(255 * 256);
        assertThat(sums().saturating()).isNotEmpty();
    }

    @Test
    void aClipBoundsActivationsAndWhatMovesThemKeepsTheBound() {
        Value low = Value.constant("low", Tensor.scalar(ElementType.UINT8, 0));
        Value high = Value.constant("high", Tensor.scalar(ElementType.UINT8, 127));
        Value held = new Value("held", ElementType.UINT8, Value.fixed(1, 3));
        nodes.add(new Node("clip", Operators.CLIP, List.of(activation, low, high), List.of(held), Map.of()));
        Value moved = new Value("moved", ElementType.UINT8, Value.fixed(1, 3));
        nodes.add(new Node("flat", Operators.FLATTEN, List.of(held), List.of(moved), Map.of()));
        node("", "MatMulInteger", Map.of(), moved, matrix(127, 0, 127, 0, 127, 0));
        assertThat(sums()).isEqualTo(new PairSums(1, 127 * 254, List.of()));
    }

    @Test
    void weightsAloneInEightBitsAreNoIntegerProducts() {
        Value scale = Value.constant("scale", Tensor.scalar(ElementType.FLOAT, 0.1));
        Value w = new Value("dequantized", ElementType.FLOAT, Value.fixed(3, 2));
        nodes.add(new Node(
                "dequantize",
                Operators.DEQUANTIZE_LINEAR,
                List.of(matrix(127, 127, 127, 127, 127, 127), scale),
                List.of(w),
                Map.of()));
        node("", "MatMul", Map.of(), new Value("f", ElementType.FLOAT, Value.fixed(1, 3)), w);
        assertThat(sums()).isEqualTo(new PairSums(0, 0, List.of()));
    }
}
