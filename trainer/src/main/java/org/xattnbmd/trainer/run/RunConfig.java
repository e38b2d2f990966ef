package org.xattnbmd.trainer.run;

import java.util.List;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.network.Backbone;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.training.AugmentationConfig;
import org.xattnbmd.trainer.training.LossConfig;
import org.xattnbmd.trainer.training.TrainingConfig;

/**
 * What a user chooses for a run.
 *
 * @param imageSize rows and columns of the preprocessed picture
 * @param cropSize rows and columns of the neck crop, 0 for none
 * @param threads that read images
 */
public record RunConfig(
        Backbone backbone,
        int baseWidth,
        int outputStride,
        int imageSize,
        int cropSize,
        int tokenSize,
        int heads,
        int layers,
        double dropout,
        FusionStrategy fusion,
        int threads,
        TrainingConfig training) {

    public RunConfig {
        RefusedValueException.requireThreads(threads);
    }

    /** The network of the demo: a narrow ResNet-18 on the 128² neck crop, 3 layers, 4 heads, both directions. */
    public static RunConfig demo() {
        return new RunConfig(
                Backbone.RESNET18, 16, 16, 256, 128, 32, 4, 3, 0.25, FusionStrategy.BOTH, 2, TrainingConfig.defaults());
    }

    /** The same with another number of epochs. */
    public RunConfig withEpochs(int epochs) {
        return with(backbone, fusion, training.withEpochs(epochs));
    }

    public RunConfig withBackbone(Backbone other) {
        return with(other, fusion, training);
    }

    public RunConfig withFusion(FusionStrategy other) {
        return with(backbone, other, training);
    }

    public RunConfig withLoss(LossConfig other) {
        return with(backbone, fusion, training.with(other, training.augmentation()));
    }

    public RunConfig withAugmentation(AugmentationConfig other) {
        return with(backbone, fusion, training.with(training.loss(), other));
    }

    private RunConfig with(Backbone otherBackbone, FusionStrategy otherFusion, TrainingConfig otherTraining) {
        return new RunConfig(
                otherBackbone,
                baseWidth,
                outputStride,
                imageSize,
                cropSize,
                tokenSize,
                heads,
                layers,
                dropout,
                otherFusion,
                threads,
                otherTraining);
    }

    NetworkConfig network(List<NetworkConfig.FieldEncoding> fields, double sizeRange) {
        return new NetworkConfig(
                backbone,
                baseWidth,
                outputStride,
                imageSize,
                imageSize,
                cropSize,
                tokenSize,
                heads,
                layers,
                dropout,
                fusion,
                fields,
                sizeRange);
    }
}
