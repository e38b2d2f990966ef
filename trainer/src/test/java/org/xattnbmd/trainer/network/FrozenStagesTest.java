package org.xattnbmd.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.training.Gradients;

class FrozenStagesTest {

    @Test
    void eachHoldsMoreThanTheOneBefore() {
        assertThat(held(FrozenStages.NONE)).isZero();
        long stem = held(FrozenStages.STEM);
        long early = held(FrozenStages.EARLY);
        long encoder = held(FrozenStages.ENCODER);
        // One convolution, and four numbers per channel of its normalisation.
        assertThat(stem).isEqualTo(5);
        assertThat(early).isGreaterThan(stem);
        assertThat(encoder).isGreaterThan(early);
    }

    private static long held(FrozenStages stages) {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            XAttnBmd network = XAttnBmd.create(TinyNetworks.config(FusionStrategy.BOTH, true), manager);
            network.freeze(stages.last());
            Map<String, Parameter> all = NamedParameters.of(network);
            all.forEach((name, p) -> {
                if (stages.holds(name)) {
                    assertThat(p.requiresGradient()).as(name).isFalse();
                }
            });
            return all.keySet().stream().filter(stages::holds).count();
        }
    }

    @Test
    void namesSayWhichStage() {
        assertThat(FrozenStages.EARLY.holds("image.resnet.layer2.1.conv2.weight"))
                .isTrue();
        assertThat(FrozenStages.EARLY.holds("image.resnet.layer3.0.conv1.weight"))
                .isFalse();
        assertThat(FrozenStages.EARLY.holds("localizer.heat.weight")).isFalse();
        assertThat(FrozenStages.ENCODER.holds("localizer.heat.weight")).isTrue();
        assertThat(FrozenStages.ENCODER.holds("image.resnet.layer4.1.bn2.running_mean"))
                .isTrue();
        assertThat(FrozenStages.ENCODER.holds("image.projection.weight")).isFalse();
        assertThat(FrozenStages.ENCODER.holds("regressor.target_sd")).isFalse();
    }
}
