package org.xattnbmd.trainer.training;

/**
 * The weighted smooth-L1 loss.
 *
 * @param beta where the loss turns from quadratic to linear, in standard deviations of the label
 * @param densityWeight exponent on the inverse label density: 0 is off, 1 makes every BMD count alike
 * @param clinicalWeight extra weight of a label far below the screening threshold: 0 is off
 * @param clinicalThreshold g/cm²
 * @param clinicalWidth g/cm² over which the clinical weight rises
 */
public record LossConfig(
        double beta, double densityWeight, double clinicalWeight, double clinicalThreshold, double clinicalWidth) {

    public LossConfig {
        if (beta <= 0 || densityWeight < 0 || clinicalWeight < 0 || clinicalWidth <= 0) {
            throw new IllegalArgumentException("beta and width must be above 0, weights not negative");
        }
    }

    public static LossConfig defaults() {
        return new LossConfig(0.5, 0.35, 0.5, 0.899, 0.05);
    }
}
