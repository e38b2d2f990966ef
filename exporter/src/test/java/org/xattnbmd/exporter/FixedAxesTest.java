package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.exporter.Protos.body;
import static org.xattnbmd.exporter.Protos.graph;
import static org.xattnbmd.exporter.Protos.longs;
import static org.xattnbmd.exporter.Protos.node;
import static org.xattnbmd.exporter.Protos.numbers;
import static org.xattnbmd.exporter.Protos.value;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.runtime.Difference;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/** Axes that vary get one length afterwards, and what follows is folded. */
class FixedAxesTest {

    private static final int WIDTH = 8;

    @TempDir
    static Path folder;

    private static OnnxModel attention;

    @BeforeAll
    static void export() {
        NativeWarnings.getOverWith();
        try (NDManager manager = NDManager.newBaseManager()) {
            LambdaBlock block = new LambdaBlock(in -> new NDList(causal(in.head())), "attention");
            block.initialize(manager, DataType.FLOAT32, new Shape(2, 5, WIDTH));
            attention = OnnxExporter.of(block)
                    .input("x", DataType.FLOAT32, -1, -1, WIDTH)
                    .dynamicAxis("x", 1, "sequence")
                    .export();
        }
    }

    /** Causal attention of two heads with learned positions. */
    private static NDArray causal(NDArray x) {
        long n = x.getShape().get(0);
        int tokens = (int) x.getShape().get(1);
        NDManager manager = x.getManager();
        NDArray table = manager.linspace(-1, 1, 64 * WIDTH).reshape(64, WIDTH);
        NDArray placed = x.add(table.get(new NDIndex(":{}", tokens)));
        NDArray heads = placed.reshape(n, tokens, 2, WIDTH / 2).transpose(0, 2, 1, 3);
        NDArray scores = heads.matMul(heads.swapAxes(2, 3));
        NDArray row = manager.arange(tokens).reshape(-1, 1);
        NDArray absent = manager.arange(tokens).gt(row).toType(DataType.FLOAT32, false);
        return scores.sub(absent.mul(1e9f))
                .softmax(-1)
                .matMul(heads)
                .transpose(0, 2, 1, 3)
                .reshape(n, tokens, WIDTH);
    }

    private static String shape(OnnxModel model) {
        return model.graph().inputs().get(0).dims() + " to "
                + model.graph().outputs().get(0).dims();
    }

    private static void agree(OnnxModel fixed, OnnxModel original, long... dims) {
        Random random = new Random(3);
        float[] values = new float[(int) new Shape(dims).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        Map<String, Tensor> x = Map.of("x", Tensor.floats(dims, values));
        try (OnnxSession a = OnnxSession.open(fixed.toBytes());
                OnnxSession b = OnnxSession.open(original.toBytes())) {
            b.run(x)
                    .forEach((name, tensor) -> assertThat(
                                    Difference.between(a.run(x).get(name), tensor)
                                            .within(1e-5))
                            .isTrue());
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,7", "4,64", "3,33"})
    void whenAllAreFixedNothingIsComputedFromLengths(long batch, long sequence) {
        OnnxModel fixed = attention.withFixedAxes(Map.of("batch", batch, "sequence", sequence));
        assertThat(shape(fixed)).isEqualTo("[%d, %d, 8] to [%d, %d, 8]".formatted(batch, sequence, batch, sequence));
        assertThat(attention.report().operators()).containsKeys("Shape", "Range");
        assertThat(fixed.report().operators()).doesNotContainKeys("Shape", "Gather", "Range", "Slice", "Greater");
        agree(fixed, attention, batch, sequence, 8);
        ModelGates.referenceCheck(fixed.toBytes());
        ModelGates.roundTrip(fixed.toBytes());
    }

    @Test
    void othersStillVary() {
        OnnxModel fixed = attention.withFixedAxes(Map.of("sequence", 6L));
        assertThat(shape(fixed)).isEqualTo("[batch, 6, 8] to [batch, 6, 8]");
        assertThat(fixed.report().operators()).doesNotContainKeys("Range");
        agree(fixed, attention, 5, 6, 8);
        OnnxModel single = attention.withFixedAxes(Map.of("batch", 1L));
        assertThat(shape(single)).isEqualTo("[1, sequence, 8] to [1, sequence, 8]");
        agree(single, attention, 1, 9, 8);
        assertThat(shape(single.withFixedAxes(Map.of("sequence", 2L)))).isEqualTo("[1, 2, 8] to [1, 2, 8]");
    }

    @Test
    void namesThatThereAreNotAreRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> attention.withFixedAxes(Map.of("width", 6L)))
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_REQUEST))
                .hasMessage("expected axes that inputs have and that vary, some of [batch, sequence], received width");
        OnnxModel fixed = attention.withFixedAxes(Map.of("batch", 1L, "sequence", 2L));
        assertThatThrownBy(() -> fixed.withFixedAxes(Map.of("batch", 1L))).hasMessageContaining("there are none");
        assertThatThrownBy(() -> attention.withFixedAxes(Map.of("batch", 0L)))
                .hasMessage("expected a length of 1 or more for batch, received 0");
    }

    @Test
    void samplesMustHaveTheLengths() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SampleSet seven = SampleSet.of(List.of(new NDList(manager.ones(new Shape(2, 7, WIDTH)))));
            assertThat(shape(attention.withFixedAxes(Map.of("sequence", 7L), seven)))
                    .isEqualTo("[batch, 7, 8] to [batch, 7, 8]");
            assertThatThrownBy(() -> attention.withFixedAxes(Map.of("sequence", 6L), seven))
                    .isInstanceOf(ExportException.class)
                    .hasMessageContaining("expected samples of x:FLOAT[batch, 6, 8]");
        }
    }

    @Test
    void lowerPrecisionsFollowTheSameAxes() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SampleSet samples = SampleSet.of(List.of(
                    new NDList(manager.ones(new Shape(2, 7, WIDTH)).mul(0.3f)),
                    new NDList(manager.ones(new Shape(1, 3, WIDTH)))));
            OnnxModel half = attention.toFloat16(Float16Options.DEFAULT.withSamples(samples));
            assertThat(shape(half)).isEqualTo("[batch, sequence, 8] to [batch, sequence, 8]");
            try (OnnxSession session = OnnxSession.open(half.toBytes())) {
                Tensor x = Tensor.floats(new long[] {3, 11, 8}, new float[3 * 11 * 8]);
                assertThat(session.run(Map.of("x", x)).get("output").dims()).containsExactly(3, 11, 8);
            }
        }
    }

    @Test
    void picturesOfAnySizeStayThemselvesWhenOptimisedAndInIntegers() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SequentialBlock block = new SequentialBlock()
                    .add(Conv2d.builder()
                            .setFilters(8)
                            .setKernelShape(new Shape(3, 3))
                            .optStride(new Shape(2, 2))
                            .build())
                    .add(Activation::relu)
                    .add(Conv2d.builder()
                            .setFilters(4)
                            .setKernelShape(new Shape(1, 1))
                            .build())
                    .addSingleton(x -> x.reshape(x.getShape().get(0), 4, -1));
            SeededWeights.initialize(block, manager, 3, new Shape(1, 3, 12, 12));
            OnnxModel model = OnnxExporter.of(block)
                    .input("x", DataType.FLOAT32, -1, 3, -1, -1)
                    .dynamicAxis("x", 2, "height")
                    .dynamicAxis("x", 3, "width")
                    .axis(DynamicAxis.named("height").atLeast(3))
                    .axis(DynamicAxis.named("width").atLeast(3))
                    .export();
            assertThat(model.graph().outputs().get(0).dims())
                    .hasToString("[batch, 4, (height-3)//2*(width-3)//2+(height-3)//2+(width-3)//2+1]");
            agree(model.optimized(), model, 2, 3, 17, 10);
            SampleSet samples = SampleSet.of(List.of(
                    new NDList(manager.randomUniform(0, 1, new Shape(1, 3, 12, 12))),
                    new NDList(manager.randomUniform(0, 1, new Shape(2, 3, 20, 9)))));
            OnnxModel integer = model.quantizeInt8(samples, Int8Options.DEFAULT.withMinimumSpeedup(0));
            assertThat(shape(integer)).isEqualTo(shape(model));
            try (OnnxSession session = OnnxSession.open(integer.toBytes())) {
                Tensor x = Tensor.floats(new long[] {1, 3, 31, 8}, new float[3 * 31 * 8]);
                assertThat(session.run(Map.of("x", x)).get("output").dims()).containsExactly(1, 4, 15 * 3);
            }
        }
    }

    // ---- models of others

    private static OnnxModel read(OnnxMl.GraphProto.Builder graph) throws IOException {
        return read(17, graph);
    }

    private static OnnxModel read(int opset, OnnxMl.GraphProto.Builder graph) throws IOException {
        Path file = Files.createTempFile(folder, "model", ".onnx");
        return OnnxModel.read(
                Files.write(file, Protos.model(opset, graph).build().toByteArray()));
    }

    private static OnnxMl.ValueInfoProto named(String name, String... dims) {
        OnnxMl.ValueInfoProto.Builder info = OnnxMl.ValueInfoProto.newBuilder().setName(name);
        OnnxMl.TypeProto.Tensor.Builder tensor = info.getTypeBuilder().getTensorTypeBuilder();
        tensor.setElemType(ElementType.FLOAT.code());
        for (String d : dims) {
            OnnxMl.TensorShapeProto.Dimension.Builder dim =
                    tensor.getShapeBuilder().addDimBuilder();
            if (d.matches("\\d+")) {
                dim.setDimValue(Long.parseLong(d));
            } else if (!d.isEmpty()) {
                dim.setDimParam(d);
            }
        }
        return info.build();
    }

    /** As PyTorch writes {@code x.squeeze(1)} of an axis that varies. */
    @ParameterizedTest
    @CsvSource({"1,Neg Squeeze", "3,Neg"})
    void branchesThatDependOnTheLengthAreDecided(long length, String operators) throws IOException {
        OnnxMl.GraphProto.Builder squeezed = graph(node("Squeeze", "n one", "t"))
                .addOutput(OnnxMl.ValueInfoProto.newBuilder().setName("t"));
        OnnxMl.GraphProto.Builder same = graph(node("Identity", "n", "e"))
                .addOutput(OnnxMl.ValueInfoProto.newBuilder().setName("e"));
        OnnxModel model = read(graph(
                        node("Neg", "x", "n"),
                        node("Shape", "n", "s")
                                .addAttribute(Protos.number("start", 1))
                                .addAttribute(Protos.number("end", 2)),
                        node("Squeeze", "s zero", "length"),
                        node("Equal", "length single", "is"),
                        node("If", "is", "y", body("then_branch", squeezed), body("else_branch", same)))
                .addInput(named("x", "n_batch", "seq len", "2"))
                .addOutput(OnnxMl.ValueInfoProto.newBuilder().setName("y"))
                .addInitializer(longs("one", 1))
                .addInitializer(longs("zero", 0))
                .addInitializer(longs("single", 1).toBuilder().clearDims()));
        OnnxModel fixed = model.withFixedAxes(Map.of("seq len", length));
        assertThat(fixed.graph().nodes().stream().map(n -> n.operator().name())).containsExactly(operators.split(" "));
        agree(fixed, model, 4, length, 2);
    }

    /** As exporters of 2020 write {@code x.view(n, -1)}: the axes of Unsqueeze are an attribute. */
    @Test
    void lengthsAreFollowedThroughFormsOfOlderOpsets() throws IOException {
        OnnxMl.AttributeProto axes = numbers("axes", 0L);
        OnnxModel model = read(
                11,
                graph(
                                node("Shape", "x", "s"),
                                node("Gather", "s zero", "n"),
                                node("Unsqueeze", "n", "first", axes),
                                node("Concat", "first rest", "shape", Protos.number("axis", 0)),
                                node("Reshape", "x shape", "y"))
                        .addInput(named("x", "batch", "sequence", "2"))
                        .addOutput(OnnxMl.ValueInfoProto.newBuilder().setName("y"))
                        .addInitializer(longs("zero", 0).toBuilder().clearDims())
                        .addInitializer(longs("rest", -1)));
        OnnxModel fixed = model.withFixedAxes(Map.of("batch", 2L, "sequence", 5L));
        assertThat(fixed.report().operators()).containsOnlyKeys("Reshape");
        agree(fixed, model, 2, 5, 2);
        ModelGates.roundTrip(model.toBytes());
    }

    @Test
    void axesWithoutANameAreCalledByTheirPlace() throws IOException {
        OnnxModel model = read(graph(node("Neg", "x", "y"))
                .addInput(named("x", "", "", "2"))
                .addOutput(OnnxMl.ValueInfoProto.newBuilder().setName("y")));
        OnnxModel fixed = model.withFixedAxes(Map.of("x:1", 4L));
        assertThat(fixed.graph().inputs().get(0).dims()).hasToString("[, 4, 2]");
        assertThatThrownBy(() -> model.withFixedAxes(Map.of("x:2", 4L))).hasMessageContaining("some of [x:0, x:1]");
    }

    @Test
    void lengthsThatTheModelCannotHaveAreRefused() throws IOException {
        OnnxModel four = read(graph(node("Add", "x c", "y"))
                .addInput(named("x", "n"))
                .addOutput(OnnxMl.ValueInfoProto.newBuilder().setName("y"))
                .addInitializer(Protos.floats("c", new long[] {4}, 1, 2, 3, 4)));
        assertThat(four.withFixedAxes(Map.of("n", 4L)).graph().outputs().get(0).dims())
                .hasToString("[4]");
        assertThatThrownBy(() -> four.withFixedAxes(Map.of("n", 5L)))
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_REQUEST))
                .hasMessageContaining("cannot have {n=5}");
        OnnxModel sixth = read(graph(node("Gather", "x six", "y"))
                .addInput(named("x", "n"))
                .addOutput(value("y", ElementType.FLOAT, 1))
                .addInitializer(longs("six", 6)));
        assertThatThrownBy(() -> sixth.withFixedAxes(Map.of("n", 3L)))
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_REQUEST))
                .hasMessageContaining("expected lengths at which the model runs, as it does at others, received {n=3}");
    }

    @Test
    void aPictureNetworkRunsOnRandomPicturesOfASizeThatItTakes() throws IOException {
        OnnxModel model = read(graph(node("MaxPool", "x", "y", numbers("kernel_shape", 9L, 9L)))
                .addInput(named("x", "batch", "1", "height", "width"))
                .addOutput(named("y", "batch", "1", "h", "w")));
        assertThat(model.optimized().report().passes()).hasSizeGreaterThan(1);
    }
}
