package org.xattnbmd.trainer.network;

import ai.djl.nn.norm.BatchNorm;

/** Normalisation as PyTorch has it. */
final class Norms {

    /** The share of a new batch in the running statistics; DJL's default of 0.9 all but forgets the earlier ones. */
    private static final float NEW_SHARE = 0.1f;

    private Norms() {}

    static BatchNorm batchNorm() {
        return BatchNorm.builder().optMomentum(NEW_SHARE).build();
    }
}
