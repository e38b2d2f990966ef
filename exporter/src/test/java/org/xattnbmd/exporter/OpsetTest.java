package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpsetTest {

    /** Opset and the IR version that belongs to it. */
    @ParameterizedTest
    @CsvSource({"13,7", "14,7", "15,8", "16,8", "17,8", "18,8", "19,9", "20,9", "21,10", "22,10", "23,11"})
    void everyOpsetGivesAValidModelWithItsIrVersion(int opset, long irVersion) throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            OnnxModel model = CrossAttention.exporter(manager).opset(opset).export();
            var proto = ai.onnx.proto.OnnxMl.ModelProto.parseFrom(model.toBytes());
            assertThat(proto.getIrVersion()).isEqualTo(irVersion);
            assertThat(proto.getOpsetImport(0).getVersion()).isEqualTo(opset);
            assertThat(model.report().opset()).isEqualTo(opset);
            boolean hasLayerNorm = model.report().operators().containsKey("LayerNormalization");
            assertThat(hasLayerNorm).isEqualTo(opset >= 17);
            NDList inputs = CrossAttention.inputs(manager, 3, 5);
            ModelGates.check(model, List.of("image", "table"), inputs, 1e-5);
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "4", "9"})
    void aFixedBatchNeedsNoBatchAxis(int batch) {
        try (NDManager manager = NDManager.newBaseManager()) {
            CrossAttentionBlock block = SeededWeights.initialize(
                    new CrossAttentionBlock(5), manager, 7, new Shape(1, 1, 16, 16), new Shape(1, 5));
            OnnxModel model = OnnxExporter.of(block)
                    .input("image", DataType.FLOAT32, batch, 1, 16, 16)
                    .input("table", DataType.FLOAT32, batch, 5)
                    .export();
            assertThat(model.report().maxRelative()).isLessThan(1e-5);
        }
    }
}
