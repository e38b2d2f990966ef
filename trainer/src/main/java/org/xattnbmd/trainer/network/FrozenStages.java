package org.xattnbmd.trainer.network;

/**
 * Which early parts of a network keep the weights that it starts with: for them there are no gradients, and batch
 * normalisation uses and keeps its statistics. The fewer the subjects, the more should be kept.
 */
public enum FrozenStages {
    /** All of it learns. */
    NONE(-1, false),
    /** The image encoder's first convolution. */
    STEM(0, false),
    /** The image encoder's first convolution and the first half of its stages. */
    EARLY(2, false),
    /** The whole residual network and the localiser: attention and regressor learn on what they see. */
    ENCODER(Integer.MAX_VALUE, true);

    private static final String RESNET = "image.resnet.";
    private static final String LAYER = "layer";

    private final int lastStage;
    private final boolean localizer;

    FrozenStages(int lastStage, boolean localizer) {
        this.lastStage = lastStage;
        this.localizer = localizer;
    }

    /** Whether the residual network's stage is kept, 0 for its stem. */
    boolean holdsStage(int stage) {
        return stage <= lastStage;
    }

    boolean holdsLocalizer() {
        return localizer;
    }

    /** Whether a parameter of this name is kept as it is. */
    public boolean holds(String parameter) {
        if (parameter.startsWith("localizer.")) {
            return localizer;
        }
        if (!parameter.startsWith(RESNET)) {
            return false;
        }
        String place = parameter.substring(RESNET.length());
        return holdsStage(place.startsWith(LAYER) ? place.charAt(LAYER.length()) - '0' : 0);
    }
}
