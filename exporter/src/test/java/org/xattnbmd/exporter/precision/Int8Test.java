package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.exporter.precision.QuantizedGraph.fusedOperators;
import static org.xattnbmd.exporter.precision.QuantizedGraph.initializer;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.onnx.proto.OnnxMl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.exporter.CalibrationMethod;
import org.xattnbmd.exporter.ConversionReport;
import org.xattnbmd.exporter.CrossAttention;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.Int8Scheme;
import org.xattnbmd.exporter.ModelGates;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import org.xattnbmd.exporter.SeededWeights;

class Int8Test {

    /** Nothing here depends on how fast the machine is; the benchmark measures that. */
    private static final Int8Options UNTIMED = Int8Options.DEFAULT.withMinimumSpeedup(0);

    private static NDManager manager;
    private static OnnxModel model;
    private static SampleSet samples;

    @BeforeAll
    static void export() {
        manager = NDManager.newBaseManager();
        Block block = SeededWeights.initialize(ResNets.small(), manager, 5, new Shape(1, 3, 32, 32));
        model = OnnxExporter.of(block)
                .input("image", DataType.FLOAT32, -1, 3, 32, 32)
                .export();
        samples = SampleSet.of(PrecisionBenchmark.pictures(manager, 6, 32));
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    @Test
    void everyLayerBecomesOneIntegerOperator(@TempDir Path folder) throws Exception {
        OnnxModel quantized = model.quantizeInt8(samples, UNTIMED);
        ConversionReport report = quantized.conversion().orElseThrow();
        assertThat(report.rmsRelative()).isBetween(1e-5, 0.05);
        assertThat(report.kept()).isEmpty();
        assertThat(report.converted()).isEqualTo(7);
        ModelGates.referenceCheck(quantized.toBytes());
        ModelGates.roundTrip(quantized.toBytes());
        List<String> operators = fusedOperators(quantized, folder);
        assertThat(operators).contains("QLinearConv", "QLinearAdd", "QLinearGlobalAveragePool", "QGemm");
        assertThat(operators).doesNotContain("Conv", "Add", "Gemm", "Relu");
    }

    @Test
    void weightsAreInt8PerChannelAndBiasesInt32() throws Exception {
        OnnxModel quantized = model.quantizeInt8(samples, UNTIMED);
        assertThat(initializer(quantized, "01Conv2d/weight").getDataType())
                .isEqualTo(OnnxMl.TensorProto.DataType.INT8.getNumber());
        assertThat(initializer(quantized, "01Conv2d/weight/scale").getDimsList())
                .containsExactly(8L);
        assertThat(QuantizedGraph.of(quantized).getInitializerList())
                .anyMatch(t -> t.getDataType() == OnnxMl.TensorProto.DataType.INT32.getNumber());
    }

    @ParameterizedTest
    @EnumSource(CalibrationMethod.class)
    void everyCalibrationMethodKeepsTheBudget(CalibrationMethod method) {
        ConversionReport report = model.quantizeInt8(samples, UNTIMED.withMethod(method))
                .conversion()
                .orElseThrow();
        assertThat(report.rmsRelative()).isLessThan(0.05);
    }

    @Test
    void oneScaleForAllChannelsCostsAccuracy() {
        Int8Options plain = UNTIMED.withScheme(Int8Scheme.FULL_RANGE);
        assertThat(error(plain.withPerTensorWeights())).isGreaterThan(error(plain));
    }

    private static double error(Int8Options options) {
        return model.quantizeInt8(samples, options.withAccuracyBudget(0.5))
                .conversion()
                .orElseThrow()
                .rmsRelative();
    }

    @Test
    void layersAreExcludedByNameAndByOperator() throws Exception {
        OnnxModel byName = model.quantizeInt8(samples, UNTIMED.excluding("01Conv2d"));
        assertThat(byName.conversion().orElseThrow().kept()).containsEntry("01Conv2d/Conv", "excluded by name");
        OnnxModel byOperator = model.quantizeInt8(samples, UNTIMED.onlyOperators("Gemm"));
        assertThat(byOperator.conversion().orElseThrow().converted()).isEqualTo(1);
        assertThat(QuantizedGraph.of(byOperator).getNodeList().stream()
                        .filter(n -> n.getOpType().equals("DequantizeLinear")))
                .hasSize(3);
    }

    @Test
    void excludedOperatorsAreReportedAndASlipOfThePenIsRefused() {
        ConversionReport report = model.quantizeInt8(samples, UNTIMED.excludingOperators("Conv", "Conv"))
                .conversion()
                .orElseThrow();
        assertThat(report.converted()).isEqualTo(1);
        assertThat(report.kept())
                .hasSize(6)
                .containsValue("excluded by operator")
                .doesNotContainValue("excluded by name");
        assertThatThrownBy(() -> UNTIMED.excludingOperators("Convolution"))
                .hasMessageContaining("received [Convolution]")
                .hasMessageContaining("GlobalAveragePool");
        assertThatThrownBy(() -> model.quantizeInt8(samples, UNTIMED.excluding("01Conv2d", "1Conv2d")))
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_REQUEST))
                .hasMessageContaining("received 1Conv2d");
    }

    @Test
    void sensitiveLayersStayInFloat32UntilTheBudgetHolds() {
        double free = error(UNTIMED);
        ConversionReport report = model.quantizeInt8(samples, UNTIMED.withAccuracyBudget(0.8 * free))
                .conversion()
                .orElseThrow();
        assertThat(report.rmsRelative()).isLessThanOrEqualTo(0.8 * free);
        assertThat(report.kept()).containsValue("too sensitive for the accuracy budget");
        List<Double> ranked = new ArrayList<>(report.sensitivity().values());
        assertThat(ranked).hasSize(7).isSortedAccordingTo(Collections.reverseOrder());
        List<String> order = List.copyOf(report.sensitivity().keySet());
        assertThat(order.subList(0, report.kept().size()))
                .containsExactlyInAnyOrderElementsOf(report.kept().keySet());
    }

    private static void refused(Int8Options options, String message) {
        assertThatThrownBy(() -> model.quantizeInt8(samples, options))
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.QUANTIZATION_REFUSED))
                .hasMessageContaining(message);
    }

    @Test
    void worseOrSlowerThanAskedForIsRefused() {
        refused(UNTIMED.withAccuracyBudget(1e-9), "least sensitive layer alone");
        refused(UNTIMED.withMinimumSpeedup(1e6), "times the speed of float32");
        refused(UNTIMED.onlyOperators("MaxPool"), "at least one layer");
    }

    @Test
    void onlyTheConvolutionalTrunkOfAMultimodalNetworkIsTouched() throws Exception {
        OnnxModel attention = CrossAttention.exporter(manager).export();
        SampleSet both =
                SampleSet.of(List.of(CrossAttention.inputs(manager, 2, 1), CrossAttention.inputs(manager, 2, 2)));
        OnnxModel quantized = attention.quantizeInt8(both, UNTIMED.onlyOperators("Conv", "Add", "MaxPool"));
        assertThat(quantized.conversion().orElseThrow().converted()).isEqualTo(2);
        ModelGates.referenceCheck(quantized.toBytes());
        assertThat(QuantizedGraph.of(quantized).getNodeList())
                .filteredOn(n -> n.getOpType().equals("QuantizeLinear"))
                .extracting(OnnxMl.NodeProto::getName)
                .allMatch(n -> n.startsWith("01encoder/") || n.startsWith("Div"));
    }

    @Test
    void theSameSamplesGiveTheSameBytes() {
        assertThat(model.quantizeInt8(samples, UNTIMED).toBytes())
                .isEqualTo(model.quantizeInt8(samples, UNTIMED).toBytes());
    }
}
