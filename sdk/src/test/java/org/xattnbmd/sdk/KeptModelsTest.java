package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/**
 * Model files of schemas that the conformance pack has none of, kept byte by byte: each later version opens them and computes what was
 * computed when they were made. A new schema gets a file by {@code -Dkept.write=true}, which leaves files that are there alone.
 */
class KeptModelsTest {

    private static final Path FOLDER = Path.of("src/test/resources/kept");
    private static final Path VALUES = FOLDER.resolve("values.csv");
    /** Older ones are in the conformance pack. */
    private static final int OLDEST = 3;

    private static final double TOLERANCE = 1e-5;

    @Test
    void computeWhatTheyDid() throws IOException {
        if (Boolean.getBoolean("kept.write")) {
            write();
        }
        List<String> lines = Files.readAllLines(VALUES);
        List<Integer> schemas = new ArrayList<>();
        for (String line : lines) {
            String[] cells = line.split(",");
            try (BmdEstimator estimator = BmdEstimator.open(FOLDER.resolve(cells[0]))) {
                schemas.add(estimator.modelCard().schemaVersion());
                double[] now = values(estimator);
                assertThat(now).hasSize(cells.length - 1);
                for (int i = 0; i < now.length; i++) {
                    assertThat(now[i]).as(line).isEqualTo(Double.parseDouble(cells[i + 1]), within(TOLERANCE));
                }
            }
        }
        assertThat(schemas)
                .isEqualTo(IntStream.rangeClosed(OLDEST, ModelCard.SCHEMA_VERSION)
                        .boxed()
                        .toList());
    }

    /** Value and spread of the target and of each further one. */
    private static double[] values(BmdEstimator estimator) {
        BmdEstimate estimate = estimator.estimate(
                Radiograph.of(SyntheticHip.left(100, 90, 3), 100, 90, PixelFormat.unsigned(16)),
                ClinicalRecord.builder().set("age", 70).set("sex", "female").build());
        return DoubleStream.concat(
                        DoubleStream.of(estimate.bmd(), estimate.spread()),
                        estimate.furtherTargets().stream().flatMapToDouble(f -> DoubleStream.of(f.value(), f.spread())))
                .toArray();
    }

    private static void write() throws IOException {
        Map<String, byte[]> models = new TreeMap<>();
        ModelCard hip = TinyModel.card().toBuilder()
                .target(ModelCard.Target.TOTAL_HIP)
                .reference(null)
                .thresholds(List.of())
                .goldenTolerance(Double.NaN)
                .build();
        models.put("schema-3.onnx", TinyModel.bytes(hip.toJson()));
        models.put(
                "schema-4.onnx", TinyModel.withFurther(TinyModel.furtherCard().toJson()));
        Files.createDirectories(FOLDER);
        List<String> lines = Files.exists(VALUES) ? new ArrayList<>(Files.readAllLines(VALUES)) : new ArrayList<>();
        for (Map.Entry<String, byte[]> model : models.entrySet()) {
            Path file = FOLDER.resolve(model.getKey());
            if (Files.exists(file)) {
                continue;
            }
            Files.write(file, model.getValue());
            StringBuilder line = new StringBuilder(model.getKey());
            try (BmdEstimator estimator = BmdEstimator.open(file)) {
                for (double value : values(estimator)) {
                    line.append(',').append(value);
                }
            }
            lines.add(line.toString());
        }
        Files.write(VALUES, lines);
    }
}
