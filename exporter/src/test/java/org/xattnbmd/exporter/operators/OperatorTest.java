package org.xattnbmd.exporter.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.ModelGates;
import org.xattnbmd.exporter.NativeWarnings;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;

/** One export per array method; OPERATORS.md is written from the same cases. */
class OperatorTest {

    private static final Path DOCUMENT = Path.of("OPERATORS.md");

    static List<OperatorCase> all() {
        return Stream.of(
                        ArithmeticCases.all(),
                        FunctionCases.all(),
                        ReductionCases.all(),
                        ShapeCases.all(),
                        SelectionCases.all(),
                        LayerOpCases.all(),
                        ComposedCases.all(),
                        FourierCases.all(),
                        RefusedCases.all())
                .flatMap(s -> s)
                .toList();
    }

    private static OnnxExporter exporter(OperatorCase c, NDManager manager) {
        Block block = new LambdaBlock(in -> c.body().apply(Arrays5.of(in)), "operator");
        block.initialize(
                manager, DataType.FLOAT32, Arrays5.create(manager, 2, 1).getShapes());
        return OnnxExporter.of(block)
                .input("a", DataType.FLOAT32, -1, 3, 4)
                .input("b", DataType.FLOAT32, -1, 3, 4)
                .input("p", DataType.FLOAT32, -1, 3, 4)
                .input("i", DataType.INT64, -1, 3, 4)
                .input("m", DataType.BOOLEAN, -1, 3, 4)
                .tolerance(1e-5)
                .verificationBatches(4, 7)
                .verificationInputs(Arrays5::create);
    }

    static Stream<OperatorCase> exported() {
        return all().stream().filter(c -> c.refusal() == null);
    }

    static Stream<OperatorCase> refused() {
        return all().stream().filter(c -> c.refusal() != null);
    }

    @BeforeAll
    static void quiet() {
        NativeWarnings.getOverWith();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exported")
    void agreesWithTheEngine(OperatorCase c) {
        try (NDManager manager = NDManager.newBaseManager()) {
            OnnxModel model = exporter(c, manager).export();
            assertThat(model.report().maxRelative()).isLessThanOrEqualTo(1e-5);
            assertThat(model.report().composed().isEmpty()).isNotEqualTo(c.composed());
            ModelGates.check(model, List.of("a", "b", "p", "i", "m"), Arrays5.create(manager, 6, 99), 1e-5);
        }
    }

    static Stream<Arguments> atOtherOpsets() {
        return exported()
                .flatMap(c -> Stream.of(OnnxExporter.MIN_OPSET, 18, OnnxExporter.MAX_OPSET)
                        .map(opset -> Arguments.of(c, opset)));
    }

    /** The opsets at which operators change their form: reductions take axes as inputs from 18 on, and so on. */
    @ParameterizedTest(name = "{0} opset {1}")
    @MethodSource("atOtherOpsets")
    void agreesAtTheOldestAndTheNewestOpset(OperatorCase c, int opset) {
        try (NDManager manager = NDManager.newBaseManager()) {
            OnnxModel model = exporter(c, manager).opset(opset).export();
            assertThat(model.report().opset()).isEqualTo(opset);
            ModelGates.referenceCheck(model.toBytes());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefusedByName(OperatorCase c) {
        String name =
                c.method().substring(c.method().lastIndexOf('.') + 1, c.method().indexOf('('));
        try (NDManager manager = NDManager.newBaseManager()) {
            LambdaBlock block = new LambdaBlock(in -> in, "identity");
            block.initialize(
                    manager, DataType.FLOAT32, Arrays5.create(manager, 2, 1).getShapes());
            assertThatThrownBy(() -> exporter(c, manager).export())
                    .isInstanceOfSatisfying(
                            ExportException.class, e -> assertThat(e.code()).isEqualTo(c.refusal()))
                    .hasMessageContaining(name)
                    .hasMessageContaining("RefusedCases.java:");
        }
    }

    @Test
    void everyMethodHasExactlyOneVerdict() {
        List<String> methods = Stream.concat(
                        all().stream().map(OperatorCase::method), RefusedCases.withoutEngine().keySet().stream())
                .toList();
        assertThat(methods).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(methods)).isEqualTo(Methods.tensorValued());
    }

    @Test
    void documentIsUpToDate() throws IOException {
        String expected = document();
        if (Boolean.getBoolean("operators.write")) {
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("run with -Doperators.write=true to write OPERATORS.md again")
                .isEqualTo(expected);
    }

    private static String verdict(OperatorCase c) {
        if (c.refusal() != null) {
            return "refused: " + c.reason();
        }
        return c.composed() ? "exported; the engine lacks it" : "exported";
    }

    private static String document() {
        Map<String, String> verdicts = new TreeMap<>();
        all().forEach(c -> verdicts.put(c.method(), verdict(c)));
        long composed = all().stream().filter(OperatorCase::composed).count();
        long exported = exported().count() - composed;
        long refused = refused().count();
        RefusedCases.withoutEngine().forEach((m, why) -> verdicts.put(m, "not testable: " + why));
        String rows = verdicts.entrySet().stream()
                .map(e -> "| `" + e.getKey() + "` | " + e.getValue() + " |")
                .collect(Collectors.joining("\n"));
        return "# Array methods\n\n"
                + "Written by `OperatorTest` from the cases it runs; do not edit. Methods of `NDArrayEx`, which layers call,"
                + " start with `ex.`.\n\n"
                + exported + " of the " + (exported + refused)
                + " tensor-valued methods that DJL's PyTorch engine implements"
                + " are exported (" + 100 * exported / (exported + refused)
                + " %), each compared with the engine in ONNX"
                + " Runtime; " + refused + " are refused by name. "
                + composed
                + " more are exported although the engine lacks them, each compared with a composition of what it has and,"
                + " in `ComposedOperationsTest`, with plain Java. "
                + RefusedCases.withoutEngine().size()
                + " are left, so no result could be compared.\n\n"
                + "| method | verdict |\n|---|---|\n" + rows + "\n";
    }
}
