package org.xattnbmd.trainer.export;

import java.util.List;
import java.util.Locale;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.ScreeningMetrics;

/**
 * How far a model in lower precision is from the float32 model on the same held-out subjects, both asked through the SDK.
 *
 * @param subjects how many
 * @param meanChange mean absolute change of BMD, g/cm²
 * @param largestChange largest absolute change, g/cm²
 * @param aucBefore area under the ROC curve in float32
 * @param aucAfter the same in lower precision
 */
public record PrecisionGate(int subjects, double meanChange, double largestChange, double aucBefore, double aucAfter) {

    /** Compares case by case; the lists hold the same subjects in the same order. */
    static PrecisionGate of(List<Case> before, List<Case> after, double threshold) {
        double sum = 0;
        double largest = 0;
        for (int i = 0; i < before.size(); i++) {
            double change = Math.abs(after.get(i).estimated() - before.get(i).estimated());
            sum += change;
            largest = Math.max(largest, change);
        }
        return new PrecisionGate(
                before.size(),
                sum / before.size(),
                largest,
                ScreeningMetrics.of(before, threshold).auc(),
                ScreeningMetrics.of(after, threshold).auc());
    }

    /** Change of the area under the ROC curve. */
    public double aucChange() {
        return aucAfter - aucBefore;
    }

    /**
     * Refuses what is over the budget, and what can't be told: without subjects on both sides of the threshold there is
     * no area.
     *
     * @throws TrainerException {@code PRECISION_REFUSED}
     */
    void require(AccuracyBudget budget, Precision precision, double threshold) {
        if (Double.isNaN(aucBefore)) {
            throw new TrainerException(
                    Code.PRECISION_REFUSED,
                    String.format(
                            Locale.ROOT,
                            "The area under the ROC curve can't be compared: expected held-out subjects on both sides of"
                                    + " %.3f g/cm², received %d on one. Give the test split more subjects.",
                            threshold,
                            subjects));
        }
        if (!(meanChange <= budget.meanChange() && Math.abs(aucChange()) <= budget.aucChange())) {
            throw new TrainerException(
                    Code.PRECISION_REFUSED,
                    String.format(
                            Locale.ROOT,
                            "In %s the estimates of %d held-out subjects move by %.4f g/cm² on average (at most %.4f) and"
                                    + " the AUC from %.4f to %.4f, expected at most %s g/cm² and %s. Nothing was"
                                    + " written. Export in another precision, or allow more.",
                            precision,
                            subjects,
                            meanChange,
                            largestChange,
                            aucBefore,
                            aucAfter,
                            budget.meanChange(),
                            budget.aucChange()));
        }
    }
}
