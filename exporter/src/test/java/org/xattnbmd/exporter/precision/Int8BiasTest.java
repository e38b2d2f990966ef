package org.xattnbmd.exporter.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.exporter.Protos.floats;
import static org.xattnbmd.exporter.Protos.graph;
import static org.xattnbmd.exporter.Protos.model;
import static org.xattnbmd.exporter.Protos.node;
import static org.xattnbmd.exporter.Protos.value;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.exporter.Int8Options;
import org.xattnbmd.exporter.Int8Scheme;
import org.xattnbmd.exporter.ModelGates;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/** Biases that are far from what the weights give, and of other lengths. */
class Int8BiasTest {

    private static final int INPUTS = 8;
    private static final int OUTPUTS = 4;

    @TempDir
    private Path folder;

    /** A Gemm whose first channel has weights of the given size. */
    private OnnxModel gemm(float firstWeights, float... bias) throws IOException {
        Random random = new Random(3);
        float[] weights = new float[OUTPUTS * INPUTS];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (random.nextFloat() - 0.5f) * (i < INPUTS ? firstWeights : 1);
        }
        OnnxMl.ModelProto.Builder model = model(
                17,
                graph(node("Gemm", "x w b", "y", org.xattnbmd.exporter.Protos.number("transB", 1))
                                .setName("gemm"))
                        .addInput(value("x", ElementType.FLOAT, -1, INPUTS))
                        .addOutput(value("y", ElementType.FLOAT, -1, OUTPUTS))
                        .addInitializer(floats("w", new long[] {OUTPUTS, INPUTS}, weights))
                        .addInitializer(floats("b", new long[] {bias.length}, bias)));
        Path file = Files.write(folder.resolve("gemm.onnx"), model.build().toByteArray());
        return OnnxModel.read(file);
    }

    private static SampleSet samples(NDManager manager) {
        Random random = new Random(4);
        float[] values = new float[16 * INPUTS];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return SampleSet.of(List.of(new NDList(manager.create(values, new Shape(16, INPUTS)))));
    }

    private static OnnxModel quantized(OnnxModel model, Int8Options options) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return model.quantizeInt8(samples(manager), options.withMinimumSpeedup(0));
        }
    }

    private static float[] run(OnnxModel model) {
        try (OnnxSession session = OnnxSession.open(model.toBytes())) {
            float[] x = new float[INPUTS];
            java.util.Arrays.fill(x, 0.5f);
            return session.run(Map.of("x", Tensor.floats(new long[] {1, INPUTS}, x)))
                    .get("y")
                    .toFloats();
        }
    }

    @ParameterizedTest
    @EnumSource(Int8Scheme.class)
    void aBiasBeyondInt32WidensItsChannelsSteps(Int8Scheme scheme) throws IOException {
        OnnxModel quantized = quantized(gemm(1e-9f, 1, 0.1f, 0, -0.2f), Int8Options.DEFAULT.withScheme(scheme));
        assertThat(run(quantized)[0]).isCloseTo(1f, org.assertj.core.data.Offset.offset(1e-3f));
        assertThat(quantized.conversion().orElseThrow().converted()).isEqualTo(1);
    }

    @Test
    void withOneScaleInAllTheLayerStays() throws IOException {
        OnnxModel one = gemm(1e-9f, 1e9f, 0.1f, 0, -0.2f);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> quantized(
                        one,
                        Int8Options.DEFAULT.withScheme(Int8Scheme.FULL_RANGE).withPerTensorWeights()))
                .hasMessageContaining("a channel would be lost");
    }

    @Test
    void aBiasOfOneElementIsOneForEachChannel() throws Exception {
        OnnxModel plain = gemm(1, 0.25f);
        OnnxModel quantized = quantized(plain, Int8Options.DEFAULT);
        ModelGates.referenceCheck(quantized.toBytes());
        float[] expected = run(plain);
        float[] actual = run(quantized);
        for (int i = 0; i < OUTPUTS; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], org.assertj.core.data.Offset.offset(0.02f));
        }
    }
}
