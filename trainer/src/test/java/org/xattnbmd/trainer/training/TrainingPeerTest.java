package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.network.Backbone;

/** What {@link TrainingPeerBenchmark} measures is one training written twice. */
class TrainingPeerTest {

    private static final String PYTHON = System.getProperty("peers.python", "python3");

    @TempDir
    Path folder;

    private static PeerSetup setup(Backbone backbone, int crop) {
        TrainingData data = BenchmarkTraining.data(16, 64);
        return new PeerSetup(
                        BenchmarkTraining.network(backbone, 4, 64, crop, data),
                        TrainingConfig.defaults(),
                        data,
                        Device.cpu())
                .forProof(Device.cpu());
    }

    @ParameterizedTest
    @CsvSource({"RESNET18, 32", "RESNET34, 0"})
    void outputsLossGradientsAndStepsAreThoseOfPlainPyTorch(Backbone backbone, int crop) throws Exception {
        assumeTrue(
                TrainingPeer.canRunOn(PYTHON),
                "no Python with torch and numpy here (-Dpeers.python=PROGRAM names an interpreter)");
        PeerSetup setup = setup(backbone, crop);
        Map<String, Tensor> weights = setup.weights(folder);
        TrainingBatch batch = setup.batch();
        Map<String, Tensor> expected = TrainingValues.of(setup, weights, batch, folder.resolve("java"));
        try (TrainingPeer peer =
                TrainingPeer.start(PYTHON, TrainingPeer.SCRIPT, setup, weights, batch, 1, folder.resolve("python"))) {
            Map<String, Tensor> received = peer.proof(Device.cpu());
            SameTraining.Differences found =
                    SameTraining.compare(expected, received, weights, SameTraining.Tolerance.NARROW);
            assertThat(found.heldByRounding()).allMatch(name -> name.endsWith(".bias"));
            assertThat(peer.seconds("ready", "plain")).isPositive();
            assertThat(peer.seconds("loaded", "channels_last")).isPositive();
            assertThat(peer.seconds("device", "bf16")).isPositive();
        }
    }

    @Test
    void whatDiffersIsNamed() throws Exception {
        PeerSetup setup = setup(Backbone.RESNET18, 32);
        Map<String, Tensor> weights = setup.weights(folder);
        Map<String, Tensor> values = TrainingValues.of(setup, weights, setup.batch(), folder);
        SameTraining.Differences none = SameTraining.compare(values, values, weights, SameTraining.Tolerance.NARROW);
        assertThat(none.outputs() + none.loss() + none.gradients() + none.weights() + none.averages())
                .isZero();
        for (String name : new String[] {
            "output.neck_box",
            "loss",
            "gradient.cross.mix",
            "after.cross.layer2.image.gate.weight",
            "average.clinical.basis"
        }) {
            refuses(values, weights, name, 1.5f);
            refuses(values, weights, name, Float.NaN);
        }
        Map<String, Tensor> fewer = new LinkedHashMap<>(values);
        fewer.remove("gradient.cross.mix");
        assertThatThrownBy(() -> SameTraining.compare(values, fewer, weights, SameTraining.Tolerance.NARROW))
                .isInstanceOf(SameTraining.Unlike.class)
                .hasMessageContaining("Python lacks [gradient.cross.mix]");
    }

    /** One value of one tensor, changed by a factor. */
    private static void refuses(Map<String, Tensor> values, Map<String, Tensor> weights, String name, float factor) {
        Tensor tensor = values.get(name);
        float[] changed = Arrays.copyOf(tensor.values(), tensor.values().length);
        changed[0] *= factor;
        Map<String, Tensor> other = new LinkedHashMap<>(values);
        other.put(name, new Tensor(tensor.shape(), changed));
        assertThatThrownBy(() -> SameTraining.compare(values, other, weights, SameTraining.Tolerance.NARROW))
                .isInstanceOf(SameTraining.Unlike.class)
                .hasMessageContaining(name);
    }
}
