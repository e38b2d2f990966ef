package org.xattnbmd.trainer.training;

/**
 * What one epoch came to.
 *
 * @param validationLoss unweighted smooth L1 of the averaged weights
 * @param validationMae g/cm²
 */
public record EpochRecord(
        int epoch,
        double trainLoss,
        double validationLoss,
        double validationMae,
        double learningRate,
        double imagesPerSecond) {}
