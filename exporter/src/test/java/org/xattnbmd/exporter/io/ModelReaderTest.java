package org.xattnbmd.exporter.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.io.ModelReader;
import org.xattnbmd.exporter.internal.io.OnnxFile;
import org.xattnbmd.exporter.internal.io.ReadLimits;

/** Files that nobody vouches for. */
class ModelReaderTest {

    private static ValueInfoProto value(String name, long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long d : dims) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(d));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape)))
                .build();
    }

    private static NodeProto node(String op, String output, String... inputs) {
        NodeProto.Builder b = NodeProto.newBuilder().setOpType(op).setName(op).addOutput(output);
        for (String i : inputs) {
            b.addInput(i);
        }
        return b.build();
    }

    private static TensorProto weight(long... dims) {
        long n = 1;
        TensorProto.Builder b = TensorProto.newBuilder().setName("w").setDataType(1);
        for (long d : dims) {
            b.addDims(d);
            n *= d;
        }
        return b.setRawData(ByteString.copyFrom(new byte[(int) n * 4])).build();
    }

    private static GraphProto.Builder graph() {
        return GraphProto.newBuilder()
                .setName("g")
                .addInput(value("x", 2, 3))
                .addInitializer(weight(3, 4))
                .addNode(node("MatMul", "y", "x", "w"))
                .addOutput(value("y", 2, 4));
    }

    private static byte[] model(GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static OnnxFile read(GraphProto.Builder graph) {
        return ModelReader.read(model(graph), ReadLimits.DEFAULT);
    }

    private static void refused(GraphProto.Builder graph, Reason reason, String message) {
        assertThatThrownBy(() -> read(graph))
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    private static void problem(GraphProto.Builder graph, String problem) {
        OnnxFile file = read(graph);
        assertThat(file.problems()).anyMatch(p -> p.contains(problem));
        assertThatThrownBy(file::requireValid).hasMessageContaining(problem);
    }

    @Test
    void readsAValidFile() {
        OnnxFile file = read(graph()).requireValid();
        assertThat(file.graph().opset()).isEqualTo(17);
        assertThat(file.graph().nodes()).hasSize(1);
        assertThat(file.graph().outputs().get(0).type()).isEqualTo(ElementType.FLOAT);
    }

    @Test
    void externalDataIsRefused() {
        TensorProto external = weight(3, 4).toBuilder()
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("/etc/passwd"))
                .build();
        refused(graph().setInitializer(0, external), Reason.INVALID_MODEL_FILE, "external data is not followed");
        GraphProto.Builder inner = GraphProto.newBuilder().addInitializer(external);
        NodeProto branch = node("If", "z", "x").toBuilder()
                .addAttribute(AttributeProto.newBuilder()
                        .setName("then_branch")
                        .setType(AttributeProto.AttributeType.GRAPH)
                        .setG(inner))
                .build();
        refused(graph().addNode(branch), Reason.INVALID_MODEL_FILE, "external data is not followed");
    }

    @Test
    void tensorsMustHaveTheirBytes() {
        TensorProto shorter = weight(3, 3).toBuilder().setDims(1, 4).build();
        refused(graph().setInitializer(0, shorter), Reason.INVALID_MODEL_FILE, "expected 48 bytes");
        TensorProto huge = weight(1).toBuilder()
                .clearDims()
                .addDims(1L << 40)
                .addDims(1L << 40)
                .build();
        refused(graph().setInitializer(0, huge), Reason.INVALID_MODEL_FILE, "less than 2 GiB");
        TensorProto negative = weight(3, 4).toBuilder().setDims(0, -3).build();
        refused(graph().setInitializer(0, negative), Reason.INVALID_MODEL_FILE, "axis lengths of 0 and more");
    }

    @Test
    void nestingIsLimited() {
        GraphProto.Builder inner = GraphProto.newBuilder();
        for (int i = 0; i < 40; i++) {
            NodeProto branch = node("If", "z" + i, "x").toBuilder()
                    .addAttribute(AttributeProto.newBuilder()
                            .setName("then_branch")
                            .setType(AttributeProto.AttributeType.GRAPH)
                            .setG(inner))
                    .build();
            inner = GraphProto.newBuilder().addNode(branch);
        }
        GraphProto.Builder deep = graph().addAllNode(inner.getNodeList());
        refused(deep, Reason.INVALID_MODEL_FILE, "nested messages");
    }

    @Test
    void sizeAndFieldsAreLimitedBeforeParsing(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("m.onnx");
        byte[] bytes = model(graph());
        Files.write(file, bytes);
        assertThatThrownBy(() -> ModelReader.read(file, new ReadLimits(bytes.length - 1, 1000, 32)))
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
        assertThatThrownBy(() -> ModelReader.read(file, new ReadLimits(1 << 20, 10, 32)))
                .hasMessageContaining("at most 10 fields");
        assertThat(ModelReader.read(file).problems()).isEmpty();
        assertThatThrownBy(() -> ModelReader.read(folder.resolve("absent.onnx")))
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.reason()).isEqualTo(Reason.IO));
    }

    @Test
    void structureIsChecked() {
        problem(graph().setNode(0, node("MatMul", "y", "x", "absent")), "which nothing before it computes");
        problem(graph().addNode(node("Relu", "y", "x")), "expected one definition of y");
        problem(graph().setNode(0, node("MatMul", "y", "x")), "takes exactly 2 inputs, received 1");
        problem(graph().clearOutput(), "at least one output");
        NodeProto wrongAttribute = node("Relu", "z", "x").toBuilder()
                .addAttribute(AttributeProto.newBuilder()
                        .setName("alpha")
                        .setType(AttributeProto.AttributeType.FLOAT)
                        .setF(1))
                .build();
        problem(graph().addNode(wrongAttribute), "has no attribute alpha");
        NodeProto wrongType = node("Softmax", "z", "x").toBuilder()
                .addAttribute(AttributeProto.newBuilder()
                        .setName("axis")
                        .setType(AttributeProto.AttributeType.FLOAT)
                        .setF(1))
                .build();
        problem(graph().addNode(wrongType), "attribute axis must be Int");
    }

    @Test
    void anInputHasAnElementType() {
        GraphProto.Builder graph = graph();
        graph.getInputBuilder(0).clearType();
        problem(graph, "expected an element type of input");
    }

    @Test
    void shapesAndTypesAreChecked() {
        problem(graph().setInitializer(0, weight(4, 4)), "inner lengths that agree");
        problem(graph().setOutput(0, value("y", 2, 5)), "to have the shape [2, 4]");
        ValueInfoProto ints = value("y", 2, 4).toBuilder()
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(7)))
                .build();
        problem(graph().setOutput(0, ints), "expected y to be FLOAT");
        problem(graph().addNode(node("Add", "z", "y", "x")), "axis lengths that are equal or 1");
    }

    @Test
    void otherDataIsRefused() {
        for (byte[] bytes :
                new byte[][] {{}, "no model".getBytes(java.nio.charset.StandardCharsets.UTF_8), {1, 2, 3}}) {
            assertThatThrownBy(() -> ModelReader.read(bytes, ReadLimits.DEFAULT))
                    .isInstanceOfSatisfying(
                            Failure.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_MODEL_FILE));
        }
        byte[] whole = model(graph());
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 5);
        assertThatThrownBy(() -> ModelReader.read(cut, ReadLimits.DEFAULT)).isInstanceOf(Failure.class);
    }
}
