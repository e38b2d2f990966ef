package org.xattnbmd.trainer.network;

/** How much of what attention and its feed-forward nets found out is added to the tokens. */
public enum AttentionGate {
    /** All of it, from the first step on; the regressor sees tokens before and after attention side by side. */
    NONE(false),
    /**
     * Each channel as much as training says, beginning with nothing (ReZero, Bachlechner 2021; LayerScale, Touvron 2021). The
     * regressor sees only the tokens after attention, which hold those before it: the network begins as concatenation.
     */
    ZERO(true);

    private final boolean learned;

    AttentionGate(boolean learned) {
        this.learned = learned;
    }

    /** Whether there is a factor per channel that begins at zero. */
    boolean learned() {
        return learned;
    }
}
