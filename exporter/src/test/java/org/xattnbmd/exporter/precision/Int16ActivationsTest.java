package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.Int8Activations;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.Int8Runs;
import org.xattnbmd.exporter.Int8Runs.Quantized;
import org.xattnbmd.exporter.LayerPrecision;
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

/** Activations of 16 bits with weights of 8. */
class Int16ActivationsTest {

    private static final List<Map<String, Tensor>> SAMPLES = Drafts.samples("x", 3, 2, 3, 12, 12);
    private static final Int8Options UNTIMED =
            Int8Options.DEFAULT.withMinimumSpeedup(0).withAccuracyBudget(0.5);

    /** @param deviation of the first weight */
    private static Graph network(int opset, double deviation) {
        Drafts d = new Drafts(opset, 15);
        Value x = d.input("x", -1, 3, 12, 12);
        Value first = d.node("first", Operators.CONV, x, d.weights("w1", deviation, 8, 3, 3, 3), d.weights("b1", 1, 8));
        Value relu = d.node("relu", Operators.RELU, first);
        Map<String, Attribute> half = Map.of("kernel_shape", Attribute.of(2, 2), "strides", Attribute.of(2, 2));
        Value pool = d.node("pool", Operators.MAX_POOL, half, relu);
        Value second = d.node("second", Operators.CONV, pool, d.weights("w2", 0.2, 6, 8, 3, 3), d.weights("b2", 1, 6));
        Value mean = d.node("mean", Operators.GLOBAL_AVERAGE_POOL, second);
        Value flat = d.node("flat", Operators.FLATTEN, mean);
        return d.graph(d.node("out", Operators.GEMM, flat, d.weights("w3", 0.3, 6, 4), d.weights("b3", 1, 4)));
    }

    private static float[] run(Graph graph, Map<String, Tensor> sample) {
        try (OnnxSession session = OnnxSession.open(ModelWriter.write(graph, Map.of()))) {
            return session.run(sample).values().iterator().next().toFloats();
        }
    }

    private static Set<ElementType> types(Graph graph) {
        return graph.nodes().stream()
                .filter(n -> n.operator().name().equals("QuantizeLinear"))
                .map(n -> n.output().type())
                .collect(Collectors.toSet());
    }

    /** Beside the smaller weights the bias is far larger than what 32 bits hold in units of 16-bit activations. */
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 1e-4})
    void computesWhatTheDefinitionsSay(double deviation) {
        for (Int8Options options : List.of(UNTIMED, UNTIMED.withPerTensorWeights())) {
            computesWhatTheDefinitionsSay(options, deviation);
        }
    }

    private static void computesWhatTheDefinitionsSay(Int8Options options, double deviation) {
        Quantized quantized = Int8Runs.quantize(
                network(21, deviation), options.withActivations(Int8Activations.STATIC_16_BIT), SAMPLES);
        byte[] model = ModelWriter.write(quantized.graph(), Map.of());
        ModelGates.roundTrip(model);
        assertThat(types(quantized.graph())).containsExactly(ElementType.UINT16);
        assertThat(quantized.report().kept()).isEmpty();
        assertThat(quantized.report().integerSums().exact()).isTrue();
        for (Map<String, Tensor> sample : SAMPLES) {
            float[] expected =
                    QuantizedReference.exact(model, sample).values().iterator().next();
            assertThat(Drafts.rms(run(quantized.graph(), sample), expected)).isLessThan(1e-4);
        }
    }

    @Test
    void isMoreAccurateThanEightBits() {
        Quantized wide =
                Int8Runs.quantize(network(21, 0.2), UNTIMED.withActivations(Int8Activations.STATIC_16_BIT), SAMPLES);
        double bytes =
                Int8Runs.quantize(network(21, 0.2), UNTIMED, SAMPLES).report().rmsRelative();
        assertThat(wide.report().rmsRelative()).isPositive().isLessThan(0.6 * bytes);
    }

    @Test
    void whatALayerAsksForIsPassedThroughPools() {
        Quantized quantized = Int8Runs.quantize(
                network(21, 0.2), UNTIMED.withLayer("second", LayerPrecision.INT16_ACTIVATIONS), SAMPLES);
        Map<String, ElementType> types = quantized.graph().nodes().stream()
                .filter(n -> n.operator().name().equals("QuantizeLinear"))
                .collect(Collectors.toMap(Node::name, n -> n.output().type()));
        assertThat(types)
                .containsEntry("x/QuantizeLinear", ElementType.UINT8)
                .containsEntry("relu/QuantizeLinear", ElementType.UINT16)
                .containsEntry("pool/QuantizeLinear", ElementType.UINT16)
                .containsEntry("second/QuantizeLinear", ElementType.UINT8);
        byte[] model = ModelWriter.write(quantized.graph(), Map.of());
        for (Map<String, Tensor> sample : SAMPLES) {
            float[] expected =
                    QuantizedReference.exact(model, sample).values().iterator().next();
            assertThat(Drafts.rms(run(quantized.graph(), sample), expected)).isLessThan(0.005);
        }
    }

    @Test
    void olderOpsetsHaveNoSixteenBits() {
        assertThatThrownBy(() -> Int8Runs.quantize(
                        network(17, 0.2), UNTIMED.withActivations(Int8Activations.STATIC_16_BIT), SAMPLES))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("opset 21 or newer");
    }
}
