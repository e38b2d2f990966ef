package org.xattnbmd.trainer.training;

import static org.xattnbmd.trainer.RefusedValueException.require;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.xattnbmd.trainer.network.EncoderStages;

/**
 * How the stages of a network that begins with another run's weights learn; those that are kept to the end aside.
 *
 * @param unfreezeEvery gradual unfreezing (Howard and Ruder 2018): at first no stage learns, and after every so many epochs one
 *     more does, from the last to the first; 0: all learn from the beginning
 * @param layerDecay each stage's learning rate as a part of the next one's, as timm's layer decay; that of the last stage as a
 *     part of attention's and regressor's. 1: one rate for all
 */
public record FineTuning(
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int unfreezeEvery,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = FineTuning.One.class)
        double layerDecay) {

    /** What is left out of a record, as in those from before there was one. */
    static final class One {

        @Override
        public boolean equals(Object decay) {
            return Double.valueOf(1).equals(decay);
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    /** All stages learn alike. */
    public static final FineTuning NONE = new FineTuning(0, 1);

    public FineTuning {
        // Records from before there was one have 0.
        layerDecay = layerDecay == 0 ? 1 : layerDecay;
        require(unfreezeEvery >= 0, "epochs of gradual unfreezing must not be negative");
        require(layerDecay > 0 && layerDecay <= 1, "the layer decay must be in (0, 1]");
    }

    public FineTuning withUnfreezeEvery(int epochs) {
        return new FineTuning(epochs, layerDecay);
    }

    public FineTuning withLayerDecay(double factor) {
        return new FineTuning(unfreezeEvery, factor);
    }

    /** As a card says it. */
    public String inWords() {
        return (unfreezeEvery == 0
                        ? "all stages from the beginning"
                        : "one stage more every " + unfreezeEvery + " epochs")
                + ", learning rate times " + layerDecay + " from a stage to the one before";
    }

    /** Whether the stages do not all learn alike. */
    public boolean byStage() {
        return !equals(NONE);
    }

    /**
     * The last stage that does not learn yet, or never does.
     *
     * @param epochs that are over
     * @param kept the last stage that never learns
     */
    int frozenAfter(int epochs, int kept) {
        return unfreezeEvery == 0 ? kept : Math.max(kept, EncoderStages.LAST - epochs / unfreezeEvery);
    }

    /**
     * Epochs that must be over before a stage learns.
     *
     * @param stage {@link EncoderStages#NONE} for all that is no stage
     */
    int opensAfter(int stage) {
        return stage == EncoderStages.NONE ? 0 : unfreezeEvery * (EncoderStages.LAST - stage + 1);
    }

    /**
     * Epochs that must be over before all learns that ever does.
     *
     * @param kept the last stage that never learns
     */
    public int allOpenAfter(int kept) {
        return kept == EncoderStages.LAST ? 0 : opensAfter(kept + 1);
    }

    /** What a stage's learning rate is times the schedule's. */
    double share(int stage) {
        return stage == EncoderStages.NONE ? 1 : Math.pow(layerDecay, EncoderStages.LAST - stage + 1);
    }
}
