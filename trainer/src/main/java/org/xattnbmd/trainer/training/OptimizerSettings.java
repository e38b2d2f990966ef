package org.xattnbmd.trainer.training;

import static org.xattnbmd.trainer.RefusedValueException.require;

/**
 * How a step changes the weights.
 *
 * @param weightDecay decoupled (AdamW, Loshchilov and Hutter 2019); 0 is plain Adam
 * @param clipNorm largest global norm of the gradient
 * @param averageDecay decay of the exponential moving average of the weights; that average is what is kept
 */
public record OptimizerSettings(double weightDecay, double clipNorm, double averageDecay) {

    public OptimizerSettings {
        require(weightDecay >= 0, "the weight decay must not be negative");
        require(clipNorm > 0, "the clipping norm must be above 0");
        require(averageDecay >= 0 && averageDecay < 1, "the averaging decay must be in [0, 1)");
    }

    public static OptimizerSettings defaults() {
        return new OptimizerSettings(0.05, 2.0, 0.98);
    }

    public OptimizerSettings withWeightDecay(double rate) {
        return new OptimizerSettings(rate, clipNorm, averageDecay);
    }

    public OptimizerSettings withClipNorm(double largest) {
        return new OptimizerSettings(weightDecay, largest, averageDecay);
    }

    public OptimizerSettings withAverageDecay(double decay) {
        return new OptimizerSettings(weightDecay, clipNorm, decay);
    }
}
