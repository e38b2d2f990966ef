package org.xattnbmd.exporter.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.exporter.Protos.graph;
import static org.xattnbmd.exporter.Protos.model;
import static org.xattnbmd.exporter.Protos.node;
import static org.xattnbmd.exporter.Protos.number;
import static org.xattnbmd.exporter.Protos.real;
import static org.xattnbmd.exporter.Protos.text;
import static org.xattnbmd.exporter.Protos.value;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.exporter.ConversionReport;
import org.xattnbmd.exporter.ModelGates;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.io.ModelReader;
import org.xattnbmd.exporter.internal.io.ReadLimits;
import org.xattnbmd.exporter.internal.operator.OperatorVersions;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.pass.Passes;
import org.xattnbmd.exporter.internal.runtime.Difference;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/**
 * Operators, and attributes, of opsets that the reference checker at hand does not know: ONNX Runtime takes a node with every
 * input and attribute that the catalogue has, gives the types and shapes that are inferred, and takes no attribute more.
 */
class LaterOperatorsTest {

    private static final ElementType FLOAT = ElementType.FLOAT;
    private static final ElementType INT64 = ElementType.INT64;

    /** A node with its inputs' types and shapes. */
    record Case(int opset, OnnxMl.NodeProto.Builder node, Map<String, OnnxMl.ValueInfoProto> inputs) {

        static Case of(int opset, OnnxMl.NodeProto.Builder node) {
            return new Case(opset, node, new LinkedHashMap<>());
        }

        Case with(String name, ElementType type, long... dims) {
            inputs.put(name, value(name, type, dims));
            return this;
        }

        OnnxMl.ModelProto.Builder model() {
            OnnxMl.GraphProto.Builder graph = graph(node);
            inputs.values().forEach(graph::addInput);
            node.getOutputList()
                    .forEach(o ->
                            graph.addOutput(OnnxMl.ValueInfoProto.newBuilder().setName(o)));
            return LaterOperatorsTest.ofVersion(opset, graph);
        }

        @Override
        public String toString() {
            return node.getOpType() + " at " + opset + " " + node.getInputList();
        }
    }

    private static OnnxMl.ModelProto.Builder ofVersion(int opset, OnnxMl.GraphProto.Builder graph) {
        return model(opset, graph).setIrVersion(ModelWriter.irVersion(opset));
    }

    private static OnnxMl.NodeProto.Builder attention(
            String inputs, String outputs, OnnxMl.AttributeProto... attributes) {
        return node("Attention", inputs, outputs, attributes).addAllAttribute(ATTENTION);
    }

    private static final List<OnnxMl.AttributeProto> ATTENTION = List.of(
            number("is_causal", 0),
            number("qk_matmul_output_mode", 0),
            real("scale", 0.3f),
            real("softcap", 0),
            number("softmax_precision", 1));

    static Stream<Case> cases() {
        return Stream.of(
                Case.of(23, attention("q k v", "y"))
                        .with("q", FLOAT, 2, 4, 3, 8)
                        .with("k", FLOAT, 2, 2, 5, 8)
                        .with("v", FLOAT, 2, 2, 5, 6),
                Case.of(
                                23,
                                attention(
                                        "q k v m pk pv",
                                        "y nk nv qk",
                                        number("q_num_heads", 4),
                                        number("kv_num_heads", 2)))
                        .with("q", FLOAT, 2, 3, 32)
                        .with("k", FLOAT, 2, 5, 16)
                        .with("v", FLOAT, 2, 5, 12)
                        .with("m", FLOAT, 3, 9)
                        .with("pk", FLOAT, 2, 2, 4, 8)
                        .with("pv", FLOAT, 2, 2, 4, 6),
                Case.of(24, attention("q k v - - - n", "y"))
                        .with("q", FLOAT, 1, 2, 3, 4)
                        .with("k", FLOAT, 1, 2, 5, 4)
                        .with("v", FLOAT, 1, 2, 5, 4)
                        .with("n", INT64, 1),
                Case.of(
                                23,
                                node(
                                        "RotaryEmbedding",
                                        "x c s p",
                                        "y",
                                        number("interleaved", 1),
                                        number("num_heads", 2),
                                        number("rotary_embedding_dim", 4)))
                        .with("x", FLOAT, 2, 3, 8)
                        .with("c", FLOAT, 5, 2)
                        .with("s", FLOAT, 5, 2)
                        .with("p", INT64, 2, 3),
                Case.of(
                                23,
                                node(
                                        "RMSNormalization",
                                        "x g",
                                        "y",
                                        number("axis", 1),
                                        real("epsilon", 1e-3f),
                                        number("stash_type", 1)))
                        .with("x", FLOAT, 2, 3, 4)
                        .with("g", FLOAT, 3, 4),
                Case.of(24, node("Swish", "x", "y", real("alpha", 0.5f))).with("x", FLOAT, 2, 3),
                Case.of(24, node("TensorScatter", "x u i", "y", number("axis", 1), text("mode", "circular")))
                        .with("x", FLOAT, 2, 5, 3)
                        .with("u", FLOAT, 2, 2, 3)
                        .with("i", INT64, 2),
                Case.of(26, node("CumProd", "x a", "y", number("exclusive", 1), number("reverse", 1)))
                        .with("x", FLOAT, 2, 3)
                        .with("a", INT64),
                Case.of(26, node("BitCast", "x", "y", number("to", ElementType.INT32.code())))
                        .with("x", FLOAT, 2, 3),
                Case.of(
                                24,
                                node(
                                        "Cast",
                                        "x",
                                        "y",
                                        number("to", ElementType.DOUBLE.code()),
                                        number("saturate", 1),
                                        text("round_mode", "up")))
                        .with("x", FLOAT, 2, 3),
                Case.of(
                                23,
                                node(
                                        "QuantizeLinear",
                                        "x s",
                                        "y",
                                        number("output_dtype", ElementType.UINT8.code()),
                                        number("precision", 0),
                                        number("saturate", 1)))
                        .with("x", FLOAT, 2, 3)
                        .with("s", FLOAT),
                Case.of(23, node("DequantizeLinear", "x s", "y", number("output_dtype", 1)))
                        .with("x", ElementType.INT8, 2, 3)
                        .with("s", FLOAT));
    }

    private static Map<String, Tensor> feeds(Case c) {
        Random random = new Random(4);
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        c.inputs.forEach((name, info) -> {
            OnnxMl.TypeProto.Tensor type = info.getType().getTensorType();
            long[] dims = type.getShape().getDimList().stream()
                    .mapToLong(OnnxMl.TensorShapeProto.Dimension::getDimValue)
                    .toArray();
            int count = (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
            float[] floats = new float[count];
            for (int i = 0; i < count; i++) {
                floats[i] = random.nextFloat() + 0.1f;
            }
            feeds.put(
                    name,
                    switch (ElementType.of(type.getElemType())) {
                        case FLOAT -> Tensor.floats(dims, floats);
                        case INT8 -> new Tensor(ElementType.INT8, dims, new byte[count]);
                        default -> Tensor.longs(new long[count]).reshaped(dims);
                    });
        });
        return feeds;
    }

    private static Map<String, Tensor> run(byte[] model, Map<String, Tensor> feeds) {
        try (OnnxSession session = OnnxSession.open(model, OnnxSession.Optimization.NONE, 1)) {
            return session.run(feeds);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void onnxRuntimeGivesWhatIsInferred(Case c) {
        byte[] file = c.model().build().toByteArray();
        Graph graph = ModelReader.read(file, ReadLimits.DEFAULT).requireValid().graph();
        assertThat(graph.nodes().get(0).operator().isKnown()).isTrue();
        Map<String, Tensor> outputs = run(file, feeds(c));
        for (Value v : graph.outputs()) {
            Tensor t = outputs.get(v.name());
            assertThat(v.type()).as(v.name()).isEqualTo(t.type());
            assertThat(v.dims()).as(v.name()).containsExactlyElementsOf(Value.fixed(t.dims()));
        }
        assertThat(OperatorVersions.since(graph.nodes().get(0).operator().name(), c.opset))
                .isEqualTo(c.opset);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatIsComputedFromConstantsIsFolded(Case c) {
        OnnxMl.GraphProto.Builder body = graph(c.node.clone());
        feeds(c).forEach((name, t) -> body.addInitializer(initializer(name, t)));
        body.addInput(value("b", ElementType.BOOL));
        List<String> results = new ArrayList<>(c.node.getOutputList());
        results.forEach(o -> body.addNode(node("Where", "b " + o + " " + o, "out_" + o))
                .addOutput(OnnxMl.ValueInfoProto.newBuilder().setName("out_" + o)));
        byte[] file = ofVersion(c.opset, body).build().toByteArray();
        Graph graph = ModelReader.read(file, ReadLimits.DEFAULT).requireValid().graph();
        Passes.apply(graph, Passes.standard(ModelRunner.HERE));
        assertThat(graph.nodes()).allMatch(n -> n.is(Operators.WHERE));
        Map<String, Tensor> one = Map.of("b", Tensor.scalar(ElementType.BOOL, 1));
        Map<String, Tensor> after = run(ModelWriter.write(graph, Map.of()), one);
        run(file, one)
                .forEach((name, expected) -> assertThat(
                                Difference.between(after.get(name), expected).within(0))
                        .isTrue());
    }

    private static OnnxMl.TensorProto initializer(String name, Tensor t) {
        OnnxMl.TensorProto.Builder out = OnnxMl.TensorProto.newBuilder()
                .setName(name)
                .setDataType(t.type().code())
                .setRawData(com.google.protobuf.ByteString.copyFrom(t.data()));
        Arrays.stream(t.dims()).forEach(out::addDims);
        return out.build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void anAttributeMoreIsTakenByNeither(Case c) {
        c.node.addAttribute(number("no_such_attribute", 1));
        byte[] file = c.model().build().toByteArray();
        assertThat(ModelReader.read(file, ReadLimits.DEFAULT).problems())
                .anyMatch(p -> p.contains("has no attribute no_such_attribute"));
        assertThatThrownBy(() -> run(file, feeds(c))).isInstanceOf(Failure.class);
    }

    @Test
    void aBlockOfThemIsHalved(@TempDir Path folder) throws IOException {
        float[] angles = new float[6];
        for (int i = 0; i < angles.length; i++) {
            angles[i] = (float) Math.sin(i);
        }
        OnnxMl.GraphProto.Builder block = graph(
                        node("RMSNormalization", "x g", "n"),
                        node("RotaryEmbedding", "n c c", "r", number("num_heads", 2)),
                        node("Attention", "r r n", "a", number("q_num_heads", 2), number("kv_num_heads", 2)),
                        node("Swish", "a", "y"))
                .addInput(value("x", FLOAT, 1, 3, 8))
                .addOutput(value("y", FLOAT, 1, 3, 8))
                .addInitializer(initializer("g", Tensor.floats(new long[] {8}, 1, 2, 1, 2, 1, 2, 1, 2)))
                .addInitializer(initializer("c", Tensor.floats(new long[] {1, 3, 2}, angles)));
        Path file = folder.resolve("block.onnx");
        Files.write(file, ofVersion(24, block).build().toByteArray());
        ConversionReport report = OnnxModel.read(file).toFloat16().conversion().orElseThrow();
        assertThat(report.kept()).isEmpty();
        assertThat(report.converted()).isEqualTo(4);
        assertThat(report.outputs()).allMatch(o -> o.maxRelative() < 0.01);
    }

    /** Whatever the newest opset of the catalogue is, ONNX Runtime takes it, and not the next. */
    @Test
    void theNewestOpsetIsThatOfOnnxRuntime() {
        Case newest = Case.of(Operators.NEWEST_OPSET, node("Relu", "x", "y")).with("x", FLOAT, 3);
        assertThat(run(newest.model().build().toByteArray(), feeds(newest))).containsKey("y");
        Case next = Case.of(Operators.NEWEST_OPSET + 1, node("Relu", "x", "y")).with("x", FLOAT, 3);
        assertThatThrownBy(() -> run(next.model().build().toByteArray(), feeds(next)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("opset");
        assertThat(Operators.all())
                .filteredOn(op -> op.signature().since() > ModelGates.CHECKED_OPSET)
                .allMatch(op -> cases().anyMatch(c -> c.node.getOpType().equals(op.name())));
    }
}
