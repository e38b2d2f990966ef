package org.xattnbmd.exporter.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/** Fourier transforms and complex numbers: against their definition, and what of them is refused. */
class FourierTest {

    private static OnnxExporter exporter(UnaryOperator<NDArray> body, NDManager manager, long length) {
        LambdaBlock block = new LambdaBlock(in -> new NDList(body.apply(in.head())), "spectrum");
        block.initialize(manager, DataType.FLOAT32, new Shape(2, length));
        return OnnxExporter.of(block).input("x", DataType.FLOAT32, -1, length);
    }

    private static OnnxModel export(UnaryOperator<NDArray> body, long length) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return exporter(body, manager, length).export();
        }
    }

    private static float[] signal(int length) {
        Random random = new Random(length);
        float[] x = new float[length];
        for (int i = 0; i < length; i++) {
            x[i] = 2 * random.nextFloat() - 1;
        }
        return x;
    }

    private static float[] run(OnnxModel model, float[] x) {
        try (OnnxSession session = OnnxSession.open(model.toBytes())) {
            return session.run(Map.of("x", Tensor.floats(new long[] {1, x.length}, x)))
                    .get("output")
                    .toFloats();
        }
    }

    /** Σ x[t]·w[t]·exp(−2πikt/n) over the n numbers from a start on. */
    private static double[] bin(float[] x, int start, double[] window, int k, int n) {
        double re = 0;
        double im = 0;
        for (int t = 0; t < n; t++) {
            double value = x[start + t] * (window == null ? 1 : window[t]);
            double angle = 2 * Math.PI * ((long) k * t % n) / n;
            re += value * Math.cos(angle);
            im -= value * Math.sin(angle);
        }
        return new double[] {re, im};
    }

    /** Lengths of one product and of two steps and more, powers of two and not. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 400, 512, 2025, 3000, 4096, 1 << 14})
    void aSpectrumIsTheSumThatDefinesIt(int length) {
        OnnxModel model = export(x -> x.rfft(length).real(), length);
        assertThat(model.report().operators()).containsKey("MatMul").doesNotContainKey("DFT");
        assertThat(model.report().bytes()).isLessThan(17L << 20);
        float[] x = signal(length);
        float[] spectrum = run(model, x);
        int bins = length / 2 + 1;
        assertThat(spectrum).hasSize(2 * bins);
        double largest = Math.sqrt(length);
        for (int k = 0; k < bins; k += Math.max(1, bins / 50)) {
            double[] expected = bin(x, 0, null, k, length);
            assertThat((double) spectrum[2 * k]).isCloseTo(expected[0], within(1e-5 * largest));
            assertThat((double) spectrum[2 * k + 1]).isCloseTo(expected[1], within(1e-5 * largest));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 400, 4095, 4500})
    void whatIsTransformedThereAndBackIsTheSame(int length) {
        float[] x = signal(length);
        for (OnnxModel model : new OnnxModel[] {
            export(a -> a.rfft(length).irfft(length), length),
            export(a -> a.fft(length).ifft(length).real().get(":, :, 0"), length)
        }) {
            float[] y = run(model, x);
            assertThat(y).hasSize(length);
            for (int i = 0; i < length; i++) {
                assertThat(y[i]).isCloseTo(x[i], within(1e-5f));
            }
        }
    }

    /** The frames of Whisper's features, with DJL's own steps to the power of each frequency. */
    @Test
    void shortTimeTransformsAreSumsOverFrames() {
        int frame = 400;
        int hop = 160;
        int length = 1600;
        OnnxModel model = export(
                x -> x.stft(frame, hop, true, x.getManager().hanningWindow(frame), true)
                        .get(":, :, :-1")
                        .abs()
                        .pow(2),
                length);
        float[] x = signal(length);
        float[] padded = new float[length + frame];
        for (int i = 0; i < padded.length; i++) {
            int at = Math.abs(i - frame / 2);
            padded[i] = x[at < length ? at : 2 * (length - 1) - at];
        }
        double[] window = new double[frame];
        for (int t = 0; t < frame; t++) {
            window[t] = 0.5 - 0.5 * Math.cos(2 * Math.PI * t / frame);
        }
        float[] power = run(model, x);
        int frames = length / hop;
        assertThat(power).hasSize((frame / 2 + 1) * frames);
        for (int k = 0; k <= frame / 2; k++) {
            for (int f = 0; f < frames; f++) {
                double[] z = bin(padded, f * hop, window, k, frame);
                assertThat((double) power[k * frames + f]).isCloseTo(z[0] * z[0] + z[1] * z[1], within(2e-3));
            }
        }
    }

    @Test
    void aLongTransformOfAPrimeLengthIsRefused() {
        try (NDManager manager = NDManager.newBaseManager()) {
            refused(exporter(x -> x.rfft(4099).abs(), manager, 4099), "received 4099");
        }
    }

    private static NDArray complex(NDArray x) {
        return x.reshape(-1, 2, 3, 2).complex();
    }

    private static Arguments of(String name, UnaryOperator<NDArray> body) {
        return Arguments.of(name, body);
    }

    static Stream<Arguments> complexNumbers() {
        return Stream.of(arithmetic(), shapes()).flatMap(s -> s);
    }

    /** Each on x, twelve real numbers, or on the six complex ones that they are; results are compared as pairs. */
    private static Stream<Arguments> arithmetic() {
        UnaryOperator<NDArray> reals = x -> x.get(":, :6").reshape(-1, 2, 3).add(0.5f);
        return Stream.of(
                of("add", x -> complex(x).add(complex(x.mul(x)))),
                of("add real", x -> complex(x).add(reals.apply(x))),
                of("real add", x -> reals.apply(x).add(complex(x))),
                of("add number", x -> complex(x).add(2)),
                of("sub", x -> complex(x).sub(complex(x.mul(x)))),
                of("real sub", x -> reals.apply(x).sub(complex(x))),
                of("mul", x -> complex(x).mul(complex(x.exp()))),
                of("mul row", x -> complex(x).mul(complex(x).get(":, :1"))),
                of("mul real", x -> complex(x).mul(reals.apply(x))),
                of("mul number", x -> complex(x).mul(1.5f)),
                of("real mul", x -> reals.apply(x).mul(complex(x))),
                of("div", x -> complex(x).div(complex(x.add(1)))),
                of("div real", x -> complex(x).div(reals.apply(x))),
                of("real div", x -> reals.apply(x).div(complex(x.add(1)))),
                of("neg", x -> complex(x).neg()),
                of("square", x -> complex(x).square()),
                of("sum", x -> complex(x).sum(new int[] {-1})),
                of("mean", x -> complex(x).mean(new int[] {1}, true)),
                of("toType", x -> reals.apply(x).toType(DataType.COMPLEX64, false)),
                of("constant", x -> complex(x).mul(complex(x.getManager().arange(12f)))));
    }

    private static Stream<Arguments> shapes() {
        return Stream.of(
                of("reshape", x -> complex(x).reshape(-1, 6)),
                of("flatten", x -> complex(x).flatten(1, 2)),
                of("expandDims", x -> complex(x).expandDims(-1)),
                of("squeeze", x -> complex(x).get(":, :1").squeeze(1)),
                of("transpose", x -> complex(x).transpose(0, 2, 1)),
                of("swapAxes", x -> complex(x).swapAxes(-1, 1).mul(2)),
                of(
                        "broadcast",
                        x -> complex(x).get(":, :1").broadcast(x.getShape().get(0), 2, 3)),
                of("flip", x -> complex(x).flip(-1)),
                of("split", x -> complex(x).split(3, 2).get(1)),
                of("split at", x -> complex(x).split(new long[] {2}, 2).get(1)),
                of("concat", x -> complex(x).concat(complex(x.exp()), -1)),
                of("stack", x -> NDArrays.stack(new NDList(complex(x), complex(x.exp())), -1)),
                of("get", x -> complex(x).get("..., 1:")),
                of("get steps", x -> complex(x).get(":, -1, ::2")),
                of("get taken", x -> complex(x).get(":, :, {}", x.getManager().create(new long[] {2, 0}))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("complexNumbers")
    void complexNumbersArePairs(String name, UnaryOperator<NDArray> body) {
        OnnxModel model = export(x -> body.apply(x).real(), 12);
        assertThat(model.report().composed()).isEmpty();
        assertThat(model.report().maxRelative()).isLessThan(1e-5);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                of("return real()", x -> complex(x)),
                of(
                        "exp: has no exported form for complex numbers",
                        x -> complex(x).exp().real()),
                of(
                        "addi: has no exported form for complex numbers",
                        x -> complex(x).addi(x.get(":, :1")).real()),
                of(
                        "a window that depends on no input",
                        x -> x.stft(12, 4, false, x.get(0), true).abs()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void whatHasNoFormIsRefused(String message, UnaryOperator<NDArray> body) {
        try (NDManager manager = NDManager.newBaseManager()) {
            refused(exporter(body, manager, 12), message);
        }
    }

    private static void refused(OnnxExporter exporter, String message) {
        assertThatThrownBy(exporter::export)
                .isInstanceOfSatisfying(
                        ExportException.class,
                        e -> assertThat(e.code()).isEqualTo(ExportException.Code.UNSUPPORTED_OPERATION))
                .hasMessageContaining(message);
    }
}
