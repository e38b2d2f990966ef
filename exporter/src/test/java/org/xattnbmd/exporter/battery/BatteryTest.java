package org.xattnbmd.exporter.battery;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.exporter.ExportReport;
import org.xattnbmd.exporter.ModelGates;
import org.xattnbmd.exporter.NativeWarnings;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SeededWeights;

/** Exports every block that the engine can run and compares it at batch sizes 1, 2, 4 and 7. */
class BatteryTest {

    private static final double TOLERANCE = 1e-4;
    private static final Path DOCUMENT = Path.of("BATTERY.md");
    private static final boolean WRITE = Boolean.getBoolean("battery.write");
    private static final List<String> ROWS = new ArrayList<>();

    static Stream<BatteryCase> cases() {
        return Stream.of(LayerCases.all(), SequenceCases.all(), ZooCases.all()).flatMap(s -> s);
    }

    @BeforeAll
    static void quiet() {
        NativeWarnings.getOverWith();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void agreesWithTheBlock(BatteryCase c) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = SeededWeights.initialize(c.block.get(), manager, 11, c.shapes(2));
            OnnxExporter exporter = OnnxExporter.of(block)
                    .name("battery")
                    .verificationBatches(1, 2, 4, 7)
                    .tolerance(TOLERANCE)
                    .verificationInputs((m, batch, seed) -> inputs(c, m, batch, seed));
            for (int i = 0; i < c.inputs.size(); i++) {
                exporter.input("in" + i, c.inputs.get(i).type(), c.inputs.get(i).shape());
            }
            if (c.keepsBatchAxis) {
                exporter.keepBatchAxis();
            }
            OnnxModel model = exporter.export();
            ExportReport report = model.report();
            assertThat(report.batches()).containsExactly(1, 2, 4, 7);
            assertThat(report.maxRelative()).isLessThanOrEqualTo(TOLERANCE);
            List<String> names =
                    IntStream.range(0, c.inputs.size()).mapToObj(i -> "in" + i).toList();
            ModelGates.check(model, names, inputs(c, manager, 3, 99), TOLERANCE);
            String graph = String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %d |",
                    c.name,
                    report.operators().size(),
                    report.nodes(),
                    report.parameters());
            ROWS.add(String.format(Locale.ROOT, "%s %.1e | %.2f |", graph, report.maxRelative(), report.seconds()));
            if (!WRITE) {
                assertThat(Files.readString(DOCUMENT))
                        .as("run with -Dbattery.write=true to write BATTERY.md again")
                        .contains("\n" + graph);
            }
        }
    }

    private static NDList inputs(BatteryCase c, NDManager manager, int batch, long seed) {
        Random random = new Random(seed);
        NDList list = new NDList();
        for (BatteryCase.In in : c.inputs) {
            long[] shape = in.shape().clone();
            shape[0] = batch;
            list.add(in.random(manager, shape, random));
        }
        return list;
    }

    @AfterAll
    static void writeTable() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "# Battery",
                "",
                "Written by `BatteryTest`, which exports these blocks and compares each with ONNX Runtime "
                        + OrtEnvironment.getEnvironment().getVersion()
                        + " at batch sizes 1, 2, 4 and 7: the",
                "largest difference is relative to the largest value of the output. The first four columns are checked on every"
                        + " build;",
                "differences and times are those of one run on one machine.",
                "",
                "| block | operators | nodes | parameters | max difference / max output | export s |",
                "|---|---|---|---|---|---|"));
        lines.addAll(ROWS);
        Files.write(WRITE ? DOCUMENT : Path.of("target", "battery.md"), lines);
    }
}
