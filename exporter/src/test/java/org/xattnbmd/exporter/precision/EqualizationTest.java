package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.Int8Activations;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.Int8Runs;
import org.xattnbmd.exporter.Int8Runs.Quantized;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/** Tokens of which two channels are a hundred times as large as the others. */
class EqualizationTest {

    private static final int CHANNELS = 32;
    private static final List<Map<String, Tensor>> SAMPLES = Drafts.samples("x", 4, 2, 5, CHANNELS);

    private enum Before {
        LAYER_NORMALIZATION,
        MUL,
        MUL_AND_ADD,
        NOTHING_TO_DIVIDE
    }

    /** A constant of ones with two outliers. */
    private static Value outliers(String name) {
        float[] scale = new float[CHANNELS];
        Arrays.fill(scale, 1);
        scale[3] = 100;
        scale[17] = -80;
        return Value.constant(name, Tensor.floats(new long[] {CHANNELS}, scale));
    }

    private static Graph network(Before before) {
        Drafts d = new Drafts(17, 31);
        Value x = d.input("x", -1, 5, CHANNELS);
        Value bias = d.weights("bias", 0.5, CHANNELS);
        Value large = switch (before) {
            case LAYER_NORMALIZATION ->
                d.node(
                        "norm",
                        Operators.LAYER_NORMALIZATION,
                        Map.of("axis", Attribute.of(-1)),
                        x,
                        outliers("scale"),
                        bias);
            case MUL -> d.node("mul", Operators.MUL, outliers("scale"), x);
            case MUL_AND_ADD -> d.node("add", Operators.ADD, d.node("mul", Operators.MUL, x, outliers("scale")), bias);
            case NOTHING_TO_DIVIDE ->
                d.node("relu", Operators.RELU, d.node("mul", Operators.MUL, x, outliers("scale")));
        };
        // Small weights where activations are large, so that both matter.
        Value first = d.node("first", Operators.MATMUL, large, weights(d, "w1", 8));
        Value second = d.node("second", Operators.MATMUL, large, weights(d, "w2", 8));
        return d.graph(first, second);
    }

    private static Value weights(Drafts d, String name, int outputs) {
        Value w = d.weights(name, 0.2, CHANNELS, outputs);
        float[] numbers = w.constant().toFloats();
        for (int i = 0; i < outputs; i++) {
            numbers[3 * outputs + i] /= 100;
            numbers[17 * outputs + i] /= 100;
        }
        return Value.constant(name, Tensor.floats(w.constant().dims(), numbers));
    }

    private static Int8Options options(Int8Activations activations) {
        return Int8Options.DEFAULT
                .withActivations(activations)
                .withMinimumSpeedup(0)
                .withAccuracyBudget(1)
                .onlyOperators("MatMul");
    }

    private static double error(Before before, Int8Options options) {
        return Int8Runs.quantize(network(before), options, SAMPLES).report().rmsRelative();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING_TO_DIVIDE")
    void oneScaleServesTheActivationBetter(Before before) {
        for (Int8Activations activations : List.of(Int8Activations.STATIC, Int8Activations.DYNAMIC)) {
            Int8Options options = options(activations);
            assertThat(error(before, options.withEqualization(0.5))).isLessThan(0.4 * error(before, options));
        }
    }

    @Test
    void whatHasNoConstantBeforeItStaysAsItIs() {
        Int8Options options = options(Int8Activations.STATIC);
        Quantized equal = Int8Runs.quantize(network(Before.NOTHING_TO_DIVIDE), options.withEqualization(0.5), SAMPLES);
        assertThat(equal.report().notes()).contains("0 activations were equalised");
        assertThat(equal.report().rmsRelative()).isEqualTo(error(Before.NOTHING_TO_DIVIDE, options));
    }

    @Test
    void isRefusedWithoutSamplesOrBeyondItsRange() {
        Int8Options options = options(Int8Activations.DYNAMIC).withEqualization(0.5);
        assertThatThrownBy(() -> Int8Runs.quantize(network(Before.MUL), options, List.of(), SAMPLES))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("expected calibration samples");
        assertThatThrownBy(() -> options.withEqualization(1.5)).isInstanceOf(ExportException.class);
        assertThatThrownBy(() -> options.withEqualization(Double.NaN)).isInstanceOf(ExportException.class);
    }
}
