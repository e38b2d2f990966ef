package org.xattnbmd.exporter.internal.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.exporter.internal.graph.Attribute;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/** Second moments of inputs against the inputs themselves. */
class InputCorrelationTest {

    private static final int INPUTS = 12;
    private static final int SAMPLES = 4000;

    private final Random random = new Random(3);

    private float[] numbers(int n) {
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) random.nextGaussian();
        }
        return v;
    }

    private static Node gemm(float[] weights) {
        Value x = new Value("x", ElementType.FLOAT, Value.fixed(1, INPUTS));
        Value w = Value.constant("w", Tensor.floats(new long[] {weights.length / INPUTS, INPUTS}, weights));
        Value y = new Value("y", ElementType.FLOAT, null);
        return new Node("gemm", Operators.GEMM, List.of(x, w), List.of(y), Map.of("transB", Attribute.of(1)));
    }

    /** Rows that share a few causes, as neighbouring channels do. */
    private float[] correlated() {
        float[] mix = numbers(3 * INPUTS);
        float[] x = new float[SAMPLES * INPUTS];
        for (int s = 0; s < SAMPLES; s++) {
            float[] cause = numbers(3);
            for (int i = 0; i < INPUTS; i++) {
                x[s * INPUTS + i] = 1 + 0.1f * (float) random.nextGaussian();
                for (int k = 0; k < 3; k++) {
                    x[s * INPUTS + i] += mix[k * INPUTS + i] * cause[k];
                }
            }
        }
        return x;
    }

    /** What errors of a row make of these inputs, computed from each of them. */
    private static double meanSquare(float[] x, double[] errors) {
        double sum = 0;
        for (int s = 0; s < x.length / errors.length; s++) {
            double y = 0;
            for (int i = 0; i < errors.length; i++) {
                y += x[s * errors.length + i] * errors[i];
            }
            sum += y * y;
        }
        return sum / (x.length / errors.length);
    }

    private static InputCorrelation of(Node layer, long[] dims, float[] x) {
        InputCorrelation inputs = new InputCorrelation(layer);
        inputs.add(Tensor.floats(dims, x));
        return inputs.factor();
    }

    @Test
    void energyIsThatOfTheOutputs() {
        float[] row = numbers(INPUTS);
        float[] x = correlated();
        double[] weights = new double[INPUTS];
        for (int i = 0; i < INPUTS; i++) {
            weights[i] = row[i];
        }
        double energy = of(gemm(row), new long[] {SAMPLES, INPUTS}, x).energy(0, row);
        // Damping adds a hundredth of the inputs' own mean square to each.
        double expected = meanSquare(x, weights);
        assertThat(energy).isCloseTo(expected, within(0.1 * expected));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void roundingThatLooksAtTheInputsLosesLess(long seed) {
        random.setSeed(seed);
        float[] x = correlated();
        float scale = 0.1f;
        InputCorrelation inputs = of(gemm(numbers(INPUTS)), new long[] {SAMPLES, INPUTS}, x);
        double left = 0;
        double alone = 0;
        double reported = 0;
        for (int r = 0; r < 50; r++) {
            float[] row = numbers(INPUTS);
            byte[] together = new byte[INPUTS];
            reported += inputs.round(0, row, scale, 63, together);
            double[] errors = new double[INPUTS];
            double[] each = new double[INPUTS];
            for (int i = 0; i < INPUTS; i++) {
                assertThat(Math.abs(together[i])).isLessThanOrEqualTo((byte) 63);
                errors[i] = row[i] - together[i] * scale;
                each[i] = row[i] - Math.rint(row[i] / scale) * scale;
            }
            left += meanSquare(x, errors);
            alone += meanSquare(x, each);
        }
        assertThat(left).isLessThan(0.4 * alone);
        // The report counts the damping too.
        assertThat(reported).isBetween(left, 3 * left);
    }

    @Test
    void withoutSamplesEachWeightIsRoundedByItself() {
        float[] row = numbers(INPUTS);
        byte[] numbers = new byte[INPUTS];
        new InputCorrelation(gemm(row)).factor().round(0, row, 0.05f, 63, numbers);
        for (int i = 0; i < INPUTS; i++) {
            assertThat((double) numbers[i]).isEqualTo(Math.rint(row[i] / 0.05f), within(1e-9));
        }
    }

    /** Pictures that are smooth across pixels and alike across channels. */
    @Test
    void neighbouringPixelsOfAConvolutionMakeUpForEachOther() {
        int side = 24;
        int channels = 2;
        float[] x = new float[channels * side * side];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (1 + Math.sin(i % side / 4.0) * Math.cos(i / side % side / 5.0));
        }
        float[] weights = numbers(channels * 9);
        Value in = new Value("x", ElementType.FLOAT, Value.fixed(1, channels, side, side));
        Value w = Value.constant("w", Tensor.floats(new long[] {1, channels, 3, 3}, weights));
        Node conv = new Node(
                "conv",
                Operators.CONV,
                List.of(in, w),
                List.of(new Value("y", ElementType.FLOAT, null)),
                Map.of("kernel_shape", Attribute.of(3, 3)));
        byte[] numbers = new byte[weights.length];
        of(conv, new long[] {1, channels, side, side}, x).round(0, weights, 0.1f, 63, numbers);
        double sum = 0;
        double alone = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] - numbers[i] * 0.1;
            alone += weights[i] - Math.rint(weights[i] / 0.1f) * 0.1;
        }
        assertThat(Math.abs(sum)).isLessThan(0.06).isLessThan(Math.abs(alone) + 0.05);
    }
}
