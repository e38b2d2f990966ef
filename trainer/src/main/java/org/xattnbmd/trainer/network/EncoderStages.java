package org.xattnbmd.trainer.network;

/**
 * The stages of what a network sees by, which can be kept, opened or slowed one by one: 0 is the residual network's stem, 1 to
 * 4 are its stages. The localiser goes with the last one.
 */
public final class EncoderStages {

    /** The stage that is nearest to the estimate. */
    public static final int LAST = 4;

    /** Before the stem: of what is no stage, and where no stage is meant. */
    public static final int NONE = -1;

    private static final String RESNET = "image.resnet.";
    private static final String LAYER = "layer";

    private EncoderStages() {}

    /** The stage of a parameter of {@link XAttnBmd} by its name, {@link #NONE} for one that is in none. */
    public static int of(String parameter) {
        if (parameter.startsWith("localizer.")) {
            return LAST;
        }
        if (!parameter.startsWith(RESNET)) {
            return NONE;
        }
        String place = parameter.substring(RESNET.length());
        return place.startsWith(LAYER) ? place.charAt(LAYER.length()) - '0' : 0;
    }
}
