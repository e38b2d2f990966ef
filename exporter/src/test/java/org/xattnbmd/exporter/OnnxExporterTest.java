package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExporterTest {

    private static NDManager manager;

    @BeforeAll
    static void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static OnnxExporter exporter() {
        CrossAttentionBlock block = SeededWeights.initialize(
                new CrossAttentionBlock(5), manager, 7, new Shape(1, 1, 16, 16), new Shape(1, 5));
        return OnnxExporter.of(block)
                .name("cross-attention")
                .input("image", DataType.FLOAT32, -1, 1, 16, 16)
                .input("table", DataType.FLOAT32, -1, 5)
                .outputs("mean", "attention", "spread")
                .verificationInputs((m, batch, seed) -> {
                    Random random = new Random(seed);
                    NDArray image = m.create(floats(random, batch * 256, false), new Shape(batch, 1, 16, 16));
                    NDArray table = m.create(floats(random, batch * 5, true), new Shape(batch, 5));
                    return new NDList(image, table);
                });
    }

    private static float[] floats(Random random, int n, boolean withMissing) {
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = withMissing && random.nextInt(4) == 0 ? Float.NaN : random.nextFloat();
        }
        return v;
    }

    @Test
    void exportsTwoInputsThreeOutputsAndMissingValues() {
        OnnxModel model = exporter().metadata("card", "{}").export();
        assertThat(model.report().maxRelative()).isLessThan(1e-5);
        assertThat(model.report().outputs())
                .extracting(ExportReport.OutputParity::name)
                .containsExactly("mean", "attention", "spread");
        assertThat(model.metadata()).containsEntry("card", "{}");
    }

    @Test
    void givesTheSameBytesEachTime() {
        assertThat(exporter().export().toBytes()).isEqualTo(exporter().export().toBytes());
    }

    @Test
    void savesTheFileAndMetadataAddedLater(@TempDir Path folder) throws Exception {
        OnnxModel model = exporter().export().withMetadata("golden", "later");
        Path file = folder.resolve("m.onnx");
        model.save(file);
        assertThat(Files.readAllBytes(file)).isEqualTo(model.toBytes());
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        assertThat(new String(model.toBytes(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("golden", "encoder/01Conv2d/weight", "query/weight");
    }
}
