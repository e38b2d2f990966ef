package org.xattnbmd.trainer.run;

import static org.xattnbmd.trainer.RefusedValueException.require;
import static org.xattnbmd.trainer.RefusedValueException.requireThreads;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.xattnbmd.trainer.network.AttentionGate;
import org.xattnbmd.trainer.network.Backbone;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.NetworkSettings;
import org.xattnbmd.trainer.training.AugmentationConfig;
import org.xattnbmd.trainer.training.LossConfig;
import org.xattnbmd.trainer.training.TrainingConfig;

/**
 * What a user chooses for a run.
 *
 * @param network with a square picture
 * @param threads that read images
 */
public record RunConfig(@JsonUnwrapped NetworkSettings network, int threads, TrainingConfig training) {

    public RunConfig {
        require(
                network.picture().imageHeight() == network.picture().imageWidth(),
                "expected a square picture, received " + network.picture());
        requireThreads(threads);
    }

    /** The demo's network, trained as is usual. */
    public static RunConfig demo() {
        return new RunConfig(NetworkSettings.demo(), 2, TrainingConfig.defaults());
    }

    /** Rows and columns of the preprocessed picture. */
    public int imageSize() {
        return network.picture().imageHeight();
    }

    /** The same with another number of epochs. */
    public RunConfig withEpochs(int epochs) {
        return withTraining(training.withSchedule(training.schedule().withEpochs(epochs)));
    }

    public RunConfig withBackbone(Backbone other) {
        return new RunConfig(network.withBackbone(other), threads, training);
    }

    public RunConfig withFusion(FusionStrategy other) {
        return new RunConfig(network.withFusion(other), threads, training);
    }

    public RunConfig withGate(AttentionGate other) {
        return new RunConfig(network.withAttention(network.attention().withGate(other)), threads, training);
    }

    public RunConfig withLoss(LossConfig other) {
        return withTraining(training.withLoss(other));
    }

    public RunConfig withAugmentation(AugmentationConfig other) {
        return withTraining(training.withAugmentation(other));
    }

    /** The same with another training. */
    public RunConfig withTraining(TrainingConfig other) {
        return new RunConfig(network, threads, other);
    }
}
