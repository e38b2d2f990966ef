package org.xattnbmd.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.network.Regressor.Scale;
import org.xattnbmd.trainer.training.Gradients;

/** A regressor of several targets at once. */
class FurtherTargetsTest {

    private static final int FUSED = 12;
    private static final int N = 5;
    private static final AttentionSettings SETTINGS = new AttentionSettings(8, 2, 1, 0.1, AttentionGate.NONE);
    private static final Scale FIRST = new Scale(0.9, 0.15, 0.005);

    /** Grip strength in kg and a fraction: units that are three powers of ten apart. */
    private static final List<Scale> FURTHER = List.of(new Scale(30, 9, 0.5), new Scale(0.02, 0.01, 0.001));

    @ParameterizedTest(name = "training {0}")
    @ValueSource(booleans = {false, true})
    void theFirstTargetIsWhatItIsAloneToTheBit(boolean training) {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            Regressor alone = regressor(manager, List.of());
            Regressor several = regressor(manager, FURTHER);
            Map<String, Safetensors.Tensor> weights = NamedParameters.values(several);
            NamedParameters.values(alone)
                    .forEach((name, tensor) ->
                            assertThat(weights.get(name).values()).as(name).containsExactly(tensor.values()));

            NDList one = outputs(alone, manager, training);
            NDList all = outputs(several, manager, training);
            assertThat(all).hasSize(one.size() + 2);
            assertThat(all.get(0).toFloatArray()).containsExactly(one.get(0).toFloatArray());
            assertThat(all.get(1).toFloatArray()).containsExactly(one.get(1).toFloatArray());
            if (training) {
                // The estimate by the image alone comes last.
                assertThat(all.get(4).toFloatArray()).containsExactly(one.get(2).toFloatArray());
            }
        }
    }

    @Test
    void eachTargetIsInItsOwnUnit() {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            Regressor regressor = regressor(manager, FURTHER);
            NamedParameters.of(regressor).forEach((name, parameter) -> {
                if (name.startsWith("further.estimate") || name.startsWith("further.linear")) {
                    NDArray values = parameter.getArray();
                    NamedParameters.set(
                            values, new float[(int) values.getShape().size()]);
                }
            });
            NDList outputs = outputs(regressor, manager, false);
            Shape[] shapes = regressor.getOutputShapes(new Shape[] {new Shape(N, FUSED)});
            for (int i = 0; i < shapes.length; i++) {
                assertThat(outputs.get(i).getShape()).isEqualTo(shapes[i]);
            }
            float[] estimates = outputs.get(2).toFloatArray();
            float[] spreads = outputs.get(3).toFloatArray();
            for (int i = 0; i < N; i++) {
                for (int k = 0; k < FURTHER.size(); k++) {
                    Scale scale = FURTHER.get(k);
                    assertThat(estimates[2 * i + k]).isEqualTo((float) scale.mean());
                    assertThat((double) spreads[2 * i + k])
                            .isBetween(scale.smallestSpread(), scale.smallestSpread() + 5 * scale.sd());
                }
            }
        }
    }

    @Test
    void itIsExported() throws OrtException {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            Regressor regressor = regressor(manager, FURTHER);
            List<String> names = List.of("estimate", "spread", "further", "further_spread");
            byte[] file = OnnxExporter.of(regressor)
                    .input("fused", DataType.FLOAT32, -1, FUSED)
                    .outputs(names.toArray(String[]::new))
                    .export()
                    .toBytes();
            NDList expected = outputs(regressor, manager, false);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            try (OrtSession session = environment.createSession(file);
                    OnnxTensor fused =
                            OnnxTensor.createTensor(environment, FloatBuffer.wrap(fused()), new long[] {N, FUSED});
                    OrtSession.Result result = session.run(Map.of("fused", fused))) {
                for (int i = 0; i < names.size(); i++) {
                    OnnxTensor output = (OnnxTensor) result.get(names.get(i)).orElseThrow();
                    assertThat(output.getInfo().getShape())
                            .isEqualTo(expected.get(i).getShape().getShape());
                    float[] actual = new float[(int) expected.get(i).size()];
                    output.getFloatBuffer().get(actual);
                    assertThat(actual).containsExactly(expected.get(i).toFloatArray(), within(1e-4f));
                }
            }
        }
    }

    private static Regressor regressor(NDManager manager, List<Scale> further) {
        Engine.getInstance().setRandomSeed(5);
        Regressor regressor = new Regressor(SETTINGS, FIRST, true, further);
        regressor.initialize(manager, DataType.FLOAT32, new Shape(N, FUSED));
        return regressor;
    }

    private static NDList outputs(Regressor regressor, NDManager manager, boolean training) {
        // Dropout draws.
        Engine.getInstance().setRandomSeed(6);
        NDArray fused = manager.create(fused(), new Shape(N, FUSED));
        NDArray image = fused.get(":, :" + SETTINGS.tokenSize());
        return regressor.forward(new ParameterStore(manager, false), new NDList(fused, image), training);
    }

    private static float[] fused() {
        Random random = new Random(9);
        float[] values = new float[N * FUSED];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
