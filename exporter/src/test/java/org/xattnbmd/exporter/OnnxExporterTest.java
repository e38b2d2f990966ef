package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
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
        return CrossAttention.exporter(manager);
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

    @Test
    void aFileThatIsReadAgainIsTheSameModel(@TempDir Path folder) {
        OnnxModel model = exporter().metadata("card", "{}").export();
        Path file = folder.resolve("m.onnx");
        model.save(file);
        OnnxModel read = OnnxModel.read(file);
        assertThat(read.toBytes()).isEqualTo(model.toBytes());
        assertThat(read.metadata()).isEqualTo(model.metadata());
        assertThat(read.report().operators()).isEqualTo(model.report().operators());
        assertThat(read.report().parameters()).isEqualTo(model.report().parameters());
        assertThat(read.report().outputs()).isEmpty();
    }

    @Test
    void aFolderThatIsNotThereIsSaidSo(@TempDir Path folder) {
        OnnxModel model = exporter().export();
        assertThatThrownBy(() -> model.save(folder.resolve("absent").resolve("m.onnx")))
                .isInstanceOfSatisfying(
                        ExportException.class, e -> assertThat(e.code()).isEqualTo(ExportException.Code.IO))
                .hasMessageContaining("a folder that exists");
    }

    @Test
    void theReportReadsWell() {
        String report = exporter().export().report().toString();
        assertThat(report)
                .contains("opset 17", "output mean: max difference", "batch normalisation folding: 1")
                .contains("MatMul and Add to Gemm: 0, left {an operand is no matrix=3}");
    }
}
