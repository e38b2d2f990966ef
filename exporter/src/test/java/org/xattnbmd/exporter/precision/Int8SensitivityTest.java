package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.ConversionReport;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.Int8Runs;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/** A network of three layers whose second is made hard to quantise: it must be found, and it alone left out. */
class Int8SensitivityTest {

    private static final int WIDTH = 16;

    private final Random random = new Random(4);
    private final List<Node> nodes = new ArrayList<>();

    private static Value activation(String name) {
        return new Value(name, ElementType.FLOAT, Value.fixed(8, WIDTH));
    }

    private float[] numbers(int n) {
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) random.nextGaussian() / 4;
        }
        return v;
    }

    private Value layer(String name, Value in, float[] weights, float[] bias) {
        Value sum = activation(name + "_sum");
        Value out = activation(name + "_out");
        Value w = Value.constant(name + "/weight", Tensor.floats(new long[] {WIDTH, WIDTH}, weights));
        Value b = Value.constant(name + "/bias", Tensor.floats(new long[] {WIDTH}, bias));
        nodes.add(new Node(name, Operators.GEMM, List.of(in, w, b), List.of(sum), Map.of()));
        nodes.add(new Node(name + "_relu", Operators.RELU, List.of(sum), List.of(out), Map.of()));
        return out;
    }

    /**
     * Feature 0 is always zero behind the first layer, so the large weights that the second has for it say nothing, but
     * they widen the scale of each of its output features until the other weights round to next to nothing.
     */
    private Graph network() {
        Value x = activation("x");
        float[] bias = numbers(WIDTH);
        bias[0] = -1000;
        Value first = layer("first", x, numbers(WIDTH * WIDTH), bias);
        float[] hard = numbers(WIDTH * WIDTH);
        for (int output = 0; output < WIDTH; output++) {
            hard[output] = 40;
        }
        Value second = layer("second", first, hard, numbers(WIDTH));
        Value third = layer("third", second, numbers(WIDTH * WIDTH), numbers(WIDTH));
        return new Graph("three", 17, List.of(x), List.of(third), nodes);
    }

    private ConversionReport quantized(double budget) {
        List<Map<String, Tensor>> samples = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            samples.add(Map.of("x", Tensor.floats(new long[] {8, WIDTH}, numbers(8 * WIDTH))));
        }
        Int8Options options = Int8Options.DEFAULT.withMinimumSpeedup(0).withAccuracyBudget(budget);
        return Int8Runs.quantize(network(), options, samples).report();
    }

    @Test
    void theLayerThatCostsTheAccuracyIsRankedFirstAndLeftOutAlone() {
        ConversionReport report = quantized(0.1);
        assertThat(report.sensitivity().keySet()).first().isEqualTo("second");
        assertThat(report.sensitivity().get("second")).isGreaterThan(0.1);
        assertThat(report.sensitivity().get("first")).isLessThan(0.1);
        assertThat(report.kept()).containsOnly(Map.entry("second", "too sensitive for the accuracy budget"));
        assertThat(report.converted()).isEqualTo(2);
        assertThat(report.rmsRelative()).isPositive().isLessThanOrEqualTo(0.1);
    }

    @Test
    void withoutTheNeedNothingIsRankedOrLeftOut() {
        ConversionReport report = quantized(5);
        assertThat(report.kept()).isEmpty();
        assertThat(report.sensitivity()).isEmpty();
        assertThat(report.converted()).isEqualTo(3);
        assertThat(report.rmsRelative()).isGreaterThan(0.1);
    }
}
