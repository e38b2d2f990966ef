package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.Int8Activations;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.Int8Runs;
import org.xattnbmd.exporter.Int8Runs.Quantized;
import org.xattnbmd.exporter.Int8Scheme;
import org.xattnbmd.exporter.ModelGates;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/** Activations that are quantised while the model runs. */
class Int8DynamicTest {

    private static final Int8Options UNTIMED = Int8Options.DEFAULT
            .withActivations(Int8Activations.DYNAMIC)
            .withMinimumSpeedup(0)
            .withAccuracyBudget(0.5);

    private static final Map<String, Attribute> TRANSPOSED = Map.of("transB", Attribute.of(1));

    /** What tokens go through: two products of one activation, and one with a bias. */
    private static Graph tokens() {
        Drafts d = new Drafts(17, 3);
        Value x = d.input("x", -1, 6, 32);
        Value query = d.node("query", Operators.MATMUL, x, d.weights("wq", 0.3, 32, 24));
        Value key = d.node("key", Operators.MATMUL, x, d.weights("wk", 0.01, 32, 24));
        Value both = d.node("both", Operators.ADD, query, key);
        Value relu = d.node("relu", Operators.RELU, both);
        return d.graph(d.node("out", Operators.MATMUL, relu, d.weights("wo", 0.3, 24, 5)));
    }

    private static Graph rows() {
        Drafts d = new Drafts(13, 4);
        Value x = d.input("x", -1, 40);
        Value hidden =
                d.node("hidden", Operators.GEMM, TRANSPOSED, x, d.weights("w1", 0.3, 16, 40), d.weights("b1", 1, 16));
        Value relu = d.node("relu", Operators.RELU, hidden);
        return d.graph(d.node("out", Operators.GEMM, relu, d.weights("w2", 0.3, 16, 3), d.weights("b2", 1, 3)));
    }

    private static Graph pictures() {
        Drafts d = new Drafts(17, 5);
        Value x = d.input("x", -1, 4, 9, 9);
        Map<String, Attribute> same = Map.of("pads", Attribute.of(1, 1, 1, 1), "group", Attribute.of(2));
        Value first = d.node("first", Operators.CONV, same, x, d.weights("w1", 0.3, 6, 2, 3, 3), d.weights("b1", 1, 6));
        Value relu = d.node("relu", Operators.RELU, first);
        Map<String, Attribute> half = Map.of("strides", Attribute.of(2, 2));
        return d.graph(d.node("second", Operators.CONV, half, relu, d.weights("w2", 0.3, 3, 6, 3, 3)));
    }

    private enum Network {
        TOKENS(tokens(), 3, 6, 32),
        ROWS(rows(), 3, 40),
        PICTURES(pictures(), 2, 4, 9, 9);

        private final Graph graph;
        private final long[] shape;

        Network(Graph graph, long... shape) {
            this.graph = graph;
            this.shape = shape;
        }

        List<Map<String, Tensor>> samples() {
            return Drafts.samples("x", 4, shape);
        }

        Quantized quantized(Int8Options options) {
            return Int8Runs.quantize(graph, options, samples());
        }
    }

    private static float[] only(Map<String, float[]> outputs) {
        return outputs.values().iterator().next();
    }

    private static float[] run(byte[] model, Map<String, Tensor> sample) {
        try (OnnxSession session = OnnxSession.open(model)) {
            return session.run(sample).values().iterator().next().toFloats();
        }
    }

    private static Stream<Node> nodes(Graph graph, String operator) {
        return graph.nodes().stream().filter(n -> n.operator().name().equals(operator));
    }

    @ParameterizedTest
    @EnumSource
    void computesWhatTheDefinitionsSayWithEveryProcessorsSums(Network network) {
        for (Int8Scheme scheme : Int8Scheme.values()) {
            Quantized quantized = network.quantized(UNTIMED.withScheme(scheme));
            byte[] model = ModelWriter.write(quantized.graph(), Map.of());
            ModelGates.roundTrip(model);
            assertThat(quantized.report().kept()).isEmpty();
            assertThat(quantized.report().rmsRelative()).isBetween(1e-4, 0.03);
            boolean holds = scheme == Int8Scheme.EXACT || network == Network.PICTURES;
            assertThat(quantized.report().integerSums().exact()).isEqualTo(holds);
            for (Map<String, Tensor> sample : network.samples()) {
                float[] exact = only(QuantizedReference.exact(model, sample));
                assertThat(Drafts.rms(run(model, sample), exact)).isLessThan(0.002);
                if (holds) {
                    assertThat(only(QuantizedReference.saturating(model, sample)))
                            .isEqualTo(exact);
                }
            }
        }
    }

    @Test
    void bothZeroPointsAreWrittenAndWhatSeveralLayersReadIsQuantisedOnce() {
        Graph graph = Network.TOKENS.quantized(UNTIMED).graph();
        assertThat(nodes(graph, "MatMul")).isEmpty();
        assertThat(nodes(graph, "DynamicQuantizeLinear")).hasSize(2);
        assertThat(nodes(graph, "MatMulInteger")).extracting(Node::name).containsExactly("query", "key", "out");
        assertThat(nodes(graph, "MatMulInteger"))
                .allSatisfy(n -> assertThat(n.inputs()).hasSize(4).doesNotContainNull());
        assertThat(nodes(Network.PICTURES.quantized(UNTIMED).graph(), "ConvInteger"))
                .hasSize(2)
                .allSatisfy(n -> assertThat(n.inputs()).hasSize(4).doesNotContainNull());
    }

    @Test
    void oneScalePerChannelServesWeightsOfDifferentSizes() {
        Quantized perChannel = Network.ROWS.quantized(UNTIMED);
        assertThat(nodes(perChannel.graph(), "MatMulInteger")
                        .map(n -> n.input(3).dims().size()))
                .containsOnly(1);
        Quantized perTensor = Network.ROWS.quantized(UNTIMED.withPerTensorWeights());
        assertThat(nodes(perTensor.graph(), "MatMulInteger")
                        .map(n -> n.input(3).dims().size()))
                .containsOnly(0);
        assertThat(perTensor.report().rmsRelative())
                .isGreaterThan(perChannel.report().rmsRelative());
    }

    @Test
    void needsNoCalibrationAndHoldsItsBudget() {
        Quantized without = Int8Runs.quantize(tokens(), UNTIMED, List.of(), Network.TOKENS.samples());
        assertThat(without.report().converted()).isEqualTo(3);
        double budget = 0.6 * without.report().rmsRelative();
        Quantized tight =
                Int8Runs.quantize(tokens(), UNTIMED.withAccuracyBudget(budget), List.of(), Network.TOKENS.samples());
        assertThat(tight.report().rmsRelative()).isLessThanOrEqualTo(budget);
        assertThat(tight.report().kept()).containsValue("too sensitive for the accuracy budget");
    }

    /** What ONNX Runtime quantises of an LSTM while it runs is compared with the LSTM of the same weights, dequantised. */
    @ParameterizedTest
    @EnumSource
    void lstm(Int8Scheme scheme) {
        Graph graph = lstmOf(Function.identity());
        List<Map<String, Tensor>> samples = Drafts.samples("x", 3, 7, 2, 10);
        for (boolean perChannel : List.of(true, false)) {
            Int8Options options = UNTIMED.withScheme(scheme);
            Quantized quantized =
                    Int8Runs.quantize(graph, perChannel ? options : options.withPerTensorWeights(), samples);
            byte[] model = ModelWriter.write(quantized.graph(), Map.of());
            ModelGates.roundTrip(model);
            Node lstm =
                    nodes(quantized.graph(), "DynamicQuantizeLSTM").findFirst().orElseThrow();
            assertThat(lstm.input(1).type())
                    .isEqualTo(scheme == Int8Scheme.EXACT ? ElementType.UINT8 : ElementType.INT8);
            assertThat(quantized.report().integerSums().layers()).isEqualTo(1);
            assertThat(quantized.report().integerSums().exact()).isEqualTo(scheme == Int8Scheme.EXACT);
            byte[] dequantized =
                    ModelWriter.write(lstmOf(w -> dequantized(lstm, w.name().equals("w") ? 1 : 2)), Map.of());
            for (Map<String, Tensor> sample : samples) {
                assertThat(Drafts.rms(run(model, sample), run(dequantized, sample)))
                        .isBetween(1e-5, 0.02);
            }
            assertThat(quantized.report().rmsRelative()).isLessThan(0.03);
        }
    }

    private static final int HIDDEN = 12;

    private static Graph lstmOf(Function<Value, Value> weights) {
        Drafts d = new Drafts(17, 8);
        Value x = d.input("x", 7, 2, 10);
        Value w = d.weights("w", 0.4, 2, 4 * HIDDEN, 10);
        Value r = d.weights("r", 0.2, 2, 4 * HIDDEN, HIDDEN);
        Value b = d.weights("b", 0.5, 2, 8 * HIDDEN);
        Map<String, Attribute> attributes =
                Map.of("hidden_size", Attribute.of(HIDDEN), "direction", Attribute.of("bidirectional"));
        return d.graph(d.node("lstm", Operators.LSTM, attributes, x, weights.apply(w), weights.apply(r), b));
    }

    /** Directions × gates × inputs again, from the node's directions × inputs × gates. */
    private static Value dequantized(Node lstm, int place) {
        Tensor numbers = lstm.input(place).constant();
        float[] n = numbers.toFloats();
        float[] scales = lstm.input(place == 1 ? 8 : 10).constant().toFloats();
        float zero = lstm.input(place == 1 ? 9 : 11).constant().toFloats()[0];
        int inputs = (int) numbers.dims()[1];
        int gates = (int) numbers.dims()[2];
        int perDirection = scales.length / 2;
        float[] out = new float[n.length];
        for (int d = 0; d < 2; d++) {
            for (int i = 0; i < inputs; i++) {
                for (int g = 0; g < gates; g++) {
                    float scale = scales[d * perDirection + g % perDirection];
                    out[(d * gates + g) * inputs + i] = scale * (n[(d * inputs + i) * gates + g] - zero);
                }
            }
        }
        return Value.constant("dequantized" + place, Tensor.floats(new long[] {2, gates, inputs}, out));
    }

    @Test
    void whatCannotBeQuantisedStaysWithItsReason() {
        Drafts d = new Drafts(17, 9);
        Value x = d.input("x", -1, 8);
        Value w = d.input("w", 8, 8);
        Value first = d.node("first", Operators.MATMUL, x, w);
        Value second =
                d.node("second", Operators.GEMM, Map.of("alpha", Attribute.of(2f)), first, d.weights("w2", 1, 8, 8));
        Graph graph = d.graph(d.node("third", Operators.MATMUL, second, d.weights("w3", 1, 8, 4)));
        List<Map<String, Tensor>> samples = Collections.singletonList(Map.of(
                "x", Drafts.samples("x", 1, 2, 8).get(0).get("x"),
                "w", Drafts.samples("w", 1, 8, 8).get(0).get("w")));
        Quantized quantized = Int8Runs.quantize(graph, UNTIMED, samples);
        assertThat(quantized.report().kept())
                .containsEntry("first", "its weight is no float32 constant")
                .containsEntry("second", "it scales or transposes its operands");
        assertThat(quantized.report().converted()).isEqualTo(1);
    }

    @Test
    void operatorsOfTheOtherWayAreRefused() {
        assertThatThrownBy(() -> UNTIMED.onlyOperators("MaxPool"))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("DYNAMIC")
                .hasMessageContaining("LSTM");
        assertThatThrownBy(() -> Int8Options.DEFAULT.onlyOperators("LSTM")).isInstanceOf(ExportException.class);
        assertThat(UNTIMED.withActivations(Int8Activations.STATIC).operators())
                .isEqualTo(Int8Options.DEFAULT.operators());
    }
}
