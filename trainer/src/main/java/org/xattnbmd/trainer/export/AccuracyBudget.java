package org.xattnbmd.trainer.export;

import org.xattnbmd.trainer.RefusedValueException;

/**
 * By how much a lower precision may change what a model answers.
 *
 * @param meanChange largest mean absolute change of BMD, g/cm²
 * @param aucChange largest change of the area under the ROC curve at the card's first threshold, either way
 * @param minimumSpeedup how many times as fast as float32 the bare network must be on this machine; 0 does not measure
 */
public record AccuracyBudget(double meanChange, double aucChange, double minimumSpeedup) {

    /** 0.003 g/cm² is a fifth of a densitometer's own precision error at the femoral neck (0.014, Hind 2010). */
    public static final AccuracyBudget DEFAULT = new AccuracyBudget(0.003, 0.003, 0);

    public AccuracyBudget {
        if (!(meanChange > 0 && meanChange < 1) || !(aucChange > 0 && aucChange < 1) || !(minimumSpeedup >= 0)) {
            throw new RefusedValueException(
                    "expected changes between 0 and 1, both excluded, and a speed-up of 0 or more, received "
                            + meanChange + ", " + aucChange + " and " + minimumSpeedup);
        }
    }
}
