package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.run.DeviceChoice;

/** Training on a GPU against training on the processor; without a GPU every test here is skipped, and says so. */
class GpuTrainingTest {

    private static final Device GPU = Device.gpu(0);

    @TempDir
    Path folder;

    @BeforeEach
    void needsGpu() {
        assumeTrue(Engine.getInstance().getGpuCount() > 0, "no GPU here that PyTorch sees");
    }

    private Fit fit(FusionStrategy fusion, NDManager manager, List<Device> devices) {
        NetworkConstants constants = NetworkConstants.of(ReplicasTest.data(24, 1));
        return new Fit(ReplicasTest.network(fusion), ReplicasTest.config(), constants, manager, devices, folder, false);
    }

    private Map<String, float[]> gradients(
            FusionStrategy fusion, List<Device> devices, TrainingBatch batch, Map<String, Safetensors.Tensor> weights) {
        Map<String, float[]> gradients = new TreeMap<>();
        try (NDManager manager = NDManager.newBaseManager(devices.get(0));
                Gradients off = Gradients.off();
                Fit fit = fit(fusion, manager, devices);
                NDManager scope = manager.newSubManager()) {
            NamedParameters.load(fit.network(), weights);
            fit.broadcast();
            gradients.put("loss", new float[] {(float) fit.backward(batch, scope)});
            NamedParameters.of(fit.network()).forEach((name, parameter) -> {
                if (parameter.requiresGradient()) {
                    try (NDArray gradient = parameter.getArray().getGradient()) {
                        assertThat(gradient.getDevice()).isEqualTo(devices.get(0));
                        gradients.put(name, gradient.toFloatArray());
                    }
                }
            });
        }
        return gradients;
    }

    private Map<String, Safetensors.Tensor> weights(FusionStrategy fusion) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                Fit fit = fit(fusion, manager, List.of(Device.cpu()))) {
            return NamedParameters.values(fit.network());
        }
    }

    @Test
    void aGpuIsTakenWhereThereIsOne() {
        DeviceChoice choice = DeviceChoice.of(DeviceChoice.Request.AUTO);
        assertThat(choice.device()).isEqualTo(GPU);
        assertThat(choice.reason()).contains("GPU");
        assertThat(DeviceChoice.of(DeviceChoice.Request.CPU).device()).isEqualTo(Device.cpu());
    }

    /** cuDNN multiplies in TF32 (10 bits of mantissa) where the card has it, hence the tolerance. */
    @Test
    void gradientsAreTheProcessors() {
        Map<String, Safetensors.Tensor> weights = weights(FusionStrategy.BOTH);
        TrainingBatch batch = ReplicasTest.batch(8, 8);
        Map<String, float[]> expected = gradients(FusionStrategy.BOTH, List.of(Device.cpu()), batch, weights);
        Map<String, float[]> actual = gradients(FusionStrategy.BOTH, List.of(GPU), batch, weights);
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, wanted) -> {
            double difference = 0;
            double norm = 0;
            for (int i = 0; i < wanted.length; i++) {
                difference += Math.pow(actual.get(name)[i] - wanted[i], 2);
                norm += Math.pow(wanted[i], 2);
            }
            assertThat(Math.sqrt(difference)).as(name).isLessThan(0.03 * Math.sqrt(norm) + 1e-4);
        });
    }

    /** Parts, gradients and weights really travel between two devices here. */
    @Test
    void sharedWithTheProcessorTheGradientIsThatOfTheGpuAlone() {
        Map<String, Safetensors.Tensor> weights = weights(FusionStrategy.CLINICAL);
        TrainingBatch batch = ReplicasTest.batch(7, 7);
        Map<String, float[]> one = gradients(FusionStrategy.CLINICAL, List.of(GPU), batch, weights);
        Map<String, float[]> two = gradients(FusionStrategy.CLINICAL, List.of(GPU, Device.cpu()), batch, weights);
        ReplicasTest.assertSame(two, one, 1e-4f);
    }

    @Test
    void aRunHoldsItsMemoryAndTheKeptWeightsEstimateTheSameOnBothDevices() {
        TrainingData train = ReplicasTest.data(24, 1);
        TrainingData held = ReplicasTest.data(8, 2);
        float[] onGpu;
        try (NDManager manager = NDManager.newBaseManager(GPU);
                Fit fit = fit(FusionStrategy.BOTH, manager, List.of(GPU))) {
            int before = fit.managedArrays();
            List<EpochRecord> epochs = fit.run(train, held, new float[ReplicasTest.PIXELS]);
            assertThat(fit.managedArrays()).as("native arrays").isEqualTo(before);
            assertThat(epochs).hasSize(4).allMatch(epoch -> Double.isFinite(epoch.trainLoss()));
            onGpu = new Predictor(fit.network(), manager)
                    .predict(held.crops(), held.clinical())
                    .bmd();
            Map<String, Safetensors.Tensor> trained = NamedParameters.values(fit.network());
            try (NDManager processor = NDManager.newBaseManager(Device.cpu());
                    Gradients off = Gradients.off();
                    Fit same = fit(FusionStrategy.BOTH, processor, List.of(Device.cpu()))) {
                NamedParameters.load(same.network(), trained);
                float[] onProcessor = new Predictor(same.network(), processor)
                        .predict(held.crops(), held.clinical())
                        .bmd();
                for (int i = 0; i < onGpu.length; i++) {
                    assertThat(onGpu[i]).isCloseTo(onProcessor[i], within(5e-3f));
                }
            }
        }
    }
}
