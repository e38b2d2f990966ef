package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.network.FrozenStages;

/** Training that begins with another network's weights and keeps a part of them. */
class WarmStartTest {

    private static final int EPOCHS = 4;

    @TempDir
    Path folder;

    private Map<String, Tensor> weights;

    @BeforeEach
    void anotherNetwork() {
        weights = SmallTraining.anotherNetwork();
    }

    private Map<String, Tensor> train(String run, FrozenStages frozen, int devices, int stopAfter, boolean resume) {
        WarmStart start = new WarmStart(weights, "another, " + frozen, frozen);
        TrainingConfig config = SmallTraining.config(EPOCHS, EPOCHS);
        return SmallTraining.train(
                folder.resolve(run), ReplicasTest.data(24, 1), config, devices, stopAfter, resume, start);
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
