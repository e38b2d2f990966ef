package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.exporter.Protos.floats;
import static org.xattnbmd.exporter.Protos.graph;
import static org.xattnbmd.exporter.Protos.model;
import static org.xattnbmd.exporter.Protos.node;
import static org.xattnbmd.exporter.Protos.number;
import static org.xattnbmd.exporter.Protos.value;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.exporter.ConversionReport;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.Float16Options;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import org.xattnbmd.exporter.SeededWeights;
import org.xattnbmd.exporter.internal.graph.ElementType;

/** What float16 cannot do stays in float32, instead of crashing, refusing the model or computing NaN. */
class Float16FallbackTest {

    private static final ElementType FLOAT = ElementType.FLOAT;

    @TempDir
    private Path folder;

    static Stream<Block> recurrent() {
        return Stream.of(
                GRU.builder()
                        .setNumLayers(1)
                        .setStateSize(8)
                        .optReturnState(false)
                        .build(),
                LSTM.builder()
                        .setNumLayers(2)
                        .setStateSize(8)
                        .optReturnState(false)
                        .build());
    }

    @ParameterizedTest
    @MethodSource("recurrent")
    void recurrentLayersBeforeAProductRun(Block recurrent) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = new SequentialBlock()
                    .add(recurrent)
                    .add(Linear.builder().setUnits(8).build());
            SeededWeights.initialize(block, manager, 2, new Shape(1, 5, 6));
            OnnxModel half = OnnxExporter.of(block)
                    .input("x", DataType.FLOAT32, -1, 5, 6)
                    .export()
                    .toFloat16();
            ConversionReport report = half.conversion().orElseThrow();
            assertThat(report.rmsRelative()).isLessThan(1e-2);
            assertThat(report.kept().values()).anyMatch(r -> r.contains("behind a recurrent layer"));
        }
    }

    @Test
    void aConstantTooSmallForFloat16IsRaised() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = new LambdaBlock(l -> new NDList(l.head().normalize(2, 1, 1e-12)));
            block.initialize(manager, DataType.FLOAT32, new Shape(2, 6));
            SampleSet zeros = SampleSet.of(List.of(new NDList(manager.zeros(new Shape(2, 6)))));
            ConversionReport report = OnnxExporter.of(block)
                    .input("x", DataType.FLOAT32, -1, 6)
                    .export()
                    .toFloat16(Float16Options.DEFAULT.withSamples(zeros))
                    .conversion()
                    .orElseThrow();
            assertThat(report.rmsRelative()).isZero();
            assertThat(report.notes()).contains("1 constants below the smallest float16 are raised to it");
        }
    }

    private ConversionReport half(OnnxMl.GraphProto.Builder graph) throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.write(file, model(17, graph).build().toByteArray());
        return OnnxModel.read(file).toFloat16().conversion().orElseThrow();
    }

    @Test
    void anOperatorWithoutFloat16StaysAlone() throws IOException {
        ConversionReport report = half(graph(
                        node("Mul", "x x", "square").setName("square"),
                        node("IsInf", "square", "i").setName("infinite"),
                        node("Where", "i k square", "z").setName("where"),
                        node("Exp", "z", "y").setName("exp"))
                .addInput(value("x", FLOAT, -1, 3))
                .addOutput(value("y", FLOAT, -1, 3))
                .addInitializer(floats("k", new long[] {1}, 1)));
        assertThat(report.kept()).containsOnlyKeys("infinite");
        assertThat(report.converted()).isEqualTo(3);
    }

    @Test
    void layerNormalizationWithItsMeanStaysAndThatWithoutDoesNot() throws IOException {
        ConversionReport report = half(graph(
                        node("LayerNormalization", "x s", "n m").setName("withMean"),
                        node("LayerNormalization", "n s", "y").setName("plain"))
                .addInput(value("x", FLOAT, -1, 3))
                .addOutput(value("y", FLOAT, -1, 3))
                .addOutput(value("m", FLOAT, -1, 1))
                .addInitializer(floats("s", new long[] {3}, 1, 2, 3)));
        assertThat(report.kept()).containsOnlyKeys("withMean");
        assertThat(report.rmsRelative()).isLessThan(1e-2);
    }

    @Test
    void typesThatAFileLeavesOutAreLearnt() throws IOException {
        // Nothing says what ThresholdedRelu, which this library does not know, makes.
        ConversionReport report = half(graph(
                        node("ThresholdedRelu", "x", "t").setName("threshold"),
                        node("Exp", "t", "y").setName("exp"))
                .addInput(value("x", FLOAT, -1, 3))
                .addOutput(value("y", FLOAT, -1, 3)));
        assertThat(report.converted()).isEqualTo(2);
    }

    @Test
    void textsPassThrough() throws IOException {
        ConversionReport report = half(graph(
                        node("Relu", "x", "r").setName("relu"),
                        node("Cast", "x", "y", number("to", 8)).setName("texts"))
                .addInput(value("x", FLOAT, -1, 2))
                .addOutput(value("r", FLOAT, -1, 2))
                .addOutput(value("y", ElementType.STRING, -1, 2)));
        assertThat(report.outputs())
                .extracting(ConversionReport.OutputError::name)
                .contains("r", "y");
        assertThat(report.rmsRelative()).isLessThan(1e-2);
    }

    @Test
    void whatIsNotFiniteIsRefused() throws IOException {
        // The output itself is beyond float16, whatever stays in float32.
        OnnxMl.GraphProto.Builder graph = graph(node("Mul", "x k", "y").setName("large"))
                .addInput(value("x", FLOAT, -1, 2))
                .addOutput(value("y", FLOAT, -1, 2))
                .addInitializer(floats("k", new long[] {1}, 1e6f));
        Path file = folder.resolve("large.onnx");
        Files.write(file, model(17, graph).build().toByteArray());
        assertThatThrownBy(() -> OnnxModel.read(file).toFloat16(Float16Options.DEFAULT.withFloat16Boundary()))
                .isInstanceOfSatisfying(
                        ExportException.class,
                        e -> assertThat(e.code()).isEqualTo(ExportException.Code.QUANTIZATION_REFUSED));
    }
}
