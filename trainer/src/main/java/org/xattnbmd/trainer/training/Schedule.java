package org.xattnbmd.trainer.training;

import static org.xattnbmd.trainer.RefusedValueException.require;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How long and how fast a network learns.
 *
 * @param epochs passes over the training split, at most
 * @param batchSize examples a step
 * @param learningRate the peak, reached after the warm-up and then lowered along half a cosine to a hundredth
 * @param warmUpEpochs epochs of linear warm-up
 * @param swaEpochs stochastic weight averaging (Izmailov et al. 2018): the mean of the weights after each of so many last epochs
 *     is kept; in them the learning rate stays where the cosine was as they began. 0: none
 */
public record Schedule(
        int epochs,
        int batchSize,
        double learningRate,
        double warmUpEpochs,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int swaEpochs) {

    public Schedule {
        require(epochs > 0, "epochs must be above 0");
        require(batchSize > 1, "the batch size must be above 1: batch normalisation needs two examples");
        require(learningRate > 0 && learningRate < 1, "the learning rate must be in (0, 1)");
        require(warmUpEpochs >= 0, "warm-up epochs must not be negative");
        require(swaEpochs >= 0, "epochs of weight averaging must not be negative");
        require(
                swaEpochs == 0 || swaEpochs < epochs && warmUpEpochs <= epochs - swaEpochs,
                "weight averaging over " + swaEpochs + " epochs must begin after the first epoch and the warm-up of "
                        + warmUpEpochs + ", received " + epochs + " epochs in all");
    }

    public static Schedule defaults() {
        return new Schedule(100, 16, 2e-3, 3, 0);
    }

    public Schedule withEpochs(int count) {
        return new Schedule(count, batchSize, learningRate, warmUpEpochs, swaEpochs);
    }

    public Schedule withBatchSize(int examples) {
        return new Schedule(epochs, examples, learningRate, warmUpEpochs, swaEpochs);
    }

    public Schedule withLearningRate(double peak) {
        return new Schedule(epochs, batchSize, peak, warmUpEpochs, swaEpochs);
    }

    public Schedule withWarmUpEpochs(double count) {
        return new Schedule(epochs, batchSize, learningRate, count, swaEpochs);
    }

    public Schedule withSwaEpochs(int last) {
        return new Schedule(epochs, batchSize, learningRate, warmUpEpochs, last);
    }

    /** Epochs after which the weights of each are averaged; as many as there are for none. */
    public int beforeAveraging() {
        return epochs - swaEpochs;
    }

    /** Learning rate at a point of training, counted in epochs. */
    public double rateAt(double epoch) {
        if (epoch < warmUpEpochs) {
            return learningRate * (0.05 + 0.95 * epoch / warmUpEpochs);
        }
        double falling = swaEpochs == 0 ? epoch : Math.min(epoch, beforeAveraging());
        double t = Math.min(1, (falling - warmUpEpochs) / Math.max(1e-9, epochs - warmUpEpochs));
        return learningRate * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * t)));
    }
}
