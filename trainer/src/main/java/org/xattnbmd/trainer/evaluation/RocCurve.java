package org.xattnbmd.trainer.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Receiver operating characteristic of low BMD: positive means measured below the threshold, and the lower the estimate
 * the stronger the suspicion (the score is minus the estimate). Equal estimates move the curve in one diagonal step. Own
 * code, because Apache Commons Statistics has no curves of classifiers.
 *
 * @param positives subjects measured below the threshold
 * @param negatives the others
 * @param points from (0, 0) to (1, 1), never falling; empty if either class is empty
 */
public record RocCurve(int positives, int negatives, List<Point> points) {

    /**
     * One operating point.
     *
     * @param cutoff subjects estimated at or below it are called positive, g/cm²; −∞ at the origin
     * @param falsePositiveRate 1 − specificity
     * @param truePositiveRate sensitivity
     * @param precision positive predictive value; NaN at the origin, where nobody is called
     */
    public record Point(double cutoff, double falsePositiveRate, double truePositiveRate, double precision) {}

    public RocCurve {
        points = List.copyOf(points);
    }

    public static RocCurve of(List<Case> cases, double threshold) {
        return of(Pairs.column(cases, Case::measured), Pairs.column(cases, Case::estimated), threshold);
    }

    /**
     * Walks every distinct estimate from the lowest up.
     *
     * @param threshold BMD below which a subject is positive, g/cm²
     * @throws IllegalArgumentException if the columns are empty, differ in length or hold a value that is not finite
     */
    public static RocCurve of(double[] measured, double[] estimated, double threshold) {
        Pairs.check(measured, estimated);
        Integer[] order = new Integer[measured.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> estimated[i]));
        int positives = (int) Arrays.stream(measured).filter(m -> m < threshold).count();
        int negatives = measured.length - positives;
        List<Point> points = new ArrayList<>();
        if (positives > 0 && negatives > 0) {
            points.add(new Point(Double.NEGATIVE_INFINITY, 0, 0, Double.NaN));
            int truePositives = 0;
            int falsePositives = 0;
            for (int i = 0; i < order.length; i++) {
                if (measured[order[i]] < threshold) {
                    truePositives++;
                } else {
                    falsePositives++;
                }
                double cutoff = estimated[order[i]];
                if (i + 1 == order.length || estimated[order[i + 1]] != cutoff) {
                    points.add(new Point(
                            cutoff,
                            (double) falsePositives / negatives,
                            (double) truePositives / positives,
                            (double) truePositives / (truePositives + falsePositives)));
                }
            }
        }
        return new RocCurve(positives, negatives, points);
    }

    /**
     * Area under the curve by the trapezium rule, which with tied scores counted half is the Mann–Whitney U statistic
     * divided by positives × negatives (Hanley &amp; McNeil 1982, Radiology 143:29); NaN if either class is empty.
     */
    public double auc() {
        double area = 0;
        for (int i = 1; i < points.size(); i++) {
            Point a = points.get(i - 1);
            Point b = points.get(i);
            area += (b.falsePositiveRate() - a.falsePositiveRate()) * (a.truePositiveRate() + b.truePositiveRate()) / 2;
        }
        return points.isEmpty() ? Double.NaN : area;
    }

    /**
     * Area under the precision–recall curve as average precision Σ (Rₖ − Rₖ₋₁)·Pₖ, without interpolation, because
     * straight lines between its points are too optimistic (Davis &amp; Goadrich 2006, ICML; Boyd et al. 2013, ECML);
     * NaN if either class is empty.
     */
    public double averagePrecision() {
        double area = 0;
        for (int i = 1; i < points.size(); i++) {
            area += (points.get(i).truePositiveRate() - points.get(i - 1).truePositiveRate())
                    * points.get(i).precision();
        }
        return points.isEmpty() ? Double.NaN : area;
    }
}
