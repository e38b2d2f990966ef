package org.xattnbmd.exporter.battery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.exporter.DynamicAxis;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.ModelGates;
import org.xattnbmd.exporter.NativeWarnings;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SeededWeights;
import org.xattnbmd.exporter.VerificationInputs;

/** Blocks of the battery with pictures of any height and width, and with sequences of any length. */
class DynamicBatteryTest {

    private static final double TOLERANCE = 1e-4;
    private static final String[] PICTURE = {"batch", "channels", "height", "width", "depth"};
    private static final Set<String> NETWORKS = Set.of(
            "ResNetV1 18", "MobileNetV2", "SqueezeNet", "GoogLeNet", "NiN", "squeeze and excitation", "ResNeXt block");
    /** Layers whose parameters have the picture's size, or which divide in Java by it. */
    private static final Set<String> OF_ONE_SIZE = Set.of("BertBlock");

    @BeforeAll
    static void quiet() {
        NativeWarnings.getOverWith();
    }

    static Stream<BatteryCase> pictures() {
        return Stream.concat(
                LayerCases.all().filter(c -> c.name.matches("(?i).*(conv|pool).*")),
                ZooCases.all().filter(c -> NETWORKS.contains(c.name)));
    }

    static Stream<BatteryCase> sequences() {
        return SequenceCases.all().filter(c -> !OF_ONE_SIZE.contains(c.name));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void agreesForPicturesOfAnySize(BatteryCase c) {
        agrees(c, (in, axis) -> axis < 2 ? null : PICTURE[axis]);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sequences")
    void agreesForSequencesOfAnyLength(BatteryCase c) {
        agrees(c, DynamicBatteryTest::ofTokens);
    }

    /** The first axis behind the batch, and others as long as it. */
    private static String ofTokens(BatteryCase.In in, int axis) {
        return axis > 0 && in.shape()[axis] == in.shape()[1] ? "tokens" + in.shape()[1] : null;
    }

    /** Positions are a parameter of one length. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("ofOneSize")
    void aBlockOfOneSizeSaysThatItFails(BatteryCase c) {
        assertThatThrownBy(() -> agrees(c, DynamicBatteryTest::ofTokens))
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(Code.BLOCK_FAILED))
                .hasMessageContaining("must match the size");
    }

    static Stream<BatteryCase> ofOneSize() {
        return SequenceCases.all().filter(c -> OF_ONE_SIZE.contains(c.name));
    }

    @FunctionalInterface
    private interface Naming {
        /** The name of an axis, or null where it is fixed. */
        String of(BatteryCase.In in, int axis);
    }

    private static void agrees(BatteryCase c, Naming naming) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = SeededWeights.initialize(c.block.get(), manager, 11, c.shapes(2));
            OnnxExporter exporter = OnnxExporter.of(block)
                    .tolerance(TOLERANCE)
                    .verificationInputs(
                            VerificationInputs.ofSizes((m, sizes, seed) -> inputs(c, naming, m, sizes, seed)));
            if (c.keepsBatchAxis) {
                exporter.keepBatchAxis();
            }
            for (int i = 0; i < c.inputs.size(); i++) {
                declare(exporter, "in" + i, c.inputs.get(i), naming);
            }
            OnnxModel model = exporter.export();
            assertThat(model.report().maxRelative()).isLessThanOrEqualTo(TOLERANCE);
            assertThat(model.report().sizes()).hasSizeGreaterThan(2);
            List<String> names =
                    IntStream.range(0, c.inputs.size()).mapToObj(i -> "in" + i).toList();
            Map<String, Long> sizes = model.report().sizes().get(1);
            ModelGates.check(model, names, inputs(c, naming, manager, sizes, 99), TOLERANCE);
        }
    }

    private static void declare(OnnxExporter exporter, String name, BatteryCase.In in, Naming naming) {
        long[] shape = in.shape().clone();
        for (int axis = 1; axis < shape.length; axis++) {
            shape[axis] = naming.of(in, axis) == null ? shape[axis] : -1;
        }
        exporter.input(name, in.type(), shape);
        for (int axis = 1; axis < shape.length; axis++) {
            String axisName = naming.of(in, axis);
            if (axisName != null) {
                exporter.dynamicAxis(name, axis, axisName)
                        .axis(DynamicAxis.named(axisName).atLeast(in.shape()[axis]));
            }
        }
    }

    private static NDList inputs(BatteryCase c, Naming naming, NDManager manager, Map<String, Long> sizes, long seed) {
        Random random = new Random(seed);
        NDList list = new NDList();
        for (BatteryCase.In in : c.inputs) {
            long[] shape = in.shape().clone();
            shape[0] = sizes.get("batch");
            for (int axis = 1; axis < shape.length; axis++) {
                String name = naming.of(in, axis);
                shape[axis] = name == null ? shape[axis] : sizes.get(name);
            }
            list.add(in.random(manager, shape, random));
        }
        return list;
    }
}
