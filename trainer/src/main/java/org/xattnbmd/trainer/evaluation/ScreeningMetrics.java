package org.xattnbmd.trainer.evaluation;

import java.util.List;

/**
 * Screening for low BMD: positive means measured below the threshold, called means estimated below the same threshold.
 * Rates follow Altman &amp; Bland 1994 (BMJ 308:1552 and 309:102); each is NaN where its denominator is zero.
 *
 * @param threshold g/cm²
 * @param auc area under the ROC curve, see {@link RocCurve#auc()}
 * @param auprc average precision, see {@link RocCurve#averagePrecision()}
 * @param sensitivity TP / (TP + FN), also called recall
 * @param specificity TN / (TN + FP)
 * @param ppv positive predictive value TP / (TP + FP), also called precision
 * @param npv negative predictive value TN / (TN + FN)
 * @param f1 2·TP / (2·TP + FP + FN)
 * @param truePositives TP
 * @param falsePositives FP
 * @param trueNegatives TN
 * @param falseNegatives FN
 */
public record ScreeningMetrics(
        double threshold,
        double auc,
        double auprc,
        double sensitivity,
        double specificity,
        double ppv,
        double npv,
        double f1,
        int truePositives,
        int falsePositives,
        int trueNegatives,
        int falseNegatives) {

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
        return new ScreeningMetrics(
                threshold,
                roc.auc(),
                roc.averagePrecision(),
                ratio(tp, tp + fn),
                ratio(tn, tn + fp),
                ratio(tp, tp + fp),
                ratio(tn, tn + fn),
                ratio(2 * tp, 2 * tp + fp + fn),
                tp,
                fp,
                tn,
                fn);
    }

    public int n() {
        return truePositives + falsePositives + trueNegatives + falseNegatives;
    }

    /** Subjects measured below the threshold. */
    public int positives() {
        return truePositives + falseNegatives;
    }

    private static double ratio(int part, int whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }
}
