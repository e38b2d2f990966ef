package org.xattnbmd.trainer.network;

/**
 * Which early parts of a network keep the weights that it starts with: for them there are no gradients, and batch
 * normalisation uses and keeps its statistics. The fewer the subjects, the more should be kept.
 */
public enum FrozenStages {
    /** All of it learns. */
    NONE(EncoderStages.NONE),
    /** The image encoder's first convolution. */
    STEM(0),
    /** The image encoder's first convolution and the first half of its stages. */
    EARLY(2),
    /** The whole residual network and the localiser: attention and regressor learn on what they see. */
    ENCODER(EncoderStages.LAST);

    private final int last;

    FrozenStages(int last) {
        this.last = last;
    }

    /** The last stage that is kept, with all before it; {@link EncoderStages#NONE} for none. */
    public int last() {
        return last;
    }

    /** Whether a parameter of this name is kept as it is. */
    public boolean holds(String parameter) {
        int stage = EncoderStages.of(parameter);
        return stage > EncoderStages.NONE && stage <= last;
    }
}
