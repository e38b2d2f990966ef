package org.xattnbmd.trainer.network;

import ai.djl.nn.norm.BatchNorm;

/** Normalisation as PyTorch has it. */
final class Norms {

    private static final float MOMENTUM = 0.1f;

    /**
     * The share of a new batch in the running statistics. DJL's engine hands PyTorch 1 less its momentum, so that they are all but
     * the last batch's; what is kept of a training is their average over its steps.
     */
    static final float NEW_SHARE = 1 - MOMENTUM;

    private Norms() {}

    static BatchNorm batchNorm() {
        return BatchNorm.builder().optMomentum(MOMENTUM).build();
    }
}
