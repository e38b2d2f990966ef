package org.xattnbmd.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import org.xattnbmd.trainer.network.Scalars;

/**
 * The regression loss on standardised labels, weighted by example. On raw g/cm² a smooth L1 would never leave its
 * quadratic part, since errors are far below 1.
 */
final class RegressionLoss {

    /** How much the spread's loss counts beside that of the estimate. */
    static final double SPREAD_SHARE = 0.25;

    private final LossKind kind;
    private final double beta;
    private final double sd;

    RegressionLoss(LossConfig config, double labelSd) {
        kind = config.kind();
        beta = config.beta();
        sd = labelSd;
    }

    /** Arguments {@code [N]}, g/cm² and weights; result a scalar, 1 where every error is one label sd (MSE, L1). */
    NDArray apply(NDArray estimate, NDArray label, NDArray weight) {
        NDArray error = Scalars.times(estimate.sub(label), 1 / sd).abs();
        return elementwise(error).mul(weight).mean();
    }

    /**
     * How far the estimates of two copies of one picture are apart; argument {@code [2 * n]}, copies side by side; result a
     * scalar, 1 where the mean difference is one label sd.
     */
    NDArray disagreement(NDArray estimate) {
        NDArray pairs = estimate.reshape(-1, 2);
        NDArray difference = pairs.get(new NDIndex(":, 0")).sub(pairs.get(new NDIndex(":, 1")));
        return Scalars.times(difference, 1 / sd).abs().mean();
    }

    /** The loss of absolute errors in label sds, shape kept. */
    NDArray elementwise(NDArray error) {
        return switch (kind) {
            case MSE -> error.mul(error);
            case L1 -> error;
            case SMOOTH_L1, WEIGHTED_SMOOTH_L1 -> {
                NDArray quadratic = Scalars.atMost(error, beta);
                yield Scalars.times(quadratic.mul(quadratic), 0.5 / beta).add(error.sub(quadratic));
            }
        };
    }

    /** The loss of one subject without its weight, for validation; arguments in g/cm². */
    double unweighted(float estimate, float label) {
        double error = Math.abs(estimate - label);
        return kind.of(error / sd, beta);
    }

    /** What the predicted spread is fitted by, over examples {@code [N]}. The error is a constant here. */
    NDArray spreadLoss(NDArray estimate, NDArray spread, NDArray label) {
        return ofSpread(estimate.stopGradient().sub(label).abs(), spread).mean();
    }

    /**
     * The negative log-likelihood of a Laplace distribution, least where the spread is the mean absolute error; shape kept.
     *
     * @param error absolute, in the label's unit as the spread is
     */
    NDArray ofSpread(NDArray error, NDArray spread) {
        return error.div(spread).add(Scalars.times(spread, 1 / sd).log());
    }
}
