package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.exporter.Protos.graph;
import static org.xattnbmd.exporter.Protos.model;
import static org.xattnbmd.exporter.Protos.node;
import static org.xattnbmd.exporter.Protos.sequence;
import static org.xattnbmd.exporter.Protos.value;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.exporter.internal.graph.ElementType;

/** Models whose inputs say shapes, axes, sizes or counts are optimised without samples; others are left alone with a reason. */
class RandomInputsThatFitTest {

    private static final ElementType FLOAT = ElementType.FLOAT;
    private static final ElementType LONG = ElementType.INT64;

    @TempDir
    private Path folder;

    private static Arguments of(String operator, OnnxMl.ValueInfoProto result, OnnxMl.ValueInfoProto... inputs) {
        return Arguments.of(operator, result, List.of(inputs));
    }

    static Stream<Arguments> operators() {
        OnnxMl.ValueInfoProto x = value("x", FLOAT, 2, 6);
        return Stream.of(
                of("Reshape", value("y", FLOAT, 3, 4), x, value("n", LONG, 2)),
                of("Expand", value("y", FLOAT, 5, 2, 6), x, value("n", LONG, 3)),
                of("Tile", value("y", FLOAT, 4, 6), x, value("n", LONG, 2)),
                of("Unsqueeze", value("y", FLOAT, 1, 1, 2, 6), x, value("n", LONG, 2)),
                of("Squeeze", value("y", FLOAT, 6), value("x", FLOAT, 1, 6), value("n", LONG, 1)),
                of("ReduceSum", value("y", FLOAT, 1, 1), x, value("n", LONG, 2)),
                of("TopK", value("y", FLOAT, 2, 3), x, value("n", LONG, 1)),
                of(
                        "Slice",
                        value("y", FLOAT, 1, 3),
                        x,
                        value("n", LONG, 2),
                        value("e", LONG, 2),
                        value("a", LONG, 2),
                        value("s", LONG, 2)),
                of("Mod", value("y", LONG, 3), value("x", LONG, 3), value("n", LONG, 3)),
                of("Range", value("y", LONG, 4), value("x", LONG), value("n", LONG), value("d", LONG)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operators")
    void areFoundAtTheReader(String operator, OnnxMl.ValueInfoProto result, List<OnnxMl.ValueInfoProto> inputs)
            throws IOException {
        String names = String.join(
                " ", inputs.stream().map(OnnxMl.ValueInfoProto::getName).toList());
        String outputs = operator.equals("TopK") ? "r i" : "r";
        OnnxMl.GraphProto.Builder graph = graph(node(operator, names, outputs), node("Identity", "r", "y"))
                .addAllInput(inputs)
                .addOutput(result);
        assertThat(left(graph)).isNull();
    }

    private String left(OnnxMl.GraphProto.Builder graph) throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.write(file, model(17, graph).build().toByteArray());
        return OnnxModel.read(file).optimized().report().passes().stream()
                .filter(p -> p.name().equals("all passes"))
                .flatMap(p -> p.skipped().keySet().stream())
                .findFirst()
                .orElse(null);
    }

    @Test
    void whatNothingFitsIsLeftAloneWithAHint() throws IOException {
        OnnxMl.GraphProto.Builder graph = graph(node("SequenceAt", "s k", "y"))
                .addInput(sequence("s", FLOAT))
                .addInput(value("k", LONG))
                .addOutput(value("y", FLOAT, 3));
        assertThat(left(graph)).contains("input s is no tensor").contains("--samples");
        Path file = folder.resolve("model.onnx");
        assertThatThrownBy(() -> OnnxModel.read(file).toFloat16())
                .isInstanceOfSatisfying(
                        ExportException.class,
                        e -> assertThat(e.code()).isEqualTo(ExportException.Code.INVALID_REQUEST))
                .hasMessageContaining("--samples");
    }

    @Test
    void truthValuesAreNotAllFalse() throws IOException {
        // Two models that differ only where the input is true.
        Path same = folder.resolve("same.onnx");
        Path other = folder.resolve("other.onnx");
        for (Path file : List.of(same, other)) {
            OnnxMl.NodeProto.Builder changed = node(file == same ? "Identity" : "Neg", "x", "t");
            OnnxMl.GraphProto.Builder graph = graph(changed, node("Where", "b t x", "y"))
                    .addInput(value("x", FLOAT, 3))
                    .addInput(value("b", ElementType.BOOL))
                    .addOutput(value("y", FLOAT, 3));
            Files.write(file, model(17, graph).build().toByteArray());
        }
        assertThat(ModelComparison.of(OnnxModel.read(same), OnnxModel.read(other), null, 1e-4)
                        .agree())
                .isFalse();
    }
}
