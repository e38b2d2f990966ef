package org.xattnbmd.trainer.export;

import java.util.List;
import java.util.Locale;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.ScreeningMetrics;

/**
 * How far a model in lower precision is from the float32 model on the same held-out subjects, both asked through the SDK.
 *
 * @param subjects how many
 * @param meanChange mean absolute change of the estimates, in the target's unit
 * @param largestChange largest absolute change, likewise
 * @param aucBefore area under the ROC curve in float32; NaN for a target without screening
 * @param aucAfter the same in lower precision
 */
public record PrecisionGate(int subjects, double meanChange, double largestChange, double aucBefore, double aucAfter) {

    /**
     * Compares case by case; the lists hold the same subjects in the same order.
     *
     * @param threshold of the screening; NaN where there is none
     */
    static PrecisionGate of(List<Case> before, List<Case> after, double threshold) {
        double sum = 0;
        double largest = 0;
        for (int i = 0; i < before.size(); i++) {
            double change = Math.abs(after.get(i).estimated() - before.get(i).estimated());
            sum += change;
            largest = Math.max(largest, change);
        }
        return new PrecisionGate(
                before.size(), sum / before.size(), largest, auc(before, threshold), auc(after, threshold));
    }

    private static double auc(List<Case> cases, double threshold) {
        return Double.isNaN(threshold)
                ? Double.NaN
                : ScreeningMetrics.of(cases, threshold).auc();
    }

    /** Change of the area under the ROC curve. */
    public double aucChange() {
        return aucAfter - aucBefore;
    }

    /**
     * Refuses what is over the budget, and what can't be told: without subjects on both sides of the threshold there is
     * no area. Without a threshold the change of the estimates decides alone.
     *
     * @throws TrainerException {@code PRECISION_REFUSED}
     */
    void require(AccuracyBudget budget, Precision precision, double threshold, Target target) {
        if (Double.isNaN(threshold)) {
            requireStill(budget, precision, target);
            return;
        }
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

    private void requireStill(AccuracyBudget budget, Precision precision, Target target) {
        if (!(meanChange <= budget.meanChange())) {
            throw new TrainerException(
                    Code.PRECISION_REFUSED,
                    String.format(
                            Locale.ROOT,
                            "In %s the estimates of %d held-out subjects move by %.4g %s on average (at most %.4g),"
                                    + " expected at most %.4g %s. Nothing was written. Export in another precision, or allow"
                                    + " more.",
                            precision,
                            subjects,
                            meanChange,
                            target.unit(),
                            largestChange,
                            budget.meanChange(),
                            target.unit()));
        }
    }
}
