package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.exporter.ExportException.Code;

/** Long chains with one node that fails, cut down to it. */
class ModelReductionTest {

    private static final int LENGTH = 24;

    private static final List<NodeProto> SLIGHTLY_MORE =
            List.of(node("Mul", "more", "before", "factor"), node("Sub", "after", "more", "before"));

    @TempDir
    Path folder;

    private static NodeProto node(String operator, String out, String... in) {
        return NodeProto.newBuilder()
                .setName(out)
                .setOpType(operator)
                .addAllInput(List.of(in))
                .addOutput(out)
                .build();
    }

    private static ValueInfoProto floats(String name) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(1)
                                .setShape(TensorShapeProto.newBuilder()
                                        .addDim(TensorShapeProto.Dimension.newBuilder()
                                                .setDimValue(4)))))
                .build();
    }

    private static TensorProto constant(String name, float value) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(1)
                .addFloatData(value)
                .build();
    }

    /** x, a chain of Abs and Neg, the given nodes from {@code before} to {@code after}, another chain, y. */
    private Path chain(List<NodeProto> middle, TensorProto... constants) throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("chain").addInput(floats("x"));
        String last = "x";
        for (int i = 0; i < LENGTH; i++) {
            String next = i == LENGTH / 2 - 1 ? "before" : "v" + i;
            graph.addNode(node(i % 2 == 0 ? "Abs" : "Neg", next, last));
            last = next;
            if (i == LENGTH / 2 - 1) {
                graph.addAllNode(middle);
                last = "after";
            }
        }
        graph.addNode(node("Identity", "y", last)).addOutput(floats("y"));
        List.of(constants).forEach(graph::addInitializer);
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build();
        return Files.write(folder.resolve("chain.onnx"), model.toByteArray());
    }

    private static ModelReduction reduce(Path file, Failing failing) {
        return ModelReduction.of(
                OnnxModel.read(file), failing, null, failing.usualTolerance(), 200, (tries, nodes) -> {});
    }

    /** A reshape of four numbers to five is refused when it runs; what it reads becomes an input with its tensor. */
    @Test
    void aNodeThatDoesNotRunIsLeftAloneWithWhatItReads() throws IOException {
        TensorProto five = TensorProto.newBuilder()
                .setName("five")
                .addDims(1)
                .setDataType(7)
                .addInt64Data(5)
                .build();
        // The shape is computed, so that nothing sees before the run that it does not fit.
        Path file = chain(
                List.of(
                        NodeProto.newBuilder()
                                .setName("shape")
                                .setOpType("Cast")
                                .addInput("number")
                                .addOutput("shape")
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("to")
                                        .setType(AttributeProto.AttributeType.INT)
                                        .setI(7))
                                .build(),
                        node("Reshape", "after", "before", "shape")),
                five,
                TensorProto.newBuilder()
                        .setName("number")
                        .addDims(1)
                        .setDataType(1)
                        .addFloatData(5)
                        .build());
        List<Integer> tries = new ArrayList<>();
        ModelReduction reduction =
                ModelReduction.of(OnnxModel.read(file), Failing.RUN, null, 0, 200, (tried, nodes) -> tries.add(tried));
        assertThat(reduction.symptom()).contains("RUNTIME_FAILED");
        assertThat(reduction.complete()).isTrue();
        assertThat(reduction.model().report().operators()).containsOnlyKeys("Reshape");
        assertThat(tries).hasSize(reduction.tries()).isSorted();

        Path out = folder.resolve("reduced");
        reduction.save(out);
        ModelProto written = ModelProto.parseFrom(Files.readAllBytes(out.resolve("model.onnx")));
        assertThat(written.getGraph().getInputList())
                .extracting(ValueInfoProto::getName)
                .containsExactlyInAnyOrder("before", "shape");
        for (int i = 0; i < 2; i++) {
            TensorProto input =
                    TensorProto.parseFrom(Files.readAllBytes(out.resolve("test_data_set_0/input_" + i + ".pb")));
            assertThat(input.getName()).isEqualTo(written.getGraph().getInput(i).getName());
            assertThat(input.getDimsList()).containsExactly(input.getName().equals("before") ? 4L : 1L);
        }
        assertThat(out.resolve("test_data_set_0/output_0.pb")).doesNotExist();
        // What was written fails in the same way.
        assertThat(reduce(out.resolve("model.onnx"), Failing.RUN)
                        .model()
                        .report()
                        .operators())
                .containsOnlyKeys("Reshape");
    }

    /** In float16 the factor is 1, and nothing is left of the difference. */
    @Test
    void whatFloat16LosesIsFound() throws IOException {
        Path file = chain(SLIGHTLY_MORE, constant("factor", 1 + 1f / 4096));
        ModelReduction reduction = reduce(file, Failing.FLOAT16);
        assertThat(reduction.symptom()).contains("differ");
        assertThat(reduction.model().report().operators()).containsOnlyKeys("Mul", "Sub");
        Path out = Files.createDirectory(folder.resolve("empty"));
        reduction.save(out);
        assertThat(out.resolve("test_data_set_0/output_0.pb")).exists();
        assertThatThrownBy(() -> reduction.save(out))
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.IO));
        try (var left = Files.list(folder)) {
            assertThat(left).hasSize(2);
        }
    }

    @Test
    void aModelThatDoesNotFailIsSaidToBeFine() throws IOException {
        Path file = chain(List.of(node("Relu", "after", "before")));
        for (Failing failing : List.of(Failing.RUN, Failing.RUNTIME_OPTIMIZATION, Failing.OPTIMIZE)) {
            assertThatThrownBy(() -> reduce(file, failing))
                    .isInstanceOfSatisfying(
                            ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_REQUEST))
                    .hasMessageContaining("does not");
        }
    }

    @Test
    void whenTheTriesEndTheSmallestSoFarIsGiven() throws IOException {
        Path file = chain(SLIGHTLY_MORE, constant("factor", 1 + 1f / 4096));
        ModelReduction reduction =
                ModelReduction.of(OnnxModel.read(file), Failing.FLOAT16, null, 1e-2, 2, (tries, nodes) -> {});
        assertThat(reduction.complete()).isFalse();
        assertThat(reduction.tries()).isEqualTo(2);
        assertThat(reduction.symptom()).contains("differ");
    }
}
