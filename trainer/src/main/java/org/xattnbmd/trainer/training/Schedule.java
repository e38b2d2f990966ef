package org.xattnbmd.trainer.training;

import static org.xattnbmd.trainer.RefusedValueException.require;

/**
 * How long and how fast a network learns.
 *
 * @param epochs passes over the training split, at most
 * @param batchSize examples a step
 * @param learningRate the peak, reached after the warm-up and then lowered along half a cosine to a hundredth
 * @param warmUpEpochs epochs of linear warm-up
 */
public record Schedule(int epochs, int batchSize, double learningRate, double warmUpEpochs) {

    public Schedule {
        require(epochs > 0, "epochs must be above 0");
        require(batchSize > 1, "the batch size must be above 1: batch normalisation needs two examples");
        require(learningRate > 0 && learningRate < 1, "the learning rate must be in (0, 1)");
        require(warmUpEpochs >= 0, "warm-up epochs must not be negative");
    }

    public static Schedule defaults() {
        return new Schedule(100, 16, 2e-3, 3);
    }

    public Schedule withEpochs(int count) {
        return new Schedule(count, batchSize, learningRate, warmUpEpochs);
    }

    public Schedule withBatchSize(int examples) {
        return new Schedule(epochs, examples, learningRate, warmUpEpochs);
    }

    public Schedule withLearningRate(double peak) {
        return new Schedule(epochs, batchSize, peak, warmUpEpochs);
    }

    public Schedule withWarmUpEpochs(double count) {
        return new Schedule(epochs, batchSize, learningRate, count);
    }

    /** Learning rate at a point of training, counted in epochs. */
    public double rateAt(double epoch) {
        if (epoch < warmUpEpochs) {
            return learningRate * (0.05 + 0.95 * epoch / warmUpEpochs);
        }
        double t = Math.min(1, (epoch - warmUpEpochs) / Math.max(1e-9, epochs - warmUpEpochs));
        return learningRate * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * t)));
    }
}
