package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.network.EncoderStages;
import org.xattnbmd.trainer.network.FrozenStages;

/** The stages of another run's network that learn one after the other, and each at a rate of its own. */
class FineTuningTest {

    private static final TrainingConfig GRADUAL = SmallTraining.config(6, 6).withFineTuning(new FineTuning(1, 0.5));

    @TempDir
    Path folder;

    private Map<String, Tensor> weights;

    @BeforeEach
    void anotherNetwork() {
        weights = SmallTraining.anotherNetwork();
    }

    private Map<String, Tensor> train(String run, TrainingConfig config, int devices, int stopAfter, boolean resume) {
        WarmStart start = new WarmStart(weights, "another", FrozenStages.STEM);
        return SmallTraining.train(
                folder.resolve(run), ReplicasTest.data(8, 1), config, devices, stopAfter, resume, start);
    }

    /** Killed after every epoch, too: its weights are those of a run that nobody killed. */
    @Test
    void stagesOpenFromTheLastToTheFirst() {
        Map<String, Tensor> last = Map.of();
        for (int epoch = 1; epoch <= 6; epoch++) {
            last = train("killed", GRADUAL, 1, epoch, epoch > 1);
            for (Map.Entry<String, Tensor> before : weights.entrySet()) {
                int stage = EncoderStages.of(before.getKey());
                boolean closed = stage == 0 || stage > 0 && EncoderStages.LAST - stage + 1 > epoch - 1;
                float[] now = last.get("network." + before.getKey()).values();
                float[] average = last.get("average." + before.getKey()).values();
                if (closed) {
                    assertThat(now)
                            .as(before.getKey())
                            .containsExactly(before.getValue().values());
                    assertThat(average)
                            .as(before.getKey())
                            .containsExactly(before.getValue().values());
                } else if (before.getKey().matches("image\\.(resnet|projection).*(weight|running_mean|running_var)")) {
                    assertThat(Arrays.equals(now, before.getValue().values()))
                            .as(before.getKey() + " after epoch " + epoch)
                            .isFalse();
                }
            }
        }
        Map<String, Tensor> whole = train("whole", GRADUAL, 1, 6, false);
        assertThat(last.keySet()).isEqualTo(whole.keySet());
        for (Map.Entry<String, Tensor> entry : whole.entrySet()) {
            assertThat(last.get(entry.getKey()).values())
                    .as(entry.getKey())
                    .containsExactly(entry.getValue().values());
        }
    }

    @Test
    void copiesOnOtherDevicesOpenWithIt() {
        Map<String, Tensor> two = train("two", GRADUAL, 2, 2, false);
        weights.forEach((name, before) -> {
            boolean same = Arrays.equals(two.get("network." + name).values(), before.values());
            if (name.matches("image\\.resnet\\.layer3.*")) {
                assertThat(same).as(name).isTrue();
            } else if (name.matches("image\\.resnet\\.layer4.*weight")) {
                assertThat(same).as(name).isFalse();
            }
        });
    }

    /** Adam's first step is as long as the learning rate, whatever the gradient. */
    @Test
    void theFirstStepOfEachStageIsAsLongAsItsRate() {
        TrainingConfig small = SmallTraining.config(1, 1);
        TrainingConfig config = small.withSchedule(small.schedule().withWarmUpEpochs(0))
                .withOptimizer(small.optimizer().withWeightDecay(0))
                .withFineTuning(new FineTuning(0, 0.5));
        Map<String, Tensor> after = train("run", config, 1, 1, false);
        float[] longest = new float[EncoderStages.LAST + 1];
        float longestElsewhere = 0;
        for (Map.Entry<String, Tensor> before : weights.entrySet()) {
            if (!after.containsKey("adam.mean." + before.getKey())) {
                continue;
            }
            float[] now = after.get("network." + before.getKey()).values();
            int stage = EncoderStages.of(before.getKey());
            for (int i = 0; i < now.length; i++) {
                float moved = Math.abs(now[i] - before.getValue().values()[i]);
                if (stage == EncoderStages.NONE) {
                    longestElsewhere = Math.max(longestElsewhere, moved);
                } else {
                    longest[stage] = Math.max(longest[stage], moved);
                }
            }
        }
        double rate = config.schedule().learningRate();
        assertThat(longestElsewhere).isCloseTo((float) rate, within((float) (0.02 * rate)));
        assertThat(longest[0]).as("kept").isZero();
        for (int stage = 1; stage <= EncoderStages.LAST; stage++) {
            double expected = rate * Math.pow(0.5, 5 - stage);
            assertThat(longest[stage]).as("stage %d", stage).isCloseTo((float) expected, within((float)
                    (0.02 * expected)));
        }
    }

    @Test
    void aRunGoesOnAsItBegan() {
        train("run", GRADUAL, 1, 1, false);
        assertThatThrownBy(() -> train("run", SmallTraining.config(6, 6), 1, 6, true))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(TrainerException.Code.CHECKPOINT))
                .hasMessageContainingAll("one stage more every 1 epochs", "stages that learn alike");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new FineTuning(-1, 1)).isInstanceOf(RefusedValueException.class);
        assertThatThrownBy(() -> new FineTuning(0, 1.1)).isInstanceOf(RefusedValueException.class);
        assertThatThrownBy(() -> new FineTuning(0, -0.1)).isInstanceOf(RefusedValueException.class);
        assertThatThrownBy(() -> Schedule.defaults().withSwaEpochs(98)).isInstanceOf(RefusedValueException.class);
        assertThat(Schedule.defaults().withSwaEpochs(97).beforeAveraging()).isEqualTo(3);
    }
}
