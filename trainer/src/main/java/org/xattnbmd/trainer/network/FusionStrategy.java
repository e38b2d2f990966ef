package org.xattnbmd.trainer.network;

import ai.djl.nn.Block;
import java.util.function.Function;

/** How the tokens of an image and of a table meet. The simpler ones are the ablation of the full model. */
public enum FusionStrategy {
    /** The image alone. */
    IMAGE(true, false),
    /** The table alone. */
    CLINICAL(false, true),
    /** Pooled features of both side by side, no attention. */
    CONCAT(true, true),
    /** Image tokens attend to the table's. */
    IMAGE_TO_CLINICAL(true, false, settings -> new CrossAttention(settings, true, false)),
    /** The table's tokens attend to the image's. */
    CLINICAL_TO_IMAGE(false, true, settings -> new CrossAttention(settings, false, true)),
    /** Both directions: XAttn-BMD. */
    BOTH(true, true, CrossAttention::new),
    /** Self-attention over all tokens in one sequence: the stronger rival of cross-attention. */
    JOINT(true, true, JointTransformer::new);

    private final boolean image;
    private final boolean clinical;
    private final boolean imageAttends;
    private final boolean clinicalAttends;
    private final Function<AttentionSettings, Block> attention;

    /** Without attention. */
    FusionStrategy(boolean image, boolean clinical) {
        this.image = image;
        this.clinical = clinical;
        imageAttends = false;
        clinicalAttends = false;
        attention = null;
    }

    /**
     * With attention between the image and the table.
     *
     * @param attention makes the block; it takes image tokens and table tokens, and puts out image tokens that have
     *     attended, table tokens that have, attention to columns, attention to cells
     */
    FusionStrategy(boolean imageAttends, boolean clinicalAttends, Function<AttentionSettings, Block> attention) {
        image = true;
        clinical = true;
        this.imageAttends = imageAttends;
        this.clinicalAttends = clinicalAttends;
        this.attention = attention;
    }

    public boolean usesImage() {
        return image;
    }

    public boolean usesClinical() {
        return clinical;
    }

    boolean imageAttends() {
        return imageAttends;
    }

    boolean clinicalAttends() {
        return clinicalAttends;
    }

    /** Whether image and fields attend to each other. */
    public boolean attends() {
        return attention != null;
    }

    /** A new attention block; only where {@link #attends}. */
    Block attention(AttentionSettings settings) {
        return attention.apply(settings);
    }
}
