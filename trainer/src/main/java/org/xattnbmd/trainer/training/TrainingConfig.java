package org.xattnbmd.trainer.training;

import static org.xattnbmd.trainer.RefusedValueException.require;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * How a network is trained. All of it is recorded with the run; in JSON the values of schedule and optimizer stand beside
 * the others.
 *
 * @param seed of weights, order, augmentation and dropout
 * @param schedule how long and how fast
 * @param optimizer how a step changes the weights
 * @param patience epochs without a better validation loss (mean of ten epochs) before training stops
 * @param loss the loss and its weights
 * @param augmentation random changes of the training examples
 * @param fineTuning how the stages of another run's network learn
 */
public record TrainingConfig(
        long seed,
        @JsonUnwrapped Schedule schedule,
        @JsonUnwrapped OptimizerSettings optimizer,
        int patience,
        LossConfig loss,
        AugmentationConfig augmentation,
        @JsonUnwrapped FineTuning fineTuning) {

    public TrainingConfig {
        require(patience > 0, "the patience must be above 0");
        require(
                !loss.comparesPictures() || augmentation.missing().missingImage() == 0 && schedule.batchSize() % 2 == 0,
                "a consistency needs batches of an even size, and no picture left out: what a copy lacks would count as"
                        + " a difference");
    }

    public static TrainingConfig defaults() {
        return new TrainingConfig(
                1,
                Schedule.defaults(),
                OptimizerSettings.defaults(),
                60,
                LossConfig.defaults(),
                AugmentationConfig.defaults(),
                FineTuning.NONE);
    }

    public TrainingConfig withSeed(long other) {
        return new TrainingConfig(other, schedule, optimizer, patience, loss, augmentation, fineTuning);
    }

    public TrainingConfig withSchedule(Schedule other) {
        return new TrainingConfig(seed, other, optimizer, patience, loss, augmentation, fineTuning);
    }

    public TrainingConfig withOptimizer(OptimizerSettings other) {
        return new TrainingConfig(seed, schedule, other, patience, loss, augmentation, fineTuning);
    }

    public TrainingConfig withPatience(int epochs) {
        return new TrainingConfig(seed, schedule, optimizer, epochs, loss, augmentation, fineTuning);
    }

    public TrainingConfig withLoss(LossConfig other) {
        return new TrainingConfig(seed, schedule, optimizer, patience, other, augmentation, fineTuning);
    }

    public TrainingConfig withAugmentation(AugmentationConfig other) {
        return new TrainingConfig(seed, schedule, optimizer, patience, loss, other, fineTuning);
    }

    public TrainingConfig withFineTuning(FineTuning other) {
        return new TrainingConfig(seed, schedule, optimizer, patience, loss, augmentation, other);
    }
}
