package org.xattnbmd.trainer.evaluation;

/**
 * Who was called and who should have been, with the rates that follow (Altman &amp; Bland 1994, BMJ 308:1552 and 309:102);
 * a rate is NaN where its denominator is zero.
 */
public record ScreeningCounts(int truePositives, int falsePositives, int trueNegatives, int falseNegatives) {

    /** Subjects together. */
    public int n() {
        return truePositives + falsePositives + trueNegatives + falseNegatives;
    }

    /** Subjects measured below the threshold. */
    public int positives() {
        return truePositives + falseNegatives;
    }

    /** TP / (TP + FN), also called recall. */
    public double sensitivity() {
        return ratio(truePositives, positives());
    }

    /** TN / (TN + FP). */
    public double specificity() {
        return ratio(trueNegatives, trueNegatives + falsePositives);
    }

    /** Positive predictive value TP / (TP + FP), also called precision. */
    public double ppv() {
        return ratio(truePositives, truePositives + falsePositives);
    }

    /** Negative predictive value TN / (TN + FN). */
    public double npv() {
        return ratio(trueNegatives, trueNegatives + falseNegatives);
    }

    /** 2·TP / (2·TP + FP + FN). */
    public double f1() {
        return ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
    }

    private static double ratio(int part, int whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }
}
