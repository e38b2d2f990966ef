package org.xattnbmd.trainer.training;

import ai.djl.ndarray.NDArray;

/**
 * Smooth L1 (Huber) on standardised labels, weighted by example. On raw g/cm² the loss would never leave its quadratic
 * part, since errors are far below 1.
 */
final class WeightedSmoothL1 {

    private final float beta;
    private final float sd;

    WeightedSmoothL1(LossConfig config, double labelSd) {
        beta = (float) config.beta();
        sd = (float) labelSd;
    }

    double labelSd() {
        return sd;
    }

    /** Arguments {@code [N]}, g/cm² and weights; result a scalar, in units of squared label sd near 0. */
    NDArray apply(NDArray estimate, NDArray label, NDArray weight) {
        NDArray error = estimate.sub(label).div(sd).abs();
        NDArray quadratic = error.minimum(beta);
        NDArray loss = quadratic.mul(quadratic).mul(0.5f / beta).add(error.sub(quadratic));
        return loss.mul(weight).mean();
    }

    /**
     * What the predicted spread is fitted by: the negative log-likelihood of a Laplace distribution, least where the
     * spread is the mean absolute error. The error is a constant here.
     */
    NDArray spreadLoss(NDArray estimate, NDArray spread, NDArray label) {
        NDArray error = estimate.stopGradient().sub(label).abs();
        return error.div(spread).add(spread.div(sd).log()).mean();
    }
}
