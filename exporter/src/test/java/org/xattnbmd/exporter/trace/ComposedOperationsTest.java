package org.xattnbmd.exporter.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/**
 * What the engine lacks is compared with a composition when it is exported; here with plain Java, on inputs x and y of shape
 * [2, 3, 4].
 */
class ComposedOperationsTest {

    private static final long[] SHAPE = {2, 3, 4};
    private static final float[] X = new float[24];
    private static final float[] Y = new float[24];

    static {
        for (int i = 0; i < X.length; i++) {
            X[i] = (float) (2.3 * Math.sin(1 + 1.7 * i));
            Y[i] = (float) (1.5 * Math.cos(2 + 0.9 * i));
        }
    }

    private static double x(int sample, int row, int column) {
        return X[(sample * 3 + row) * 4 + column];
    }

    private static double y(int sample, int row, int column) {
        return Y[(sample * 3 + row) * 4 + column];
    }

    private static Arguments of(
            String name, BinaryOperator<NDArray> block, IntToDoubleFunction expected, long... shape) {
        return Arguments.of(name, block, expected, shape);
    }

    private static NDArray inPlace(NDArray array, java.util.function.Consumer<NDArray> operation) {
        NDArray copy = array.duplicate();
        operation.accept(copy);
        return copy;
    }

    static Stream<Arguments> operations() {
        return Stream.concat(elementwise(), shapes());
    }

    private static double logarithm(double v) {
        return Math.log(v + Math.sqrt(v * v - 1));
    }

    private static double floorMod(double a, double b) {
        return a - b * Math.floor(a / b);
    }

    private static Stream<Arguments> elementwise() {
        float[] slopes = {0.25f, -0.5f, 2};
        return Stream.of(
                of(
                        "asinh",
                        (x, y) -> x.asinh(),
                        i -> Math.signum(X[i]) * Math.log(Math.abs(X[i]) + Math.sqrt(1 + X[i] * (double) X[i])),
                        SHAPE),
                of("acosh", (x, y) -> x.abs().add(1).acosh(), i -> logarithm(Math.abs(X[i]) + 1.0), SHAPE),
                of(
                        "atanh",
                        (x, y) -> x.div(3).atanh(),
                        i -> 0.5 * Math.log((1 + X[i] / 3.0) / (1 - X[i] / 3.0)),
                        SHAPE),
                of(
                        "prelu",
                        (x, y) -> x.getNDArrayInternal()
                                .prelu(x, x.getManager().create(slopes))
                                .head(),
                        i -> X[i] < 0 ? X[i] * (double) slopes[i / 4 % 3] : X[i],
                        SHAPE),
                of(
                        "prelu",
                        (x, y) -> x.getNDArrayInternal()
                                .prelu(x, x.getManager().create(0.25f))
                                .head(),
                        i -> X[i] < 0 ? X[i] * 0.25 : X[i],
                        SHAPE),
                of(
                        "oneHot",
                        (x, y) -> x.gt(0).toType(DataType.INT64, false).oneHot(2, 3, -1, DataType.FLOAT32),
                        i -> X[i / 2] > 0 == (i % 2 == 1) ? 3 : -1,
                        2,
                        3,
                        4,
                        2),
                of(
                        "rdivi",
                        (x, y) -> inPlace(x, a -> a.getNDArrayInternal().rdivi(y)),
                        i -> Y[i] / (double) X[i],
                        SHAPE),
                of(
                        "rmodi",
                        (x, y) -> inPlace(x, a -> a.getNDArrayInternal().rmodi(y)),
                        i -> floorMod(Y[i], X[i]),
                        SHAPE),
                of("rpowi", (x, y) -> inPlace(x, a -> a.getNDArrayInternal().rpowi(2)), i -> Math.pow(2, X[i]), SHAPE));
    }

    private static Stream<Arguments> shapes() {
        return Stream.of(
                of("batchDot", (x, y) -> x.batchDot(y.transpose(0, 2, 1)), ComposedOperationsTest::product, 2, 3, 3),
                of(
                        "sequenceMask",
                        (x, y) -> x.sequenceMask(y.get(":, 0, 0").mul(0).add(2), -7),
                        i -> i / 4 % 3 < 2 ? X[i] : -7,
                        SHAPE),
                of("tile", (x, y) -> x.tile(1, 2), i -> x(i / 24, i / 4 % 3, i % 4), 2, 6, 4),
                of("tile", (x, y) -> x.tile(new Shape(3, 8)), i -> x(i / 24, i / 8 % 3, i % 4), 2, 3, 8),
                of("trace", (x, y) -> x.trace(1, 1, 2), i -> x(i, 0, 1) + x(i, 1, 2) + x(i, 2, 3), 2));
    }

    private static double product(int i) {
        double sum = 0;
        for (int k = 0; k < 4; k++) {
            sum += x(i / 9, i / 3 % 3, k) * y(i / 9, i % 3, k);
        }
        return sum;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void agreesWithPlainJava(String name, BinaryOperator<NDArray> block, IntToDoubleFunction expected, long[] shape) {
        OnnxModel model = export(block);
        assertThat(model.report().composed()).containsExactly(name);
        assertThat(model.report().toString()).contains("it lacks " + name);
        Tensor result = run(model);
        assertThat(result.dims()).isEqualTo(shape);
        float[] actual = result.toFloats();
        for (int i = 0; i < actual.length; i++) {
            double right = expected.applyAsDouble(i);
            assertThat((double) actual[i]).isCloseTo(right, within(1e-5 * Math.max(1, Math.abs(right))));
        }
    }

    @Test
    void aBlockThatTheEngineCanRunIsComparedWithTheBlock() {
        assertThat(export(NDArray::add).report().composed()).isEmpty();
    }

    private static OnnxModel export(BinaryOperator<NDArray> body) {
        try (NDManager manager = NDManager.newBaseManager()) {
            LambdaBlock block = new LambdaBlock(in -> new NDList(body.apply(in.get(0), in.get(1))), "composed");
            block.initialize(manager, DataType.FLOAT32, new Shape(SHAPE), new Shape(SHAPE));
            return OnnxExporter.of(block)
                    .input("x", DataType.FLOAT32, -1, 3, 4)
                    .input("y", DataType.FLOAT32, -1, 3, 4)
                    .export();
        }
    }

    private static Tensor run(OnnxModel model) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put("x", Tensor.floats(SHAPE, X));
        feeds.put("y", Tensor.floats(SHAPE, Y));
        try (OnnxSession session = OnnxSession.open(model.toBytes())) {
            return session.run(feeds).get("output");
        }
    }
}
