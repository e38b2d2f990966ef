package org.xattnbmd.exporter.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.exporter.Protos.body;
import static org.xattnbmd.exporter.Protos.floats;
import static org.xattnbmd.exporter.Protos.graph;
import static org.xattnbmd.exporter.Protos.longs;
import static org.xattnbmd.exporter.Protos.model;
import static org.xattnbmd.exporter.Protos.node;
import static org.xattnbmd.exporter.Protos.numbers;
import static org.xattnbmd.exporter.Protos.sequence;
import static org.xattnbmd.exporter.Protos.value;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.ModelComparison;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/** Models whose nodes have bodies, functions of their own, or values that are no tensors: read, saved and optimised. */
class BodiesTest {

    private static final ElementType FLOAT = ElementType.FLOAT;
    private static final Map<String, Tensor> TRUE =
            Map.of("x", Tensor.floats(new long[] {3}, 1, -2, 3), "b", Tensor.scalar(ElementType.BOOL, 1));
    private static final Map<String, Tensor> FALSE =
            Map.of("x", Tensor.floats(new long[] {3}, 1, -2, 3), "b", Tensor.scalar(ElementType.BOOL, 0));

    @TempDir
    private Path folder;

    /** The body that gives one named result of these nodes. */
    private static OnnxMl.GraphProto.Builder gives(String result, OnnxMl.NodeProto.Builder... nodes) {
        return graph(nodes).addOutput(value(result, FLOAT, 3));
    }

    private static OnnxMl.GraphProto.Builder chooses(OnnxMl.NodeProto.Builder... nodes) {
        return graph(nodes)
                .addInput(value("x", FLOAT, 3))
                .addInput(value("b", ElementType.BOOL))
                .addOutput(value("y", FLOAT, 3));
    }

    private OnnxModel read(OnnxMl.ModelProto.Builder model) throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.write(file, model.build().toByteArray());
        return OnnxModel.read(file);
    }

    private static Map<String, Tensor> run(byte[] file, Map<String, Tensor> feeds) {
        try (OnnxSession session = OnnxSession.open(file, OnnxSession.Optimization.NONE, 1)) {
            return session.run(feeds);
        }
    }

    private void staysTheSame(OnnxMl.ModelProto.Builder model) throws IOException {
        OnnxModel read = read(model);
        OnnxModel optimized = read.optimized();
        for (Map<String, Tensor> feeds : java.util.List.of(TRUE, FALSE)) {
            float[] expected = run(model.build().toByteArray(), feeds).get("y").toFloats();
            assertThat(run(read.toBytes(), feeds).get("y").toFloats()).containsExactly(expected);
            assertThat(run(optimized.toBytes(), feeds).get("y").toFloats()).containsExactly(expected);
        }
    }

    @Test
    void whatABodyCapturesCountsAsReadAndKeepsItsMeaning() throws IOException {
        // Named so that giving nodes' results names by their operator would exchange two of them.
        staysTheSame(model(
                17,
                chooses(
                                node("Relu", "x", "Neg_output").setName("Relu"),
                                node("Neg", "x", "Relu_output").setName("Neg"),
                                node("Identity", "Relu_output", "same"),
                                node("Constant", "", "c", constant()),
                                node(
                                                "If",
                                                "b",
                                                "y",
                                                body("then_branch", gives("t", node("Sub", "Neg_output c", "t"))),
                                                body("else_branch", gives("e", node("Add", "same k", "e"))))
                                        .setName("If"))
                        .addInitializer(floats("k", new long[] {3}, 4, 5, 6))));
    }

    private static OnnxMl.AttributeProto constant() {
        return OnnxMl.AttributeProto.newBuilder()
                .setName("value")
                .setType(OnnxMl.AttributeProto.AttributeType.TENSOR)
                .setT(floats("", new long[] {3}, 7, 8, 9))
                .build();
    }

    @Test
    void bodiesInBodiesCaptureThroughBoth() throws IOException {
        OnnxMl.NodeProto.Builder inner = node(
                "If",
                "b",
                "i",
                body("then_branch", gives("it", node("Mul", "twice r", "it"))),
                body("else_branch", gives("ie", node("Identity", "r", "ie"))));
        staysTheSame(model(
                17,
                chooses(
                        node("Relu", "x", "r").setName("first"),
                        node("Exp", "x", "unused"),
                        node(
                                "If",
                                "b",
                                "y",
                                body("then_branch", gives("i", node("Add", "r r", "twice"), inner)),
                                body("else_branch", gives("e", node("Neg", "r", "e")))))));
    }

    @Test
    void anOwnNameOfABodyIsNeverTakenOutside() throws IOException {
        // "Relu_output" is the body's own, and the name that the Relu's result would get outside.
        staysTheSame(model(
                17,
                chooses(
                        node("Relu", "x", "r").setName("Relu"),
                        node(
                                "If",
                                "b",
                                "y",
                                body(
                                        "then_branch",
                                        gives("t", node("Neg", "r", "Relu_output"), node("Sub", "Relu_output r", "t"))),
                                body("else_branch", gives("e", node("Identity", "r", "e")))))));
    }

    @Test
    void aLoopsBodyReadsItsOwnInputsAndWhatIsAround() throws IOException {
        OnnxMl.GraphProto.Builder round = graph(node("Add", "carried step", "next"), node("Identity", "go", "goOn"))
                .addInput(value("i", ElementType.INT64))
                .addInput(value("go", ElementType.BOOL))
                .addInput(value("carried", FLOAT, 3))
                .addOutput(value("goOn", ElementType.BOOL))
                .addOutput(value("next", FLOAT, 3));
        staysTheSame(model(
                17,
                chooses(
                                node("Abs", "x", "a").setName("Abs"),
                                node("Identity", "a", "step"),
                                node("Loop", "trips b x", "y", body("body", round)))
                        .addInitializer(longs("trips", 3).toBuilder().clearDims())));
    }

    @Test
    void whatABodyReadsThatIsNowhereIsAProblem() throws IOException {
        OnnxMl.ModelProto.Builder model = model(
                17,
                chooses(node(
                        "If",
                        "b",
                        "y",
                        body("then_branch", gives("t", node("Neg", "nowhere", "t"))),
                        body("else_branch", gives("e", node("Neg", "x", "e"))))));
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> read(model))
                .hasMessageContaining("nowhere, which nothing before it computes");
    }

    @Test
    void float16KeepsNodesWithBodies() throws IOException {
        OnnxMl.ModelProto.Builder model = model(
                17,
                chooses(
                        node("Relu", "x", "r").setName("Relu"),
                        node(
                                "If",
                                "b",
                                "z",
                                body("then_branch", gives("t", node("Neg", "r", "t"))),
                                body("else_branch", gives("e", node("Abs", "r", "e")))),
                        node("Exp", "z", "y").setName("Exp")));
        OnnxModel half = read(model).toFloat16();
        assertThat(run(half.toBytes(), TRUE).get("y").toFloats()[2])
                .isCloseTo((float) Math.exp(-3), org.assertj.core.data.Offset.offset(1e-3f));
        assertThat(half.conversion().orElseThrow().kept()).containsValue("its bodies are not converted");
    }

    @Test
    void functionsOfAModelAreKept() throws IOException {
        OnnxMl.FunctionProto function = OnnxMl.FunctionProto.newBuilder()
                .setDomain("own")
                .setName("Twice")
                .addInput("a")
                .addOutput("c")
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
                .addNode(node("Add", "a a", "c"))
                .build();
        staysTheSame(model(
                        17,
                        chooses(
                                node("Twice", "x", "t").setDomain("own").setName("Twice"),
                                node("Identity", "t", "u"),
                                node("Where", "b u x", "y").setName("Where")))
                .addOpsetImport(
                        OnnxMl.OperatorSetIdProto.newBuilder().setDomain("own").setVersion(1))
                .addFunctions(function));
    }

    @Test
    void functionsAreConvertedToo() throws IOException {
        OnnxMl.FunctionProto function = OnnxMl.FunctionProto.newBuilder()
                .setDomain("own")
                .setName("Layer")
                .addInput("a")
                .addOutput("c")
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
                .addNode(node("MatMul", "a a", "m"))
                .addNode(node("Tanh", "m", "c"))
                .build();
        OnnxModel half = read(model(
                                17,
                                graph(node("Layer", "x", "y").setDomain("own"))
                                        .addInput(value("x", FLOAT, 3, 3))
                                        .addOutput(value("y", FLOAT, 3, 3)))
                        .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder()
                                .setDomain("own")
                                .setVersion(1))
                        .addFunctions(function))
                .toFloat16();
        assertThat(half.conversion().orElseThrow().converted()).isEqualTo(2);
        assertThat(half.conversion().orElseThrow().kept()).isEmpty();
    }

    @Test
    void aFunctionHidesTheOperatorOfItsName() throws IOException {
        // An Identity of the model's own that does something must not be taken out as one that does nothing.
        OnnxMl.FunctionProto function = OnnxMl.FunctionProto.newBuilder()
                .setDomain("")
                .setName("Identity")
                .addInput("a")
                .addOutput("c")
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
                .addNode(node("Add", "a a", "c"))
                .build();
        OnnxModel read = read(model(17, chooses(node("Identity", "x", "t"), node("Where", "b t x", "y")))
                .addFunctions(function));
        assertThat(read.report().operators()).containsEntry("Identity", 1);
        assertThat(read.optimized().report().operators()).containsEntry("Identity", 1);
    }

    @Test
    void sequencesSurvive() throws IOException {
        OnnxMl.ModelProto.Builder model = model(
                17,
                graph(node("SplitToSequence", "x", "s"), node("SequenceLength", "s", "n"))
                        .addInput(value("x", FLOAT, 3))
                        .addOutput(sequence("s", FLOAT))
                        .addOutput(value("n", ElementType.INT64)));
        OnnxModel saved = read(model);
        OnnxMl.ModelProto again = OnnxMl.ModelProto.parseFrom(saved.toBytes());
        assertThat(again.getGraph().getOutput(0)).isEqualTo(model.getGraph().getOutput(0));
        try (OnnxSession session = OnnxSession.open(saved.toBytes(), OnnxSession.Optimization.NONE, 1)) {
            assertThat(session.run(Map.of("x", TRUE.get("x")))).containsKeys("n", "s[0]", "s[2]");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17, 18, 19, 20, 21, 22, 23})
    void everyElementTypeIsReadAndWritten(int type) throws IOException {
        ElementType element = ElementType.of(type);
        byte[] data = new byte[(int) element.bytesOf(3)];
        OnnxMl.TensorProto constant = OnnxMl.TensorProto.newBuilder()
                .setName("k")
                .setDataType(type)
                .addDims(3)
                .setRawData(com.google.protobuf.ByteString.copyFrom(data))
                .build();
        OnnxMl.ModelProto.Builder model = model(
                21,
                graph(node("Identity", "x", "y"), node("Identity", "k", "z"))
                        .addInput(value("x", type, 3))
                        .addOutput(value("y", type, 3))
                        .addOutput(value("z", type, 3))
                        .addInitializer(constant));
        OnnxMl.GraphProto again =
                OnnxMl.ModelProto.parseFrom(read(model).toBytes()).getGraph();
        assertThat(again.getInput(0)).isEqualTo(model.getGraph().getInput(0));
        assertThat(again.getInitializer(0)).isEqualTo(constant);
    }

    @Test
    void textsAreReadWrittenAndCompared() throws IOException {
        OnnxMl.TensorProto texts = OnnxMl.TensorProto.newBuilder()
                .setName("k")
                .setDataType(ElementType.STRING.code())
                .addDims(2)
                .addStringData(com.google.protobuf.ByteString.copyFromUtf8("a"))
                .addStringData(com.google.protobuf.ByteString.copyFromUtf8("später"))
                .build();
        OnnxModel read = read(model(
                17,
                graph(node("Where", "b k t", "y"), node("Identity", "t", "z"))
                        .addInput(value("b", ElementType.BOOL, 2))
                        .addInput(value("t", ElementType.STRING, 2))
                        .addOutput(value("y", ElementType.STRING, 2))
                        .addOutput(value("z", ElementType.STRING, 2))
                        .addInitializer(texts)));
        assertThat(OnnxMl.ModelProto.parseFrom(read.toBytes()).getGraph().getInitializer(0))
                .isEqualTo(texts);
        assertThat(ModelComparison.of(read, read.optimized(), null, 1e-4).agree())
                .isTrue();
    }

    @Test
    void equalNodesThatLeaveOutDifferentOutputsAreLeftAlone() throws IOException {
        OnnxMl.AttributeProto kernel = numbers("kernel_shape", 2L);
        OnnxModel read = read(model(
                17,
                graph(
                                node("MaxPool", "x", "p", kernel).setName("A"),
                                node("MaxPool", "x", "- i", kernel).setName("B"),
                                node("Relu", "p", "y"),
                                node("Abs", "i", "z"))
                        .addInput(value("x", FLOAT, 1, 1, 6))
                        .addOutput(value("y", FLOAT, 1, 1, 5))
                        .addOutput(value("z", ElementType.INT64, 1, 1, 5))));
        // The runtime refuses the file itself, which is all that may go wrong.
        org.assertj.core.api.Assertions.assertThatThrownBy(read::optimized)
                .isInstanceOfSatisfying(
                        ExportException.class,
                        e -> assertThat(e.code()).isEqualTo(ExportException.Code.RUNTIME_FAILED));
    }
}
