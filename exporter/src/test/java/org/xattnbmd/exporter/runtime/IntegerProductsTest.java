package org.xattnbmd.exporter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/**
 * Sums of 8-bit products against a reference in plain Java, and against what VPMADDUBSW makes of them: pairs of products
 * added in 16 bits with saturation. The tests say the same on every processor.
 */
class IntegerProductsTest {

    private static final int ROWS = 16;
    private static final int DEPTH = 64;
    private static final int COLUMNS = 16;

    private final byte[] activations = new byte[ROWS * DEPTH];
    private final byte[] weights = new byte[DEPTH * COLUMNS];

    private void draw(long seed, int largestWeight) {
        Random random = new Random(seed);
        random.nextBytes(activations);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte) (random.nextInt(2 * largestWeight + 1) - largestWeight);
        }
        // The worst that can meet: the largest activations on the largest weights, in each place of a pair.
        Arrays.fill(activations, 0, DEPTH, (byte) 255);
        for (int k = 0; k < DEPTH; k++) {
            weights[k * COLUMNS] = (byte) largestWeight;
        }
    }

    private int[] sums(boolean saturating) {
        int[] sums = new int[ROWS * COLUMNS];
        for (int i = 0; i < sums.length; i++) {
            for (int k = 0; k < DEPTH; k += 2) {
                int pair = product(i, k) + product(i, k + 1);
                sums[i] += saturating ? Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, pair)) : pair;
            }
        }
        return sums;
    }

    private int product(int sum, int k) {
        return (activations[sum / COLUMNS * DEPTH + k] & 0xff) * weights[k * COLUMNS + sum % COLUMNS];
    }

    private static OnnxMl.ValueInfoProto value(String name, OnnxMl.TensorProto.DataType type, long... dims) {
        OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
        for (long d : dims) {
            shape.addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(d));
        }
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.TypeProto.newBuilder()
                        .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }

    private static OnnxMl.TensorProto constant(
            String name, OnnxMl.TensorProto.DataType type, byte[] data, long... dims) {
        OnnxMl.TensorProto.Builder tensor =
                OnnxMl.TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        for (long d : dims) {
            tensor.addDims(d);
        }
        return tensor.setRawData(ByteString.copyFrom(data)).build();
    }

    private byte[] model(boolean zeroPoints) {
        OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder()
                .setName("products")
                .addInput(value("a", OnnxMl.TensorProto.DataType.UINT8, ROWS, DEPTH))
                .addOutput(value("sums", OnnxMl.TensorProto.DataType.INT32, ROWS, COLUMNS))
                .addInitializer(constant("b", OnnxMl.TensorProto.DataType.INT8, weights, DEPTH, COLUMNS));
        List<String> inputs = new ArrayList<>(List.of("a", "b"));
        if (zeroPoints) {
            graph.addInitializer(constant("a_zero", OnnxMl.TensorProto.DataType.UINT8, new byte[1]));
            graph.addInitializer(constant("b_zero", OnnxMl.TensorProto.DataType.INT8, new byte[1]));
            inputs.addAll(List.of("a_zero", "b_zero"));
        }
        graph.addNode(OnnxMl.NodeProto.newBuilder()
                .setName("products")
                .setOpType("MatMulInteger")
                .addAllInput(inputs)
                .addOutput("sums"));
        return OnnxMl.ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private int[] computed(boolean zeroPoints) {
        try (OnnxSession session = OnnxSession.open(model(zeroPoints))) {
            Tensor sums = session.run(Map.of("a", new Tensor(ElementType.UINT8, new long[] {ROWS, DEPTH}, activations)))
                    .get("sums");
            return Arrays.stream(sums.toLongs()).mapToInt(Math::toIntExact).toArray();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {63, 127})
    void ourSessionsAddExactlyOnEveryProcessor(int largestWeight) {
        for (int seed = 0; seed < 5; seed++) {
            draw(seed, largestWeight);
            assertThat(computed(true)).isEqualTo(sums(false));
        }
    }

    @Test
    void weightsOfSevenBitsCannotSaturateAndThoseOfEightDo() {
        for (int seed = 0; seed < 50; seed++) {
            draw(seed, 64);
            assertThat(sums(true)).isEqualTo(sums(false));
            draw(seed, 127);
            assertThat(sums(true)).isNotEqualTo(sums(false));
        }
    }

    /** Told to add exactly, ONNX Runtime 1.28.0 would take the process down here. */
    @Test
    void whereZeroPointsAreLeftOutTheSumsAreThoseOfTheProcessor() {
        draw(1, 127);
        assertThat(computed(false))
                .satisfiesAnyOf(
                        exact -> assertThat(exact).isEqualTo(sums(false)),
                        saturated -> assertThat(saturated).isEqualTo(sums(true)));
        draw(1, 63);
        assertThat(computed(false)).isEqualTo(sums(false));
    }
}
