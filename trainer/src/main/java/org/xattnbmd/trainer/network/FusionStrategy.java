package org.xattnbmd.trainer.network;

/** How image tokens and clinical tokens meet. The simpler ones are the ablation of the full model. */
public enum FusionStrategy {
    /** The radiograph alone. */
    IMAGE(true, false, false, false),
    /** The clinical fields alone. */
    CLINICAL(false, true, false, false),
    /** Pooled image and clinical features side by side, no attention. */
    CONCAT(true, true, false, false),
    /** Image tokens attend to clinical tokens. */
    IMAGE_TO_CLINICAL(true, true, true, false),
    /** Clinical tokens attend to image tokens. */
    CLINICAL_TO_IMAGE(true, true, false, true),
    /** Both directions: XAttn-BMD. */
    BOTH(true, true, true, true),
    /** Self-attention over all tokens in one sequence: the stronger rival of cross-attention. */
    JOINT(true, true, true, true);

    private final boolean image;
    private final boolean clinical;
    private final boolean imageAttends;
    private final boolean clinicalAttends;

    FusionStrategy(boolean image, boolean clinical, boolean imageAttends, boolean clinicalAttends) {
        this.image = image;
        this.clinical = clinical;
        this.imageAttends = imageAttends;
        this.clinicalAttends = clinicalAttends;
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

    boolean joint() {
        return this == JOINT;
    }

    boolean attends() {
        return imageAttends || clinicalAttends;
    }
}
