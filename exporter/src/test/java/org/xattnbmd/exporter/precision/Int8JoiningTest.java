package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.exporter.Int8Activations;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.Int8Runs;
import org.xattnbmd.exporter.Int8Runs.Quantized;
import org.xattnbmd.exporter.Int8Scheme;
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

/** Concat, Resize and Softmax between layers. */
class Int8JoiningTest {

    private static final List<Map<String, Tensor>> SAMPLES = Drafts.samples("x", 3, 2, 3, 8, 8);
    private static final Int8Options UNTIMED = Int8Options.DEFAULT
            .withMinimumSpeedup(0)
            .withAccuracyBudget(0.5)
            .onlyOperators(Int8Activations.STATIC.operators().toArray(String[]::new));

    /** Two branches of different range, joined, doubled in size, and shares of what is at each pixel. */
    private static Graph network(String mode) {
        Drafts d = new Drafts(21, 21);
        Value x = d.input("x", -1, 3, 8, 8);
        Value left = d.node("left", Operators.CONV, x, d.weights("w1", 0.1, 4, 3, 1, 1), d.weights("b1", 0.1, 4));
        Value right = d.node("right", Operators.CONV, x, d.weights("w2", 0.5, 6, 3, 1, 1), d.weights("b2", 0.5, 6));
        Value both = d.node("both", Operators.CONCAT, Map.of("axis", Attribute.of(1)), left, right);
        Value scales = Value.constant("scales", Tensor.floats(new long[] {4}, 1, 1, 2, 2));
        Value large = d.node("large", Operators.RESIZE, Map.of("mode", Attribute.of(mode)), both, null, scales);
        Value last = d.node("last", Operators.CONV, large, d.weights("w3", 0.5, 5, 10, 3, 3), d.weights("b3", 0.1, 5));
        Value shares = d.node("shares", Operators.SOFTMAX, Map.of("axis", Attribute.of(1)), last);
        return d.graph(d.node("out", Operators.CONV, shares, d.weights("w4", 1, 2, 5, 1, 1), d.weights("b4", 0.1, 2)));
    }

    private static Map<String, Tensor> scales(Graph graph) {
        return graph.nodes().stream()
                .filter(n -> n.operator().name().equals("QuantizeLinear"))
                .collect(Collectors.toMap(Node::name, n -> n.input(1).constant()));
    }

    private static float scale(Map<String, Tensor> scales, String producer) {
        return scales.get(producer + "/QuantizeLinear").toFloats()[0];
    }

    @Test
    void joinsHaveOneScaleBeforeAndBehindThem() {
        for (Int8Scheme scheme : Int8Scheme.values()) {
            Quantized quantized = Int8Runs.quantize(network("nearest"), UNTIMED.withScheme(scheme), SAMPLES);
            Map<String, Tensor> scales = scales(quantized.graph());
            assertThat(scale(scales, "left"))
                    .isEqualTo(scale(scales, "right"))
                    .isEqualTo(scale(scales, "both"))
                    .isEqualTo(scale(scales, "large"))
                    .isNotEqualTo(scale(scales, "last"));
            byte[] model = ModelWriter.write(quantized.graph(), Map.of());
            ModelGates.roundTrip(model);
            try (OnnxSession session = OnnxSession.open(model)) {
                for (Map<String, Tensor> sample : SAMPLES) {
                    float[] expected = QuantizedReference.exact(model, sample).get("out");
                    assertThat(Drafts.rms(session.run(sample).get("out").toFloats(), expected))
                            .isLessThan(0.01);
                }
            }
            assertThat(quantized.report().rmsRelative()).isLessThan(0.03);
        }
    }

    @Test
    void sharesAreInStepsOfA256th() {
        Quantized quantized = Int8Runs.quantize(network("nearest"), UNTIMED.withScheme(Int8Scheme.FULL_RANGE), SAMPLES);
        assertThat(scale(scales(quantized.graph()), "shares")).isEqualTo(1f / 256);
        Quantized usual = Int8Runs.quantize(
                network("nearest"),
                UNTIMED.onlyOperators(Int8Activations.STATIC.usualOperators().toArray(String[]::new)),
                SAMPLES);
        assertThat(scale(scales(usual.graph()), "shares")).isNotEqualTo(1f / 256);
    }

    /** ONNX Runtime has integer forms of all of it. */
    @Test
    void nothingButTheLastIsLeftInFloat32(@TempDir Path folder) throws Exception {
        Quantized quantized = Int8Runs.quantize(network("nearest"), UNTIMED.withScheme(Int8Scheme.FULL_RANGE), SAMPLES);
        List<String> operators = QuantizedGraph.fusedOperators(ModelWriter.write(quantized.graph(), Map.of()), folder);
        assertThat(operators).contains("QLinearConv", "QLinearConcat", "QLinearSoftmax", "Resize");
        // The last writes an output of the model.
        assertThat(operators).containsOnlyOnce("Conv").doesNotContain("Concat", "Softmax");
    }

    @Test
    void interpolationStaysInFloat32() {
        Quantized quantized = Int8Runs.quantize(network("linear"), UNTIMED, SAMPLES);
        Graph graph = quantized.graph();
        Node resize = graph.nodes().stream()
                .filter(n -> n.operator().name().equals("Resize"))
                .findFirst()
                .orElseThrow();
        Map<String, Tensor> scales = scales(graph);
        assertThat(scales.get("large/QuantizeLinear").toFloats()[0]).isNotEqualTo(scale(scales, "both"));
        assertThat(graph.producers().get(resize.input(0)).operator().name()).isEqualTo("DequantizeLinear");
        assertThat(quantized.report().kept()).isEmpty();
    }

    @Test
    void sixteenBitsReachAllThatHasOneScale() {
        Quantized quantized = Int8Runs.quantize(
                network("nearest"), UNTIMED.withLayer("last", LayerPrecision.INT16_ACTIVATIONS), SAMPLES);
        Map<String, ElementType> types = quantized.graph().nodes().stream()
                .filter(n -> n.operator().name().equals("QuantizeLinear"))
                .collect(Collectors.toMap(Node::name, n -> n.output().type()));
        for (String producer : List.of("left", "right", "both", "large")) {
            assertThat(types).containsEntry(producer + "/QuantizeLinear", ElementType.UINT16);
        }
        assertThat(types)
                .containsEntry("x/QuantizeLinear", ElementType.UINT8)
                .containsEntry("last/QuantizeLinear", ElementType.UINT8);
        byte[] model = ModelWriter.write(quantized.graph(), Map.of());
        try (OnnxSession session = OnnxSession.open(model)) {
            float[] expected = QuantizedReference.exact(model, SAMPLES.get(0)).get("out");
            assertThat(Drafts.rms(session.run(SAMPLES.get(0)).get("out").toFloats(), expected))
                    .isLessThan(0.01);
        }
    }
}
