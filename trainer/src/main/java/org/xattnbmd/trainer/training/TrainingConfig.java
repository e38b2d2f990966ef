package org.xattnbmd.trainer.training;

import org.xattnbmd.trainer.RefusedValueException;

/**
 * How a network is trained. All of it is recorded with the run.
 *
 * @param seed of weights, order, augmentation and dropout
 * @param epochs passes over the training split, at most
 * @param batchSize examples a step
 * @param learningRate the peak, reached after the warm-up and then lowered along half a cosine to a hundredth
 * @param warmUpEpochs epochs of linear warm-up
 * @param weightDecay decoupled (AdamW, Loshchilov and Hutter 2019); 0 is plain Adam
 * @param clipNorm largest global norm of the gradient
 * @param averageDecay decay of the exponential moving average of the weights; that average is what is kept
 * @param patience epochs without a better validation loss (mean of ten epochs) before training stops
 * @param loss the loss and its weights
 * @param augmentation random changes of the training examples
 */
public record TrainingConfig(
        long seed,
        int epochs,
        int batchSize,
        double learningRate,
        double warmUpEpochs,
        double weightDecay,
        double clipNorm,
        double averageDecay,
        int patience,
        LossConfig loss,
        AugmentationConfig augmentation) {

    public TrainingConfig {
        RefusedValueException.require(epochs > 0, "epochs must be above 0");
        RefusedValueException.require(
                batchSize > 1, "the batch size must be above 1: batch normalisation needs two examples");
        RefusedValueException.require(learningRate > 0 && learningRate < 1, "the learning rate must be in (0, 1)");
        RefusedValueException.require(warmUpEpochs >= 0, "warm-up epochs must not be negative");
        RefusedValueException.require(weightDecay >= 0, "the weight decay must not be negative");
        RefusedValueException.require(clipNorm > 0, "the clipping norm must be above 0");
        RefusedValueException.require(averageDecay >= 0 && averageDecay < 1, "the averaging decay must be in [0, 1)");
        RefusedValueException.require(patience > 0, "the patience must be above 0");
    }

    public static TrainingConfig defaults() {
        return new TrainingConfig(
                1, 100, 16, 2e-3, 3, 0.05, 2.0, 0.98, 60, LossConfig.defaults(), AugmentationConfig.defaults());
    }

    public TrainingConfig withEpochs(int count) {
        return new TrainingConfig(
                seed,
                count,
                batchSize,
                learningRate,
                warmUpEpochs,
                weightDecay,
                clipNorm,
                averageDecay,
                patience,
                loss,
                augmentation);
    }

    /** The same with another loss and other random changes of the examples. */
    public TrainingConfig with(LossConfig otherLoss, AugmentationConfig otherAugmentation) {
        return new TrainingConfig(
                seed,
                epochs,
                batchSize,
                learningRate,
                warmUpEpochs,
                weightDecay,
                clipNorm,
                averageDecay,
                patience,
                otherLoss,
                otherAugmentation);
    }

    /** Learning rate at a point of training, counted in epochs. */
    double learningRateAt(double epoch) {
        if (epoch < warmUpEpochs) {
            return learningRate * (0.05 + 0.95 * epoch / warmUpEpochs);
        }
        double t = Math.min(1, (epoch - warmUpEpochs) / Math.max(1e-9, epochs - warmUpEpochs));
        return learningRate * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * t)));
    }
}
