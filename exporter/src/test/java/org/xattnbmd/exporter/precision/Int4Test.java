package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.Int4Form;
import org.xattnbmd.exporter.Int4Options;
import org.xattnbmd.exporter.Int8Runs;
import org.xattnbmd.exporter.Int8Runs.Quantized;
import org.xattnbmd.exporter.ModelGates;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;
import org.xattnbmd.exporter.internal.runtime.OnnxSession.Optimization;

/** Weights of 4 bits, read back from the file as the operators' definitions say. */
class Int4Test {

    private static final int INPUTS = 80;
    private static final int HIDDEN = 37;
    private static final Int4Options WIDE = Int4Options.DEFAULT.withAccuracyBudget(0.5);
    private static final List<Map<String, Tensor>> SAMPLES = Drafts.samples("x", 3, 4, INPUTS);

    /** A MatMul, and a Gemm with a transposed weight and a bias; the weights' sizes are no multiples of a block's. */
    private static Graph network(int opset, Function<Value, Value> weights) {
        Drafts d = new Drafts(opset, 6);
        Value x = d.input("x", -1, INPUTS);
        Value first = d.node("first", Operators.MATMUL, x, weights.apply(d.weights("w1", 0.2, INPUTS, HIDDEN)));
        Value relu = d.node("relu", Operators.RELU, first);
        Value second = weights.apply(d.weights("w2", 0.2, 9, HIDDEN));
        return d.graph(d.node(
                "second", Operators.GEMM, Map.of("transB", Attribute.of(1)), relu, second, d.weights("b2", 1, 9)));
    }

    static Stream<Arguments> cases() {
        return Arrays.stream(Int4Form.values())
                .flatMap(form -> Stream.of(16, 32, 256)
                        .flatMap(block -> Stream.of(true, false).map(s -> Arguments.of(form, block, s))));
    }

    private static Quantized quantized(Int4Form form, int blockSize, boolean symmetric) {
        Int4Options options = WIDE.withForm(form).withBlockSize(blockSize);
        return Int8Runs.quantizeWeights(
                network(21, Function.identity()), symmetric ? options : options.withZeroPoints(), SAMPLES);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void computesWhatItsNumbersStandFor(Int4Form form, int blockSize, boolean symmetric) {
        Quantized quantized = quantized(form, blockSize, symmetric);
        byte[] model = ModelWriter.write(quantized.graph(), Map.of());
        ModelGates.roundTrip(model);
        assertThat(quantized.report().converted()).isEqualTo(2);
        assertThat(quantized.report().integerSums().exact()).isTrue();
        Graph dequantized = network(21, w -> dequantized(quantized.graph(), w, form, blockSize));
        for (Map<String, Tensor> sample : SAMPLES) {
            float[] expected = run(ModelWriter.write(dequantized, Map.of()), Optimization.ALL, sample);
            float[] unoptimised = run(model, Optimization.NONE, sample);
            assertThat(Drafts.rms(unoptimised, expected)).isLessThan(form == Int4Form.INTEGER_PRODUCTS ? 0.02 : 1e-5);
            assertThat(Drafts.rms(run(model, Optimization.ALL, sample), expected))
                    .isLessThan(form == Int4Form.FLOAT_PRODUCTS ? 1e-5 : 0.02);
        }
    }

    @ParameterizedTest
    @EnumSource
    void becomesOneOperatorOfOnnxRuntime(Int4Form form, @TempDir Path folder) throws Exception {
        byte[] model = ModelWriter.write(quantized(form, 32, true).graph(), Map.of());
        List<String> operators = QuantizedGraph.fusedOperators(model, folder);
        if (form == Int4Form.STANDARD) {
            assertThat(operators).contains("MatMulNBits");
        } else {
            assertThat(operators).containsExactly("MatMulNBits", "Relu", "MatMulNBits");
        }
    }

    private static float[] run(byte[] model, Optimization optimization, Map<String, Tensor> sample) {
        try (OnnxSession session = OnnxSession.open(model, optimization, 1)) {
            return session.run(sample).values().iterator().next().toFloats();
        }
    }

    /** The weight that a file stands for, shaped like the one that it was made of. */
    private static Value dequantized(Graph graph, Value original, Int4Form form, int blockSize) {
        boolean transposed = original.name().equals("w2");
        String layer = transposed ? "second" : "first";
        Node node = graph.nodes().stream()
                .filter(n -> n.name().equals(form == Int4Form.STANDARD ? original.name() + "/DequantizeLinear" : layer))
                .findFirst()
                .orElseThrow();
        int columns = transposed ? HIDDEN : INPUTS;
        int rows = transposed ? 9 : HIDDEN;
        int blocks = (columns + blockSize - 1) / blockSize;
        int first = form == Int4Form.STANDARD ? 0 : 1;
        byte[] packed = node.input(first).constant().data();
        float[] scales = node.input(first + 1).constant().toFloats();
        Value zeros = node.input(first + 2);
        float[] out = new float[rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                int b = c / blockSize;
                int number;
                int zero;
                float scale;
                if (form == Int4Form.STANDARD) {
                    int n = half(packed, c * rows + r);
                    number = zeros == null && n > 7 ? n - 16 : n;
                    zero = zeros == null ? 0 : half(zeros.constant().data(), b * rows + r);
                    scale = scales[b * rows + r];
                } else {
                    number = half(packed, (r * blocks + b) * blockSize + c % blockSize);
                    zero = zeros == null ? 8 : half(zeros.constant().data(), r * ((blocks + 1) / 2) * 2 + b);
                    scale = scales[r * blocks + b];
                }
                out[transposed ? r * columns + c : c * rows + r] = scale * (number - zero);
            }
        }
        return Value.constant(original.name(), Tensor.floats(original.constant().dims(), out));
    }

    private static int half(byte[] packed, int index) {
        return (packed[index / 2] >> (index % 2 * 4)) & 0xf;
    }

    /** ONNX Runtime's quantiser makes the number of the largest size of a block −8. */
    @Test
    void losesNoMoreThanTheFullRangeOfEachBlockWould() {
        int blockSize = 16;
        Quantized quantized = quantized(Int4Form.FLOAT_PRODUCTS, blockSize, true);
        float[] w = network(21, Function.identity())
                .nodes()
                .get(0)
                .input(1)
                .constant()
                .toFloats();
        float[] ours = dequantized(
                        quantized.graph(),
                        network(21, Function.identity()).nodes().get(0).input(1),
                        Int4Form.FLOAT_PRODUCTS,
                        blockSize)
                .constant()
                .toFloats();
        double lost = 0;
        double byFullRange = 0;
        for (int r = 0; r < HIDDEN; r++) {
            for (int b = 0; b < INPUTS / blockSize; b++) {
                float largest = 0;
                for (int c = b * blockSize; c < (b + 1) * blockSize; c++) {
                    largest = Math.abs(w[c * HIDDEN + r]) > Math.abs(largest) ? w[c * HIDDEN + r] : largest;
                }
                float scale = largest / -8;
                for (int c = b * blockSize; c < (b + 1) * blockSize; c++) {
                    float f = w[c * HIDDEN + r];
                    float number = Math.max(-8, Math.min(7, Math.round(f / scale)));
                    byFullRange += Math.pow(f - scale * number, 2);
                    lost += Math.pow(f - ours[c * HIDDEN + r], 2);
                }
            }
        }
        assertThat(lost).isPositive().isLessThan(0.95 * byFullRange);
    }

    @Test
    void blocksOfZerosAndOfVerySmallNumbersComeToZero() {
        Graph graph = network(21, w -> w.name().equals("w2") ? w : Value.constant("w1", smallAndZero(w.constant())));
        for (boolean symmetric : List.of(true, false)) {
            Quantized quantized = Int8Runs.quantizeWeights(graph, symmetric ? WIDE : WIDE.withZeroPoints(), SAMPLES);
            assertThat(quantized.report().rmsRelative()).isLessThan(0.2);
            byte[] model = ModelWriter.write(quantized.graph(), Map.of());
            for (float f : run(model, Optimization.ALL, SAMPLES.get(0))) {
                assertThat(f).isFinite();
            }
        }
    }

    private static Tensor smallAndZero(Tensor t) {
        float[] w = t.toFloats();
        Arrays.fill(w, 0, 16 * HIDDEN, 0);
        for (int i = 16 * HIDDEN; i < 64 * HIDDEN; i++) {
            w[i] *= 1e-39f;
        }
        return Tensor.floats(t.dims(), w);
    }

    @Test
    void theFileShrinksAndTheBudgetHolds() {
        Drafts d = new Drafts(13, 7);
        Value x = d.input("x", -1, 128);
        Value first = d.node("first", Operators.MATMUL, x, d.weights("w1", 0.1, 128, 256));
        Graph graph = d.graph(d.node("second", Operators.MATMUL, first, d.weights("w2", 0.1, 256, 64)));
        List<Map<String, Tensor>> samples = Drafts.samples("x", 3, 4, 128);
        Quantized all = Int8Runs.quantizeWeights(graph, WIDE, samples);
        assertThat(all.report().sizeRatio()).isBetween(0.15, 0.18);
        assertThat(all.graph().otherDomains()).containsEntry("com.microsoft", 1);
        double budget = 0.9 * all.report().rmsRelative();
        Quantized tight = Int8Runs.quantizeWeights(graph, WIDE.withAccuracyBudget(budget), samples);
        assertThat(tight.report().converted()).isEqualTo(1);
        assertThat(tight.report().rmsRelative()).isLessThanOrEqualTo(budget);
        assertThat(tight.report().sensitivity()).containsOnlyKeys("first", "second");
        Quantized excluded = Int8Runs.quantizeWeights(graph, WIDE.excluding("first"), samples);
        assertThat(excluded.report().kept()).containsEntry("first", "excluded by name");
        assertThatThrownBy(() -> Int8Runs.quantizeWeights(graph, WIDE.withAccuracyBudget(1e-6), samples))
                .hasMessageContaining("even the least sensitive layer");
    }

    @Test
    void whatCannotBeIsRefused() {
        Graph old = network(17, Function.identity());
        assertThatThrownBy(() -> Int8Runs.quantizeWeights(old, WIDE.withForm(Int4Form.STANDARD), SAMPLES))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("opset 21");
        assertThatThrownBy(() -> WIDE.withBlockSize(24)).hasMessageContaining("block size");
        assertThatThrownBy(() -> Int8Runs.quantizeWeights(old, WIDE.excluding("nothing"), SAMPLES))
                .hasMessageContaining("nothing");
        Graph infinite = network(17, w -> {
            float[] all = w.constant().toFloats();
            all[3] = Float.POSITIVE_INFINITY;
            return Value.constant(w.name(), Tensor.floats(w.constant().dims(), all));
        });
        assertThatThrownBy(() -> Int8Runs.quantizeWeights(infinite, WIDE, SAMPLES))
                .hasMessageContaining("its weight is not finite");
    }
}
