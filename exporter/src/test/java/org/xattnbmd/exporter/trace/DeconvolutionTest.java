package org.xattnbmd.exporter.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/** ConvTranspose, which the engine lacks, against its definition: every input element adds its channel's kernel. */
class DeconvolutionTest {

    private static final int CHANNELS = 4;

    /** Along both axes of a picture; the first axis has length 1 where the input is a line. */
    record Case(
            boolean line,
            int filters,
            int groups,
            int[] in,
            int[] kernel,
            int[] stride,
            int[] pad,
            int[] out,
            int[] dilation) {

        int length(int axis) {
            return (in[axis] - 1) * stride[axis] - 2 * pad[axis] + dilation[axis] * (kernel[axis] - 1) + out[axis] + 1;
        }

        private Shape shape(int... both) {
            return line ? new Shape(both[1]) : new Shape(both[0], both[1]);
        }

        Shape weight() {
            return new Shape(filters, CHANNELS / groups).addAll(shape(kernel));
        }

        Shape input(int batch) {
            return new Shape(batch, CHANNELS).addAll(shape(in));
        }

        NDArray apply(NDArray x, float[] weight, float[] bias) {
            NDManager manager = x.getManager();
            return x.getNDArrayInternal()
                    .deconvolution(
                            x,
                            manager.create(weight, weight()),
                            bias == null ? null : manager.create(bias),
                            shape(stride),
                            shape(pad),
                            shape(out),
                            shape(dilation),
                            groups)
                    .singletonOrThrow();
        }

        /** y[f, s·i + d·k − p] += x[c, i] · w[f, c, k], in double precision. */
        double[] definition(int batch, float[] x, float[] weight, float[] bias) {
            int area = length(0) * length(1);
            double[] y = new double[batch * filters * area];
            for (int i = 0; bias != null && i < y.length; i++) {
                y[i] = bias[i / area % filters];
            }
            int channels = CHANNELS / groups;
            for (int i = 0; i < x.length; i++) {
                int column = i % in[1];
                int row = i / in[1] % in[0];
                int channel = i / (in[1] * in[0]) % CHANNELS;
                int sample = i / (in[1] * in[0] * CHANNELS);
                int first = channel / channels * (filters / groups);
                for (int f = first; f < first + filters / groups; f++) {
                    for (int k = 0; k < kernel[0] * kernel[1]; k++) {
                        int r = row * stride[0] + dilation[0] * (k / kernel[1]) - pad[0];
                        int c = column * stride[1] + dilation[1] * (k % kernel[1]) - pad[1];
                        if (r >= 0 && r < length(0) && c >= 0 && c < length(1)) {
                            float w = weight[(f * channels + channel % channels) * kernel[0] * kernel[1] + k];
                            y[((sample * filters + f) * length(0) + r) * length(1) + c] += (double) x[i] * w;
                        }
                    }
                }
            }
            return y;
        }
    }

    private static int[] both(int rows, int columns) {
        return new int[] {rows, columns};
    }

    static Stream<Case> cases() {
        int[] one = both(1, 1);
        int[] none = both(0, 0);
        return Stream.of(
                new Case(false, 6, 1, both(3, 4), both(3, 2), one, none, none, one),
                new Case(false, 4, 1, both(3, 4), both(4, 4), both(2, 2), one, none, one),
                new Case(false, 6, 2, both(3, 4), both(3, 2), both(2, 3), both(1, 0), both(1, 2), both(1, 2)),
                new Case(false, 4, 4, both(5, 3), both(2, 2), both(3, 4), none, both(0, 3), one),
                new Case(false, 2, 1, both(5, 6), both(1, 2), both(1, 2), both(1, 2), none, one),
                new Case(true, 3, 1, both(1, 5), both(1, 3), both(1, 2), both(0, 1), both(0, 1), one),
                new Case(true, 8, 4, both(1, 7), both(1, 3), both(1, 1), both(0, 2), both(0, 2), both(1, 3)));
    }

    private static float[] numbers(long seed, long n) {
        Random random = new Random(seed);
        float[] v = new float[(int) n];
        for (int i = 0; i < v.length; i++) {
            v[i] = 2 * random.nextFloat() - 1;
        }
        return v;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void agreesWithTheDefinition(Case c) {
        int batch = 3;
        float[] weight = numbers(1, c.weight().size());
        for (float[] bias : new float[][] {null, numbers(2, c.filters())}) {
            OnnxModel model = export(c, weight, bias);
            assertThat(model.report().composed()).containsExactly("deconvolution");
            assertThat(model.report().operators()).containsOnlyKeys("ConvTranspose");
            float[] x = numbers(3, c.input(batch).size());
            Tensor y;
            try (OnnxSession session = OnnxSession.open(model.toBytes())) {
                y = session.run(Map.of("x", Tensor.floats(c.input(batch).getShape(), x)))
                        .get("output");
            }
            double[] expected = c.definition(batch, x, weight, bias);
            assertThat(Arrays.stream(y.dims()).reduce(1, (a, b) -> a * b)).isEqualTo(expected.length);
            float[] actual = y.toFloats();
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-5));
            }
        }
    }

    private static OnnxModel export(Case c, float[] weight, float[] bias) {
        try (NDManager manager = NDManager.newBaseManager()) {
            LambdaBlock block = new LambdaBlock(in -> new NDList(c.apply(in.head(), weight, bias)), "transposed");
            block.initialize(manager, DataType.FLOAT32, c.input(2));
            return OnnxExporter.of(block)
                    .input("x", DataType.FLOAT32, c.input(-1).getShape())
                    .export();
        }
    }

    static Stream<Case> unfit() {
        int[] one = both(1, 1);
        int[] none = both(0, 0);
        return Stream.of(
                new Case(false, 6, 1, both(3, 4), both(2, 2), both(2, 2), none, both(0, 2), one),
                new Case(false, 6, 4, both(3, 4), both(2, 2), one, none, none, one));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unfit")
    void whatDoesNotFitIsSaid(Case c) {
        refused(c, ExportException.Code.BLOCK_FAILED, "expected an ");
    }

    @Test
    void whatOnnxRuntimeDoesNotTakeIsRefused() {
        Case c = new Case(true, 4, 1, both(1, 7), both(1, 3), both(1, 1), both(0, 1), both(0, 2), both(1, 3));
        refused(c, ExportException.Code.UNSUPPORTED_OPERATION, "below the stride");
    }

    private static void refused(Case c, ExportException.Code code, String message) {
        assertThatThrownBy(() -> export(c, numbers(1, c.weight().size()), null))
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}
