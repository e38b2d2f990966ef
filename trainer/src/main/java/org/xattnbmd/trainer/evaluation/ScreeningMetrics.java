package org.xattnbmd.trainer.evaluation;

import java.util.List;

/**
 * Screening for low BMD: positive means measured below the threshold, called means estimated below the same threshold.
 *
 * @param threshold g/cm²
 * @param auc area under the ROC curve, see {@link RocCurve#auc()}
 * @param auprc average precision, see {@link RocCurve#averagePrecision()}
 * @param counts of subjects, and the rates that follow from them
 */
public record ScreeningMetrics(double threshold, double auc, double auprc, ScreeningCounts counts) {

    public static ScreeningMetrics of(List<Case> cases, double threshold) {
        return of(Pairs.column(cases, Case::measured), Pairs.column(cases, Case::estimated), threshold);
    }

    /**
     * Screens two columns of equal length.
     *
     * @throws IllegalArgumentException if they are empty, differ in length or hold a value that is not finite, or the
     *     threshold is not finite
     */
    public static ScreeningMetrics of(double[] measured, double[] estimated, double threshold) {
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("expected a finite threshold in g/cm², received " + threshold);
        }
        RocCurve roc = RocCurve.of(measured, estimated, threshold);
        int tp = 0;
        int fp = 0;
        int tn = 0;
        int fn = 0;
        for (int i = 0; i < measured.length; i++) {
            boolean called = estimated[i] < threshold;
            if (measured[i] < threshold) {
                tp += called ? 1 : 0;
                fn += called ? 0 : 1;
            } else {
                fp += called ? 1 : 0;
                tn += called ? 0 : 1;
            }
        }
        return new ScreeningMetrics(threshold, roc.auc(), roc.averagePrecision(), new ScreeningCounts(tp, fp, tn, fn));
    }
}
