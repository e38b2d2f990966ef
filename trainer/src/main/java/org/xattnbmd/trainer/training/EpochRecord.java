package org.xattnbmd.trainer.training;

/**
 * What one epoch came to.
 *
 * @param validationLoss the chosen loss, unweighted, of the averaged weights
 * @param validationMae g/cm²
 */
public record EpochRecord(
        int epoch,
        double trainLoss,
        double validationLoss,
        double validationMae,
        double learningRate,
        double imagesPerSecond) {}
