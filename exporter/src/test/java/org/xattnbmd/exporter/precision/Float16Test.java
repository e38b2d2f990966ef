package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.onnx.proto.OnnxMl;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.ConversionReport;
import org.xattnbmd.exporter.CrossAttention;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.Float16Options;
import org.xattnbmd.exporter.ModelGates;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import org.xattnbmd.exporter.SeededWeights;

class Float16Test {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private SampleSet samples() {
        return SampleSet.of(List.of(CrossAttention.inputs(manager, 1, 1), CrossAttention.inputs(manager, 4, 2)));
    }

    private OnnxModel linear(int width, float factor) {
        Block block = new SequentialBlock()
                .add(Linear.builder().setUnits(width).build())
                .addSingleton(x -> x.mul(factor))
                .addSingleton(x -> x.div(factor));
        SeededWeights.initialize(block, manager, 3, new Shape(1, width));
        return OnnxExporter.of(block).input("x", DataType.FLOAT32, -1, width).export();
    }

    @Test
    void convertsAWholeModelAndReportsHowFarItMoved() throws Exception {
        OnnxModel model = CrossAttention.exporter(manager).export();
        OnnxModel half = model.toFloat16(Float16Options.DEFAULT.withSamples(samples()));
        ConversionReport report = half.conversion().orElseThrow();
        assertThat(report.precision()).isEqualTo("float16");
        assertThat(report.outputs())
                .extracting(ConversionReport.OutputError::name)
                .containsExactly("mean", "attention", "spread");
        assertThat(report.rmsRelative()).isBetween(1e-6, 1e-2);
        assertThat(report.converted()).isGreaterThan(20);
        ModelGates.referenceCheck(half.toBytes());
        OnnxMl.GraphProto graph = OnnxMl.ModelProto.parseFrom(half.toBytes()).getGraph();
        assertThat(graph.getInputList())
                .allMatch(i ->
                        i.getType().getTensorType().getElemType() == OnnxMl.TensorProto.DataType.FLOAT.getNumber());
        assertThat(graph.getInitializerList())
                .noneMatch(i -> i.getDataType() == OnnxMl.TensorProto.DataType.FLOAT.getNumber());
        assertThat(model.conversion()).isEmpty();
        assertThat(half.metadata()).isEqualTo(model.metadata());
    }

    @Test
    void aFileIsAtMost51PercentOfTheSize() {
        OnnxModel model = linear(400, 1.5f);
        assertThat(model.toFloat16().conversion().orElseThrow().sizeRatio()).isLessThan(0.51);
    }

    @Test
    void keepsWhatTheListsSay() {
        OnnxModel model = CrossAttention.exporter(manager).export();
        OnnxModel half = model.toFloat16(Float16Options.DEFAULT
                .withSamples(samples())
                .keepingOperators("Softmax")
                .keepingNodes("01encoder/"));
        ConversionReport report = half.conversion().orElseThrow();
        assertThat(report.kept())
                .containsValue("its operator is on the keep-list")
                .containsValue("its name is on the keep-list");
        ModelGates.referenceCheck(half.toBytes());
        ConversionReport whole = model.toFloat16(Float16Options.DEFAULT.withSamples(samples()))
                .conversion()
                .orElseThrow();
        assertThat(report.kept()).hasSizeGreaterThan(whole.kept().size());
    }

    @Test
    void convertsOnlyWhatItIsToldTo() throws Exception {
        OnnxModel model = CrossAttention.exporter(manager).export();
        Float16Options only = Float16Options.DEFAULT.withSamples(samples()).convertingOnly("01encoder/");
        OnnxModel half = model.toFloat16(only);
        ConversionReport report = half.conversion().orElseThrow();
        assertThat(report.converted()).isPositive();
        assertThat(report.kept())
                .containsValue("its name is not among those to convert")
                .allSatisfy((node, why) -> assertThat(node).doesNotStartWith("01encoder/"));
        ModelGates.referenceCheck(half.toBytes());
        assertThatThrownBy(() -> model.toFloat16(Float16Options.DEFAULT.convertingOnly("99nothing")))
                .hasMessageContaining("expected the beginning of a node's name, received 99nothing");
    }

    @Test
    void whatWouldOverflowStaysInFloat32() {
        OnnxModel half = linear(8, 100_000f).toFloat16();
        ConversionReport report = half.conversion().orElseThrow();
        assertThat(report.kept()).containsValue("its values come near the largest float16");
        assertThat(report.rmsRelative()).isLessThan(1e-2);
    }

    @Test
    void theBoundaryCanBeFloat16Too() throws Exception {
        OnnxModel half = linear(8, 1.5f).toFloat16(Float16Options.DEFAULT.withFloat16Boundary());
        OnnxMl.GraphProto graph = OnnxMl.ModelProto.parseFrom(half.toBytes()).getGraph();
        assertThat(graph.getInput(0).getType().getTensorType().getElemType())
                .isEqualTo(OnnxMl.TensorProto.DataType.FLOAT16.getNumber());
        assertThat(half.conversion().orElseThrow().rmsRelative()).isLessThan(1e-2);
    }

    @Test
    void samplesOfAnotherShapeAreRefused() {
        OnnxModel model = linear(8, 1.5f);
        SampleSet wrong = SampleSet.of(List.of(new NDList(manager.ones(new Shape(1, 9)))));
        assertThatThrownBy(() -> model.toFloat16(Float16Options.DEFAULT.withSamples(wrong)))
                .isInstanceOfSatisfying(
                        ExportException.class,
                        e -> assertThat(e.code()).isEqualTo(ExportException.Code.INVALID_REQUEST))
                .hasMessageContaining("expected samples of x");
    }
}
