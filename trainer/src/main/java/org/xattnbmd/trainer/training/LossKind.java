package org.xattnbmd.trainer.training;

/** The regression losses, all on labels in units of their standard deviation. */
public enum LossKind {
    /** Squared error. */
    MSE,
    /** Absolute error. */
    L1,
    /** Quadratic up to beta, linear beyond (Huber 1964, scaled by 1 / beta as PyTorch has it). */
    SMOOTH_L1,
    /** Smooth L1 weighted by label density and clinical priority: XAttn-BMD. */
    WEIGHTED_SMOOTH_L1;

    /** Loss of one absolute error, both in label standard deviations. */
    double of(double error, double beta) {
        return switch (this) {
            case MSE -> error * error;
            case L1 -> error;
            case SMOOTH_L1, WEIGHTED_SMOOTH_L1 -> error < beta ? 0.5 * error * error / beta : error - beta / 2;
        };
    }
}
