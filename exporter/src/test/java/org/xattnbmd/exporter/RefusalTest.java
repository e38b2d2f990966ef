package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.LSTM;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.exporter.ExportException.Code;

/** What a graph cannot say is refused with a stable code, the operation's name and the line of the user's block. */
class RefusalTest {

    private static NDManager manager;
    private static NDArray foreign;

    @BeforeAll
    static void open() {
        manager = NDManager.newBaseManager();
        foreign = manager.ones(new Shape(3));
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static OnnxExporter of(Function<NDArray, NDArray> body) {
        Block block = new LambdaBlock(in -> new NDList(body.apply(in.head())), "refused");
        block.initialize(manager, DataType.FLOAT32, new Shape(2, 3));
        return OnnxExporter.of(block).input("x", DataType.FLOAT32, -1, 3);
    }

    private static Arguments refused(Code code, String operation, Function<NDArray, NDArray> body) {
        return Arguments.of(code, operation, body);
    }

    static Stream<Arguments> cases() {
        return Stream.of(valueDependence(), batchDependence(), randomness(), inPlace(), foreignArrays())
                .flatMap(s -> s);
    }

    private static Stream<Arguments> valueDependence() {
        return Stream.of(
                refused(Code.VALUE_DEPENDENT, "getFloat", x -> x.getFloat(0, 0) > 0 ? x : x.neg()),
                refused(Code.VALUE_DEPENDENT, "toFloatArray", x -> x.add(x.toFloatArray()[0])),
                refused(Code.VALUE_DEPENDENT, "toArray", x -> x.mul(x.toArray()[0])),
                refused(Code.VALUE_DEPENDENT, "getBoolean", x -> x.gt(0).all().getBoolean() ? x : x.neg()),
                refused(
                        Code.VALUE_DEPENDENT,
                        "toLongArray",
                        x -> x.reshape(x.argMax().toLongArray()[0] + 1, -1)),
                refused(Code.VALUE_DEPENDENT, "contentEquals", x -> x.contentEquals(x.abs()) ? x : x.neg()),
                refused(Code.VALUE_DEPENDENT, "allClose", x -> x.allClose(x.abs()) ? x : x.neg()),
                refused(Code.VALUE_DEPENDENT, "encode", x -> x.add(x.encode().length)),
                refused(
                        Code.VALUE_DEPENDENT,
                        "booleanMask",
                        x -> x.booleanMask(x.gt(0.5)).sum()));
    }

    private static Stream<Arguments> batchDependence() {
        return Stream.of(
                refused(Code.BATCH_DEPENDENT, "squeeze", x -> x.get(":, :1").squeeze()),
                refused(Code.BATCH_DEPENDENT, "squeeze", x -> x.squeeze(0)),
                refused(
                        Code.BATCH_DEPENDENT,
                        "squeeze",
                        x -> x.sum(new int[] {0})
                                .tile(4)
                                .get(x.getShape().get(0) + ":")
                                .squeeze()),
                refused(
                        Code.BATCH_DEPENDENT,
                        "Div",
                        x -> x.div(Math.sqrt(x.getShape().get(0)))),
                refused(
                        Code.BATCH_DEPENDENT,
                        "Add",
                        x -> x.add(x.getManager()
                                .arange((float) x.getShape().get(0))
                                .div(Math.sqrt(x.getShape().get(0)))
                                .reshape(-1, 1))),
                refused(Code.BATCH_DEPENDENT, "control flow", x -> {
                    NDArray sum = x.get(0);
                    for (int i = 1; i < x.getShape().get(0); i++) {
                        sum = sum.add(x.get(i));
                    }
                    return sum;
                }),
                refused(Code.BATCH_DEPENDENT, "control flow", x -> x.getShape().get(0) > 2 ? x.exp() : x.log()),
                refused(
                        Code.BATCH_DEPENDENT,
                        "no sum, product or quotient of lengths",
                        x -> x.get(":, :1")
                                .broadcast(
                                        x.getShape().get(0), 1L << x.getShape().get(0))),
                refused(
                        Code.BATCH_DEPENDENT,
                        "other attributes",
                        x -> x.get(":, :1")
                                .getNDArrayInternal()
                                .leakyRelu(1f / x.getShape().get(0))));
    }

    private static Stream<Arguments> randomness() {
        return Stream.of(
                refused(
                        Code.RANDOM_OPERATION,
                        "randomNormal",
                        x -> x.add(x.getManager().randomNormal(new Shape(3)))),
                refused(
                        Code.RANDOM_OPERATION,
                        "randomUniform",
                        x -> x.add(x.getManager().randomUniform(0, 1, new Shape(3)))),
                refused(
                        Code.RANDOM_OPERATION,
                        "randomInteger",
                        x -> x.add(x.getManager().randomInteger(0, 9, new Shape(3), DataType.INT64))),
                refused(
                        Code.RANDOM_OPERATION,
                        "randomFlipLeftRight",
                        x -> x.getNDArrayInternal().randomFlipLeftRight()));
    }

    private static Stream<Arguments> inPlace() {
        return Stream.of(
                refused(Code.IN_PLACE_ON_VIEW, "add", x -> {
                    NDArray base = x.mul(2);
                    base.get(":, 0").addi(1);
                    return base.add(0);
                }),
                refused(Code.IN_PLACE_ON_VIEW, "exp", x -> {
                    NDArray base = x.mul(2);
                    NDArray view = base.reshape(-1, 3, 1);
                    base.muli(3);
                    return view.exp();
                }),
                refused(Code.IN_PLACE_ON_VIEW, "matMul", x -> {
                    NDArray base = x.mul(2);
                    NDArray view = base.transpose();
                    view.set(new NDIndex("0"), 5);
                    return base.matMul(view);
                }),
                refused(Code.IN_PLACE_ON_VIEW, "return", x -> {
                    x.expandDims(0).addi(1);
                    return x;
                }));
    }

    private static Stream<Arguments> foreignArrays() {
        return Stream.of(
                refused(Code.FOREIGN_ARRAY, "add", x -> x.add(foreign)),
                refused(Code.FOREIGN_ARRAY, "add", x -> foreign.add(x)),
                refused(Code.FOREIGN_ARRAY, "concat", x -> x.concat(foreign.reshape(1, 3))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void isRefused(Code code, String operation, Function<NDArray, NDArray> body) {
        assertThatThrownBy(() -> of(body).export())
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(operation);
    }

    @Test
    void theMessageNamesTheLineAndTheBlock() {
        SequentialBlock block = new SequentialBlock()
                .add(Linear.builder().setUnits(3).build())
                .addSingleton(x -> x.mul(x.getFloat(0, 0)));
        block.initialize(manager, DataType.FLOAT32, new Shape(2, 3));
        OnnxExporter exporter = OnnxExporter.of(block).input("x", DataType.FLOAT32, -1, 3);
        assertThatThrownBy(exporter::export)
                .hasMessageMatching("(?s)getFloat: .*RefusalTest\\.java:\\d+\\), in block LambdaBlock.*");
    }

    @Test
    void aRefusalThatTheBlockSwallowsStillStops() {
        OnnxExporter exporter = of(x -> {
            try {
                return x.getFloat(0, 0) > 0 ? x : x.neg();
            } catch (RuntimeException e) {
                return x.neg();
            }
        });
        assertThatThrownBy(exporter::export)
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.VALUE_DEPENDENT));
    }

    @Test
    void aSingleSampleIsComparedWhereItCouldLoseItsAxisWhateverBatchesAreAskedFor() {
        assertThatThrownBy(() -> of(x -> x.get(":, :1").squeeze())
                        .verificationBatches(4, 7)
                        .export())
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.BATCH_DEPENDENT))
                .hasMessageMatching("squeeze: .*name other axes.*RefusalTest\\.java:\\d+\\).*");
        OnnxModel kept = of(x -> x.get(":, :1").squeeze()).keepBatchAxis().export();
        assertThat(kept.report().maxRelative()).isLessThan(1e-6);
        OnnxModel model = of(x -> x.expandDims(1).squeeze().reshape(-1, 3).mul(2))
                .verificationBatches(4, 7)
                .export();
        assertThat(model.report().batches()).containsExactly(1, 4, 7);
    }

    @Test
    void keepingTheBatchAxisDoesNotExcuseOtherNumbers() {
        // Of a single sample the block normalises over the features, of several over the samples.
        assertThatThrownBy(() -> of(x -> x.squeeze().softmax(0)).keepBatchAxis().export())
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.BATCH_DEPENDENT));
    }

    @Test
    void squeezingIsFineWhereTheBatchAxisCannotHaveLengthOne() {
        OnnxModel model = of(x ->
                        x.concat(x).expandDims(2).squeeze().mul(x.getShape().get(1)))
                .verificationBatches(4, 7)
                .export();
        assertThat(model.report().batches()).containsExactly(4, 7);
    }

    @Test
    void writingInPlaceIsFineWhereNobodyReadsAnotherView() {
        OnnxModel model = of(x -> {
                    NDArray y = x.mul(2).reshape(-1, 3);
                    y.addi(1);
                    y.set(new NDIndex(":, 1"), 0);
                    return y;
                })
                .export();
        assertThat(model.report().maxRelative()).isLessThan(1e-6);
    }

    @Test
    void parametersTakenByGetArrayAreSaidToBe() {
        Linear linear = Linear.builder().setUnits(3).build();
        linear.initialize(manager, DataType.FLOAT32, new Shape(2, 3));
        NDArray weight = linear.getDirectParameters().get("weight").getArray();
        assertThatThrownBy(() -> of(x -> weight.mul(x.get(0))).export())
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.FOREIGN_ARRAY))
                .hasMessageMatching("(?s)mul: .*ParameterStore instead of by getArray.*");
        assertThatThrownBy(() -> of(x -> x.matMul(weight.transpose())).export())
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.FOREIGN_ARRAY))
                .hasMessageContaining("computed from a parameter's getArray()");
    }

    @Test
    void inPlaceOnAParameterIsRefused() {
        Linear linear = Linear.builder().setUnits(2).build();
        linear.initialize(manager, DataType.FLOAT32, new Shape(2, 3));
        NDArray weight = linear.getDirectParameters().get("weight").getArray();
        SequentialBlock block = new SequentialBlock().add(linear).addSingleton(x -> {
            NDArray traced = x.getManager().from(weight);
            traced.muli(2);
            return x.matMul(traced);
        });
        block.initialize(manager, DataType.FLOAT32, new Shape(2, 3));
        float[] before = weight.toFloatArray();
        OnnxExporter exporter = OnnxExporter.of(block).input("x", DataType.FLOAT32, -1, 3);
        assertThatThrownBy(exporter::export)
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.IN_PLACE_ON_VIEW))
                .hasMessageContaining("01Linear/weight");
        assertThat(weight.toFloatArray()).isEqualTo(before);
    }

    @Test
    void anUninitialisedBlockIsRefused() {
        assertThatThrownBy(() -> OnnxExporter.of(Linear.builder().setUnits(2).build())
                        .input("x", DataType.FLOAT32, -1, 3)
                        .export())
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.BLOCK_NOT_INITIALIZED));
    }

    @Test
    void aDisagreementNamesTheFirstOperationThatDiffers() {
        // A block that keeps state between runs: traced it doubles, compared it triples.
        int[] calls = {0};
        OnnxExporter exporter = of(x -> {
            NDArray y = x.exp();
            return calls[0]++ < 3 ? y.mul(2) : y.mul(3);
        });
        assertThatThrownBy(exporter::export)
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.PARITY))
                .hasMessageContaining("Mul");
    }

    static Stream<Arguments> requests() {
        Function<NDArray, NDArray> same = x -> x.add(1);
        return Stream.of(
                Arguments.of("an opset from 13 to 23, received 12", of(same).opset(12)),
                Arguments.of("an opset from 13 to 23, received 24", of(same).opset(24)),
                Arguments.of("a tolerance", of(same).tolerance(0)),
                Arguments.of("at least two lengths to compare at", of(same).verificationBatches(2, 3, 4)),
                Arguments.of("output names", of(same).outputs("a", "b")),
                Arguments.of("output names that differ", of(same).outputs("x")),
                Arguments.of("input names that differ", of(same).input("x", DataType.FLOAT32, -1, 3)),
                Arguments.of("verification inputs", of(same).verificationInputs((m, b, s) -> new NDList())),
                Arguments.of(
                        "expected float32(2, 3), received float32(1)",
                        of(same).verificationInputs((m, b, s) -> new NDList(m.ones(new Shape(1))))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void wrongRequestsSayWhatWasExpected(String message, OnnxExporter exporter) {
        assertThatThrownBy(exporter::export)
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_REQUEST))
                .hasMessageContaining(message);
    }

    @Test
    void aLayerWhoseParametersTheEngineMixesUpIsRefused() {
        LSTM lstm = LSTM.builder()
                .setStateSize(3)
                .setNumLayers(1)
                .optBidirectional(true)
                .optBatchFirst(true)
                .build();
        lstm.initialize(manager, DataType.FLOAT32, new Shape(2, 5, 3));
        OnnxExporter exporter = OnnxExporter.of(lstm).input("x", DataType.FLOAT32, -1, 5, 3);
        assertThatThrownBy(exporter::export)
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.UNSUPPORTED_OPERATION))
                .hasMessageContaining("wrong order");
    }
}
