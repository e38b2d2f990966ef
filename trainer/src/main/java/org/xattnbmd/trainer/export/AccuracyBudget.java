package org.xattnbmd.trainer.export;

import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.RefusedValueException;

/**
 * By how much a lower precision may change what a model answers.
 *
 * @param meanChange largest mean absolute change of the estimates, in the target's unit; NaN for the target's {@linkplain
 *     #of usual} one
 * @param aucChange largest change of the area under the ROC curve at the card's first threshold, either way
 * @param minimumSpeedup how many times as fast as float32 the bare network must be on this machine; 0 does not measure
 */
public record AccuracyBudget(double meanChange, double aucChange, double minimumSpeedup) {

    /** 0.003 g/cm² is a fifth of a densitometer's own precision error at the femoral neck (0.014, Hind 2010). */
    public static final double FEMORAL_NECK_CHANGE = 0.003;

    /**
     * Of the training labels' standard deviation, for every other target: {@link #FEMORAL_NECK_CHANGE} is as much of that of
     * femoral-neck BMD, which is 0.13 to 0.16 g/cm² in older people.
     */
    public static final double SHARE_OF_SD = 0.02;

    /** The target's usual change, and as much of the area. */
    public static final AccuracyBudget DEFAULT = new AccuracyBudget(Double.NaN, 0.003, 0);

    public AccuracyBudget {
        if (!(Double.isNaN(meanChange) || meanChange > 0)
                || !(aucChange > 0 && aucChange < 1)
                || !(minimumSpeedup >= 0)) {
            throw new RefusedValueException(
                    "expected changes between 0 and 1, both excluded, and a speed-up of 0 or more, received "
                            + meanChange + ", " + aucChange + " and " + minimumSpeedup);
        }
    }

    /**
     * The budget for a target, its usual change put in.
     *
     * @param sd of the training labels
     */
    AccuracyBudget of(Target target, double sd) {
        double usual = target.hasReference() ? FEMORAL_NECK_CHANGE : SHARE_OF_SD * sd;
        double change = Double.isNaN(meanChange) ? usual : meanChange;
        RefusedValueException.require(
                change > 0 && change < target.scale(),
                "expected a change between 0 and " + target.scale() + " " + target.unit() + ", both excluded, received "
                        + change);
        return new AccuracyBudget(change, aucChange, minimumSpeedup);
    }
}
