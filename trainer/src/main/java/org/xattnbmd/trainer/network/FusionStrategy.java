package org.xattnbmd.trainer.network;

import ai.djl.nn.Block;
import java.util.function.Function;

/** How image tokens and clinical tokens meet. The simpler ones are the ablation of the full model. */
public enum FusionStrategy {
    /** The radiograph alone. */
    IMAGE(true, false),
    /** The clinical fields alone. */
    CLINICAL(false, true),
    /** Pooled image and clinical features side by side, no attention. */
    CONCAT(true, true),
    /** Image tokens attend to clinical tokens. */
    IMAGE_TO_CLINICAL(true, false, CrossAttention::new),
    /** Clinical tokens attend to image tokens. */
    CLINICAL_TO_IMAGE(false, true, CrossAttention::new),
    /** Both directions: XAttn-BMD. */
    BOTH(true, true, CrossAttention::new),
    /** Self-attention over all tokens in one sequence: the stronger rival of cross-attention. */
    JOINT(true, true, JointTransformer::new);

    private final boolean image;
    private final boolean clinical;
    private final boolean imageAttends;
    private final boolean clinicalAttends;
    private final Function<NetworkConfig, Block> attention;

    /** Without attention. */
    FusionStrategy(boolean image, boolean clinical) {
        this.image = image;
        this.clinical = clinical;
        imageAttends = false;
        clinicalAttends = false;
        attention = null;
    }

    /**
     * With attention between the image and the fields.
     *
     * @param attention makes the block; it takes image tokens and clinical tokens, and puts out image tokens that have
     *     attended, clinical tokens that have, attention to fields, attention to cells
     */
    FusionStrategy(boolean imageAttends, boolean clinicalAttends, Function<NetworkConfig, Block> attention) {
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

    boolean attends() {
        return attention != null;
    }

    /** A new attention block; only where {@link #attends}. */
    Block attention(NetworkConfig config) {
        return attention.apply(config);
    }
}
