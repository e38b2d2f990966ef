package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.network.FrozenStages;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.XAttnBmd;

/** Training that begins with another network's weights and keeps a part of them. */
class WarmStartTest {

    private static final int EPOCHS = 4;

    @TempDir
    Path folder;

    private Map<String, Tensor> weights;

    @BeforeEach
    void anotherNetwork() {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            weights = NamedParameters.values(XAttnBmd.create(ReplicasTest.network(FusionStrategy.BOTH), manager));
        }
    }

    private Map<String, Tensor> train(String run, FrozenStages frozen, int devices, int stopAfter, boolean resume) {
        TrainingData train = ReplicasTest.data(24, 1);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                Fit fit = new Fit(
                        ReplicasTest.network(FusionStrategy.BOTH),
                        SmallTraining.config(EPOCHS, EPOCHS),
                        NetworkConstants.of(train),
                        manager,
                        Collections.nCopies(devices, Device.cpu()),
                        folder.resolve(run),
                        resume,
                        new WarmStart(weights, "another, " + frozen, frozen))) {
            fit.stopAfter(stopAfter);
            fit.run(train, ReplicasTest.data(8, 2), new float[train.crops()[0].length]);
        }
        return Safetensors.read(folder.resolve(run).resolve(Fit.LAST)).tensors();
    }

    @ParameterizedTest
    @EnumSource(FrozenStages.class)
    void goesOnAfterAKillWithTheSameWeightsAndKeepsTheFrozenOnes(FrozenStages frozen) {
        Map<String, Tensor> whole = train("whole", frozen, 1, EPOCHS, false);
        train("killed", frozen, 1, 2, false);
        Map<String, Tensor> resumed = train("killed", frozen, 1, EPOCHS, true);
        assertThat(resumed.keySet()).isEqualTo(whole.keySet());
        whole.forEach((name, tensor) ->
                assertThat(resumed.get(name).values()).as(name).containsExactly(tensor.values()));
        weights.forEach((name, tensor) -> {
            if (frozen.holds(name)) {
                assertThat(whole.get("network." + name).values()).as(name).containsExactly(tensor.values());
                assertThat(whole.get("average." + name).values()).as(name).containsExactly(tensor.values());
                assertThat(whole).doesNotContainKey("adam.mean." + name);
            }
        });
    }

    @Test
    void copiesOnOtherDevicesAreFrozenToo() {
        Map<String, Tensor> two = train("two", FrozenStages.EARLY, 2, EPOCHS, false);
        weights.forEach((name, tensor) -> {
            if (FrozenStages.EARLY.holds(name)) {
                assertThat(two.get("network." + name).values()).as(name).containsExactly(tensor.values());
            }
        });
    }

    @Test
    void anotherStartIsNoResume() {
        train("run", FrozenStages.STEM, 1, 1, false);
        assertThatThrownBy(() -> train("run", FrozenStages.NONE, 1, EPOCHS, true))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(TrainerException.Code.CHECKPOINT))
                .hasMessageContaining("began from another, STEM")
                .hasMessageContaining("received another, NONE");
    }
}
