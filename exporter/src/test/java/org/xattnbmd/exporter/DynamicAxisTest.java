package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.graph.Value;

/** Axes other than the batch: how they are declared, what the file says of them, and what is refused. */
class DynamicAxisTest {

    private static NDManager manager;

    @BeforeAll
    static void open() {
        NativeWarnings.getOverWith();
        manager = NDManager.newBaseManager();
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static OnnxExporter of(Function<NDArray, NDArray> body) {
        LambdaBlock block = new LambdaBlock(in -> new NDList(body.apply(in.head())), "part");
        block.initialize(manager, DataType.FLOAT32, new Shape(2, 3, 4));
        return OnnxExporter.of(block);
    }

    /** [batch, rows, columns] */
    private static OnnxExporter pictures(Function<NDArray, NDArray> body) {
        return of(body).input("x", DataType.FLOAT32, -1, -1, -1)
                .dynamicAxis("x", 1, "rows")
                .dynamicAxis("x", 2, "columns");
    }

    private static OnnxModel checked(OnnxExporter exporter, long... shape) {
        OnnxModel model = exporter.export();
        ModelGates.check(model, List.of("x"), new NDList(manager.ones(new Shape(shape))), 1e-5);
        return model;
    }

    private static List<String> dims(Value v) {
        return v.dims().stream().map(Object::toString).toList();
    }

    private static long rows(NDArray x) {
        return x.getShape().get(1);
    }

    private static long columns(NDArray x) {
        return x.getShape().get(2);
    }

    // ---- what the file says

    static Stream<Arguments> lengths() {
        return Stream.of(
                lengths("[batch, rows, columns]", x -> x.mul(2)),
                lengths("[batch, columns*rows]", x -> x.reshape(x.getShape().get(0), -1)),
                lengths("[batch*columns*rows]", NDArray::flatten),
                lengths("[columns, rows, batch]", NDArray::transpose),
                lengths("[batch, 2*rows, columns]", x -> x.concat(x, 1)),
                lengths("[batch, rows+1, columns]", x -> x.concat(x.get(":, :1"), 1)),
                lengths(
                        "[batch, columns*rows+1]",
                        x -> x.reshape(x.getShape().get(0), -1).concat(x.get(":, 0, :1"), 1)),
                lengths("[batch, columns+rows]", x -> x.get(":, 0").concat(x.get(":, :, 0"), 1)),
                lengths("[batch, rows, rows]", x -> x.matMul(x.swapAxes(1, 2))),
                lengths(
                        "[batch, rows//2, columns]",
                        x -> x.get(":, :{}", rows(x) / 2).add(1)),
                lengths("[batch, (rows+1)//2, columns]", x -> x.get(":, ::2").add(1)),
                lengths(
                        "[batch, rows, columns]",
                        x -> x.get(":, :1, :1").broadcast(x.getShape().get(0), rows(x), columns(x))),
                lengths("[batch, 3, columns]", x -> x.get(":, :1").tile(new long[] {1, 3, 1})),
                lengths(
                        "[batch, rows, columns]",
                        x -> x.add(x.getManager().eye((int) rows(x)).sum(new int[] {1}, true))),
                lengths("[batch, rows, 1]", x -> x.sum(new int[] {2}, true).div(columns(x))),
                lengths("[batch, columns]", x -> x.get(":, {}", rows(x) - 1).mul(2)));
    }

    private static Arguments lengths(String expected, Function<NDArray, NDArray> body) {
        return Arguments.of(expected, body);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lengths")
    void lengthsAreNamedByTheAxesThatTheyFollow(String expected, Function<NDArray, NDArray> body) {
        OnnxModel model = checked(pictures(body), 2, 9, 6);
        assertThat(dims(model.graph().inputs().get(0))).containsExactly("batch", "rows", "columns");
        assertThat(dims(model.graph().outputs().get(0))).hasToString(expected);
    }

    @Test
    void everyAxisIsComparedAtSeveralSizesNoneOfThemTracedAndAtOne() {
        List<Map<String, Long>> sizes =
                pictures(x -> x.mul(2)).export().report().sizes();
        for (String axis : List.of("batch", "rows", "columns")) {
            assertThat(sizes).extracting(s -> s.get(axis)).contains(1L, 4L, 7L).doesNotContain(2L, 3L, 5L, 8L);
        }
        assertThat(sizes).contains(Map.of("batch", 1L, "rows", 1L, "columns", 1L));
    }

    @Test
    void axesOfOneNameHaveOneLengthAndTheBatchMayHaveAnother() {
        LambdaBlock block = new LambdaBlock(in -> new NDList(in.get(0).matMul(in.get(1))), "product");
        block.initialize(manager, DataType.FLOAT32, new Shape(2, 3), new Shape(3, 2));
        OnnxModel model = OnnxExporter.of(block)
                .input("x", DataType.FLOAT32, -1, -1)
                .dynamicAxis("x", 0, "n")
                .dynamicAxis("x", 1, "inner")
                .input("y", DataType.FLOAT32, -1, -1)
                .dynamicAxis("y", 0, "inner")
                .dynamicAxis("y", 1, "n")
                .export();
        assertThat(dims(model.graph().outputs().get(0))).containsExactly("n", "n");
        assertThat(model.report().operators()).containsOnlyKeys("MatMul");
        assertThat(model.report().sizes().get(0)).containsOnlyKeys("n", "inner");
    }

    @Test
    void aReshapeThatKeepsAxesNeedsNoLengthsComputed() {
        OnnxModel model = checked(pictures(x -> x.expandDims(3).mul(2).reshape(x.getShape())), 2, 9, 6);
        assertThat(model.report().operators()).doesNotContainKeys("Shape", "Gather");
    }

    @Test
    void lengthsAllowedAreKeptTo() {
        OnnxModel model = pictures(x -> x.reshape(x.getShape().get(0), rows(x) / 4, 4, columns(x))
                        .sum(new int[] {2}))
                .axis(DynamicAxis.named("rows").atLeast(5).multipleOf(4).atMost(60))
                .export();
        assertThat(dims(model.graph().outputs().get(0))).containsExactly("batch", "rows//4", "columns");
        assertThat(model.report().sizes()).extracting(s -> s.get("rows")).containsOnly(8L, 20L, 32L);
    }

    @Test
    void lengthsToTraceAndCompareAtMayBeGiven() {
        OnnxModel model = pictures(x -> x.mul(2))
                .axis(DynamicAxis.named("rows").tracedAt(2, 10, 12).verifiedAt(1, 100))
                .export();
        assertThat(model.report().sizes()).extracting(s -> s.get("rows")).containsOnly(1L, 100L);
    }

    // ---- refusals

    static Stream<Arguments> refused() {
        return Stream.of(
                refused("rows", "control flow", x -> rows(x) > 4 ? x.exp() : x.log()),
                refused("columns", "control flow", x -> {
                    NDArray sum = x.get(":, :, 0");
                    for (int i = 1; i < columns(x); i++) {
                        sum = sum.add(x.get(":, :, {}", i));
                    }
                    return sum;
                }),
                refused("rows", "a constant", x -> x.mul(Math.sqrt(rows(x)))),
                refused(
                        "columns",
                        "no sum, product or quotient",
                        x -> x.get(":, :, :1").broadcast(x.getShape().get(0), rows(x), 1L << columns(x))),
                refused("rows", "other attributes", x -> x.getNDArrayInternal().leakyRelu(1f / rows(x))));
    }

    private static Arguments refused(String axis, String why, Function<NDArray, NDArray> body) {
        return Arguments.of(axis, why, body);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("refused")
    void whatAGraphCannotFollowNamesTheAxisTheOperationAndTheLine(
            String axis, String why, Function<NDArray, NDArray> body) {
        OnnxExporter exporter = pictures(body);
        assertThatThrownBy(exporter::export)
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.SIZE_DEPENDENT))
                .hasMessageContaining(why)
                .hasMessageContaining("axis " + axis)
                .hasMessageMatching("(?s).*: the operation .*\\(\\w+ at .*DynamicAxisTest\\.java:\\d+\\)\\)");
    }

    @Test
    void valuesOfWhatFollowsASizeCannotBeRead() {
        OnnxExporter exporter = pictures(x -> {
            NDArray positions = x.getManager().arange((float) rows(x)).mul(0.3f).cos();
            return x.mul(positions.toFloatArray()[1]).add(positions.reshape(-1, 1));
        });
        assertThatThrownBy(exporter::export)
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.SIZE_DEPENDENT))
                .hasMessageContaining("axis rows");
    }

    @Test
    void aBlockThatFailsAtASizeSaysAtWhich() {
        OnnxExporter exporter = pictures(x -> x.get(":, 1").add(1));
        assertThatThrownBy(exporter::export)
                .isInstanceOf(ExportException.class)
                .hasMessageContaining("batch 1, rows 1, columns 1");
        assertThat(pictures(x -> x.get(":, 1").add(1))
                        .axis(DynamicAxis.named("rows").atLeast(2))
                        .export()
                        .report()
                        .maxRelative())
                .isLessThan(1e-6);
    }

    // ---- requests

    static Stream<Arguments> requests() {
        return Stream.of(
                request("a name for axis 1", e -> e.input("y", DataType.FLOAT32, -1, -1)),
                request("one of [x], received \"z\"", e -> e.dynamicAxis("z", 1, "a")),
                request("an axis from 0 to 2, received 3", e -> e.dynamicAxis("x", 3, "a")),
                request("an axis from 0 to 2, received -1", e -> e.dynamicAxis("x", -1, "a")),
                request("expected one name for axis 1, received \"rows\" and \"a\"", e -> e.dynamicAxis("x", 1, "a")),
                request(
                        "-1 as the length of axis 1",
                        e -> e.input("y", DataType.FLOAT32, -1, 3).dynamicAxis("y", 1, "a")),
                request("one of [batch, rows, columns], received axis depth", e -> e.axis(DynamicAxis.named("depth"))),
                request("positive axis lengths", e -> e.input("y", DataType.FLOAT32, -1, 0)),
                request(
                        "a smallest length of 1",
                        e -> e.axis(DynamicAxis.named("rows").atLeast(0))),
                request(
                        "lengths from 1 to 5",
                        e -> e.axis(DynamicAxis.named("rows").atMost(5))),
                request("a divisor of 1", e -> e.axis(DynamicAxis.named("rows").multipleOf(0))),
                request(
                        "at least three different lengths to trace at, received [2, 2, 3]",
                        e -> e.axis(DynamicAxis.named("rows").tracedAt(2, 2, 3))),
                request(
                        "at least two lengths to compare at",
                        e -> e.axis(DynamicAxis.named("rows").verifiedAt(1, 2))));
    }

    private static Arguments request(String message, Consumer<OnnxExporter> declaration) {
        return Arguments.of(message, declaration);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void wrongDeclarationsSayWhatWasExpected(String message, Consumer<OnnxExporter> declaration) {
        OnnxExporter exporter = pictures(x -> x);
        assertThatThrownBy(() -> {
                    declaration.accept(exporter);
                    exporter.export();
                })
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_REQUEST))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2d", "a-b", "a*b", "a b", "None", "dynamic", "größe"})
    void namesAreThoseThatALengthCanBeWrittenWith(String name) {
        assertThatThrownBy(() -> DynamicAxis.named(name))
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_REQUEST))
                .hasMessageContaining("an axis name of letters, digits and underscores");
    }
}
