package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.ConversionReport;
import org.xattnbmd.exporter.ConversionReport.IntegerSums;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.Int8Runs;
import org.xattnbmd.exporter.Int8Scheme;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/** One layer whose weights and inputs are such that one of the exact layouts serves it best. */
class Int8LayoutTest {

    private static final int INPUTS = 16;
    private static final int OUTPUTS = 16;
    private static final int ROWS = 512;
    private static final Int8Options UNTIMED =
            Int8Options.DEFAULT.withMinimumSpeedup(0).withAccuracyBudget(0.9);

    private final Random random = new Random(6);

    private float[] gaussian(int n, double size) {
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) (size * random.nextGaussian());
        }
        return v;
    }

    private static Graph layer(float[] weights) {
        Value x = new Value("x", ElementType.FLOAT, Value.fixed(ROWS, INPUTS));
        Value y = new Value("y", ElementType.FLOAT, Value.fixed(ROWS, OUTPUTS));
        Value w = Value.constant("weight", Tensor.floats(new long[] {OUTPUTS, INPUTS}, weights));
        Value b = Value.constant("bias", Tensor.floats(new long[] {OUTPUTS}, new float[OUTPUTS]));
        Node gemm = new Node("layer", Operators.GEMM, List.of(x, w, b), List.of(y), Map.of("transB", Attribute.of(1)));
        return new Graph("one", 17, List.of(x), List.of(y), List.of(gemm));
    }

    /** Inputs that know nothing of each other, so that no error can make up for another. */
    private List<Map<String, Tensor>> uniform() {
        List<Map<String, Tensor>> samples = new ArrayList<>();
        for (int s = 0; s < 4; s++) {
            float[] v = new float[ROWS * INPUTS];
            for (int i = 0; i < v.length; i++) {
                v[i] = 2 * random.nextFloat() - 1;
            }
            samples.add(Map.of("x", Tensor.floats(new long[] {ROWS, INPUTS}, v)));
        }
        return samples;
    }

    /** Inputs that are all but one number. */
    private List<Map<String, Tensor>> alike() {
        List<Map<String, Tensor>> samples = new ArrayList<>();
        for (int s = 0; s < 4; s++) {
            float[] v = new float[ROWS * INPUTS];
            for (int i = 0; i < v.length; i++) {
                v[i] = (i / INPUTS) / (float) ROWS + 0.02f * random.nextFloat();
            }
            samples.add(Map.of("x", Tensor.floats(new long[] {ROWS, INPUTS}, v)));
        }
        return samples;
    }

    private static List<ElementType> eightBitConstants(Graph graph) {
        return graph.initializers().stream()
                .filter(v -> v.constant().rank() == 2)
                .map(Value::type)
                .toList();
    }

    private static boolean clipped(Graph graph) {
        return graph.nodes().stream().anyMatch(n -> n.is(Operators.CLIP));
    }

    private static void isExact(Int8Runs.Quantized result, List<Map<String, Tensor>> samples) {
        IntegerSums sums = result.report().integerSums();
        assertThat(sums.layers()).isEqualTo(1);
        assertThat(sums.exact()).isTrue();
        byte[] file = ModelWriter.write(result.graph(), Map.of());
        // Beyond the calibrated range too.
        float[] extreme = samples.get(0).get("x").toFloats();
        for (int i = 0; i < extreme.length; i++) {
            extreme[i] *= 50;
        }
        for (Map<String, Tensor> feed :
                List.of(samples.get(0), Map.of("x", Tensor.floats(new long[] {ROWS, INPUTS}, extreme)))) {
            assertThat(QuantizedReference.saturating(file, feed).get("y"))
                    .isEqualTo(QuantizedReference.exact(file, feed).get("y"));
        }
    }

    private static double fullRange(Graph graph, Int8Options options, List<Map<String, Tensor>> samples) {
        ConversionReport report = Int8Runs.quantize(graph, options.withScheme(Int8Scheme.FULL_RANGE), samples)
                .report();
        assertThat(report.integerSums().exact()).isFalse();
        return report.rmsRelative();
    }

    @Test
    void weightsOfSevenBitsDoWhereErrorsMakeUpForEachOther() {
        Graph graph = layer(gaussian(OUTPUTS * INPUTS, 1));
        List<Map<String, Tensor>> samples = alike();
        Int8Runs.Quantized result = Int8Runs.quantize(graph, UNTIMED, samples);
        assertThat(eightBitConstants(result.graph())).containsExactly(ElementType.INT8);
        assertThat(clipped(result.graph())).isFalse();
        assertThat(result.report().integerSums().largestPair()).isBetween(255L * 64, 255L * 126);
        isExact(result, samples);
        assertThat(result.report().rmsRelative()).isLessThan(1.1 * fullRange(graph, UNTIMED, samples));
    }

    @Test
    void weightsBecomeUnsignedWhereSevenBitsCostTooMuch() {
        Graph graph = layer(gaussian(OUTPUTS * INPUTS, 1));
        List<Map<String, Tensor>> samples = uniform();
        Int8Runs.Quantized result = Int8Runs.quantize(graph, UNTIMED, samples);
        assertThat(eightBitConstants(result.graph())).containsExactly(ElementType.UINT8);
        assertThat(result.report().notes()).containsExactly("weights by layer: 1 uint8 within ±127");
        assertThat(clipped(result.graph())).isFalse();
        isExact(result, samples);
        assertThat(result.report().rmsRelative()).isLessThan(1.1 * fullRange(graph, UNTIMED, samples));
    }

    @Test
    void activationsOfSevenBitsServeALayerWhoseWeightsNeedEight() {
        float[] weights = gaussian(OUTPUTS * INPUTS, 0.3);
        weights[37] = 10;
        Graph graph = layer(weights);
        List<Map<String, Tensor>> samples = uniform();
        Int8Options options = UNTIMED.withPerTensorWeights();
        Int8Runs.Quantized result = Int8Runs.quantize(graph, options, samples);
        assertThat(eightBitConstants(result.graph())).containsExactly(ElementType.INT8);
        assertThat(clipped(result.graph())).isTrue();
        assertThat(result.report().integerSums().largestPair()).isLessThanOrEqualTo(127L * 254);
        isExact(result, samples);
        assertThat(result.report().rmsRelative()).isLessThan(1.1 * fullRange(graph, options, samples));
    }

    @Test
    void opsetsWithoutAScalePerChannelAreRefused() {
        Graph graph = layer(gaussian(OUTPUTS * INPUTS, 1));
        Graph old = new Graph("one", 12, graph.inputs(), graph.outputs(), graph.nodes());
        List<Map<String, Tensor>> samples = uniform();
        assertThatThrownBy(() -> Int8Runs.quantize(old, UNTIMED, samples))
                .isInstanceOfSatisfying(
                        ExportException.class,
                        e -> assertThat(e.code()).isEqualTo(ExportException.Code.INVALID_REQUEST))
                .hasMessageContaining("opset 13 or newer")
                .hasMessageContaining("received opset 12");
    }
}
