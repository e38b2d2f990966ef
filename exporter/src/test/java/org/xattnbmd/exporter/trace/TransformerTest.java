package org.xattnbmd.exporter.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.exporter.trace.Tokens.HEADS;
import static org.xattnbmd.exporter.trace.Tokens.TOKENS;
import static org.xattnbmd.exporter.trace.Tokens.WIDTH;
import static org.xattnbmd.exporter.trace.Tokens.of;
import static org.xattnbmd.exporter.trace.Tokens.written;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.LambdaBlock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.exporter.DynamicAxis;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.ExportReport;
import org.xattnbmd.exporter.NativeWarnings;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.VerificationInputs;

/** What transformers are written with, in the forms in which it is met: each is exported and agrees with the block. */
class TransformerTest {

    static Stream<Arguments> forms() {
        return Stream.concat(AttentionForms.all(), TokenForms.all());
    }

    @BeforeAll
    static void quiet() {
        NativeWarnings.getOverWith();
    }

    private static OnnxExporter exporter(Function<Tokens, NDArray> body, NDManager manager) {
        LambdaBlock block = new LambdaBlock(
                in -> new NDList(body.apply(new Tokens(in.get(0), in.get(1), in.get(2), in.get(3)))), "part");
        block.initialize(manager, DataType.FLOAT32, Tokens.inputs(manager, 2, 1).getShapes());
        return OnnxExporter.of(block)
                .input("x", DataType.FLOAT32, -1, TOKENS, HEADS * WIDTH)
                .input("ids", DataType.INT64, -1, TOKENS)
                .input("mask", DataType.INT64, -1, TOKENS)
                .input("cache", DataType.FLOAT32, -1, 2, 3, WIDTH)
                .verificationInputs(Tokens::inputs)
                .tolerance(1e-5);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void agreesWithTheBlock(String name, Function<Tokens, NDArray> body) {
        try (NDManager manager = NDManager.newBaseManager()) {
            ExportReport report = exporter(body, manager).export().report();
            assertThat(report.maxRelative()).isLessThanOrEqualTo(1e-5);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void agreesForAnyNumberOfTokens(String name, Function<Tokens, NDArray> body) {
        try (NDManager manager = NDManager.newBaseManager()) {
            LambdaBlock block = new LambdaBlock(
                    in -> new NDList(body.apply(new Tokens(in.get(0), in.get(1), in.get(2), in.get(3)))), "part");
            block.initialize(
                    manager, DataType.FLOAT32, Tokens.inputs(manager, 2, 1).getShapes());
            OnnxModel model = OnnxExporter.of(block)
                    .input("x", DataType.FLOAT32, -1, -1, HEADS * WIDTH)
                    .dynamicAxis("x", 1, "tokens")
                    .input("ids", DataType.INT64, -1, -1)
                    .dynamicAxis("ids", 1, "tokens")
                    .input("mask", DataType.INT64, -1, -1)
                    .dynamicAxis("mask", 1, "tokens")
                    .input("cache", DataType.FLOAT32, -1, 2, 3, WIDTH)
                    .axis(DynamicAxis.named("tokens").atLeast(6))
                    .verificationInputs(VerificationInputs.ofSizes((m, sizes, seed) -> Tokens.inputs(
                            m,
                            sizes.get("batch").intValue(),
                            sizes.get("tokens").intValue(),
                            seed)))
                    .tolerance(1e-5)
                    .export();
            assertThat(model.report().maxRelative()).isLessThanOrEqualTo(1e-5);
        }
    }

    /** There the engine puts the picked axis first. */
    static Stream<Arguments> apart() {
        Function<Tokens, NDArray> two = in -> in.manager().create(new long[] {0, 1});
        return Stream.of(
                of("read", in -> in.cache().get(new NDIndex(":, {}, :, {}", two.apply(in), two.apply(in)))),
                written(
                        "written",
                        (x, in) -> in.cache().set(new NDIndex(":, {}, :, {}", two.apply(in), two.apply(in)), 1f)),
                written(
                        "mask and range",
                        (x, in) -> in.cache()
                                .set(new NDIndex(":, {}, 1:", two.apply(in).gt(0)), 1f)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("apart")
    void indicesThatHaveNoFormAreRefused(String name, Function<Tokens, NDArray> body) {
        try (NDManager manager = NDManager.newBaseManager()) {
            OnnxExporter exporter = exporter(body, manager);
            assertThatThrownBy(exporter::export)
                    .isInstanceOfSatisfying(
                            ExportException.class,
                            e -> assertThat(e.code()).isEqualTo(ExportException.Code.UNSUPPORTED_OPERATION))
                    .hasMessageMatching("(?s).*(side by side|mixes a mask).*");
        }
    }
}
