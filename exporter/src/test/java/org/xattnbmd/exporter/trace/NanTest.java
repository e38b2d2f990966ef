package org.xattnbmd.exporter.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.LambdaBlock;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.exporter.OnnxExporter;

/** What blocks make of NaN, the files make too: NaN stands for "missing". */
class NanTest {

    private static final float NAN = Float.NaN;

    /** NaN at the front, in the middle, at the end, twice, alone, and beside infinities. */
    private static final float[] ROWS = {
        NAN,
        1,
        -2,
        3,
        0,
        5,
        1,
        -2,
        NAN,
        3,
        0,
        -5,
        1,
        -2,
        3,
        0,
        5,
        NAN,
        1,
        NAN,
        -3,
        NAN,
        0,
        2,
        NAN,
        NAN,
        NAN,
        NAN,
        NAN,
        NAN,
        Float.POSITIVE_INFINITY,
        NAN,
        1,
        Float.NEGATIVE_INFINITY,
        0,
        2,
        1,
        2,
        3,
        -4,
        5,
        6
    };

    private static Arguments operation(String name, UnaryOperator<NDArray> operation) {
        return Arguments.of(name, operation);
    }

    static Stream<Arguments> operations() {
        return Stream.of(
                operation("max along an axis", x -> x.max(new int[] {1})),
                operation("max, axis kept", x -> x.max(new int[] {1}, true)),
                operation(
                        "max along the last of three axes",
                        x -> x.reshape(-1, 2, 3).max(new int[] {2})),
                operation("min along an axis", x -> x.min(new int[] {1})),
                operation("argMax", x -> x.argMax(1)),
                operation("argMin", x -> x.argMin(1)),
                operation("sign", NDArray::sign),
                operation("trunc", NDArray::trunc),
                operation("clip", x -> x.clip(-1, 2)),
                operation("maximum with a number", x -> x.maximum(0.5f)),
                operation("minimum with a number", x -> x.minimum(0.5f)),
                operation("maximum with an array", x -> NDArrays.maximum(x, x.mul(2))),
                operation("relu", Activation::relu),
                operation("leakyRelu", x -> Activation.leakyRelu(x, 0.1f)),
                operation("relu6", x -> Activation.relu6(x)),
                operation("elu", x -> Activation.elu(x, 1f)),
                operation("selu", Activation::selu),
                // Of an infinity it is infinite or NaN, in the engine and in ONNX Runtime as the processor has it.
                operation("gelu", x -> Activation.gelu(x.clip(-50, 50))),
                operation("swish", x -> Activation.swish(x, 1f)),
                operation("mish", Activation::mish),
                operation("sigmoid", Activation::sigmoid),
                operation("tanh", Activation::tanh),
                operation("softPlus", Activation::softPlus),
                operation("softSign", Activation::softSign),
                operation("softmax", x -> x.softmax(1)),
                operation("logSoftmax", x -> x.logSoftmax(1)),
                operation("sum", x -> x.sum(new int[] {1})),
                operation("prod", x -> x.prod(new int[] {1})),
                operation("mean", x -> x.mean(new int[] {1})),
                operation("norm", x -> x.norm(new int[] {1})),
                operation("normalize", x -> x.normalize(2, 1, 1e-12)),
                operation("cumSum", x -> x.cumSum(1)),
                operation("floor", NDArray::floor),
                operation("ceil", NDArray::ceil),
                operation("round", NDArray::round),
                operation("abs", NDArray::abs),
                operation("isNaN", NDArray::isNaN),
                operation("gt", x -> x.gt(0)),
                operation("lte", x -> x.lte(0)),
                operation("eq", x -> x.eq(x)),
                operation("neq", x -> x.neq(x)),
                operation("where", x -> NDArrays.where(x.gt(0), x, x.neg())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void agreesWithTheBlock(String name, UnaryOperator<NDArray> operation) {
        try (NDManager manager = NDManager.newBaseManager()) {
            LambdaBlock block = new LambdaBlock(list -> new NDList(operation.apply(list.head())));
            block.initialize(manager, DataType.FLOAT32, new Shape(2, 6));
            assertThat(OnnxExporter.of(block)
                            .input("x", DataType.FLOAT32, -1, 6)
                            .verificationBatches(1, 7)
                            .verificationInputs((m, batch, seed) ->
                                    new NDList(m.create(ROWS, new Shape(7, 6)).get("0:" + batch)))
                            .export()
                            .report()
                            .maxRelative())
                    .isLessThan(1e-4);
        }
    }
}
