package org.xattnbmd.trainer.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Variants against a reference over the same folds, on one metric.
 *
 * @param metric name of the metric
 * @param reference name of the variant that the others are compared with
 * @param rows in the order given, the reference included
 */
public record FoldComparison(String metric, String reference, List<Row> rows) {

    /**
     * One variant.
     *
     * @param mean over the folds
     * @param standardDeviation over the folds (n − 1); NaN with a single fold
     * @param difference from the reference
     * @param tests of the difference; empty for the reference itself
     */
    public record Row(
            String variant, double mean, double standardDeviation, Difference difference, Optional<Tests> tests) {}

    /**
     * How far a variant is from the reference.
     *
     * @param value mean minus the reference's mean
     * @param relative that over the absolute value of the reference's mean; NaN if that is 0
     * @param interval 95 % interval of the value with the corrected variance; undefined for the reference itself
     */
    public record Difference(double value, double relative, Interval interval) {}

    /**
     * Two-sided tests whether the difference is zero.
     *
     * @param corrected corrected resampled t-test
     * @param wilcoxon signed-rank test
     * @param holmP the corrected test's p-value after Holm's correction over all variants
     */
    public record Tests(PairedTest corrected, PairedTest wilcoxon, double holmP) {}

    public FoldComparison {
        rows = List.copyOf(rows);
    }

    /**
     * Compares.
     *
     * @param byVariant the metric in each fold, the same folds in the same order for every variant; its iteration order is
     *     the order of the rows
     * @param reference one of its keys
     * @param testToTrain see {@link PairedTest#correctedResampled}
     * @throws IllegalArgumentException if the reference is missing, or variants have different numbers of folds
     */
    public static FoldComparison of(
            String metric, Map<String, double[]> byVariant, String reference, double testToTrain) {
        double[] base = byVariant.get(reference);
        if (base == null || base.length == 0) {
            throw new IllegalArgumentException(
                    "expected the folds of the reference \"" + reference + "\", received " + byVariant.keySet());
        }
        List<String> names = List.copyOf(byVariant.keySet());
        List<double[]> differences = new ArrayList<>();
        names.forEach(name -> differences.add(differences(name, byVariant.get(name), base)));
        // The reference has no test; NaN does not count as one.
        List<Optional<PairedTest>> corrected = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            corrected.add(
                    names.get(i).equals(reference)
                            ? Optional.empty()
                            : Optional.of(PairedTest.correctedResampled(differences.get(i), testToTrain)));
        }
        double[] adjusted = PairedTest.holm(corrected.stream()
                .mapToDouble(test -> test.map(PairedTest::pValue).orElse(Double.NaN))
                .toArray());
        double baseMean = SampleMoments.mean(base);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            double[] folds = byVariant.get(names.get(i));
            double[] paired = differences.get(i);
            double holmP = adjusted[i];
            double difference = SampleMoments.mean(folds) - baseMean;
            rows.add(new Row(
                    names.get(i),
                    SampleMoments.mean(folds),
                    SampleMoments.standardDeviation(folds),
                    new Difference(
                            difference,
                            baseMean == 0 ? Double.NaN : difference / Math.abs(baseMean),
                            corrected.get(i).isEmpty() ? Interval.UNDEFINED : interval(paired, testToTrain)),
                    corrected.get(i).map(test -> new Tests(test, PairedTest.wilcoxon(paired), holmP))));
        }
        return new FoldComparison(metric, reference, rows);
    }

    private static Interval interval(double[] differences, double testToTrain) {
        int k = differences.length;
        if (k < 2) {
            return Interval.UNDEFINED;
        }
        double half = Distributions.studentQuantile(0.95, k - 1)
                * SampleMoments.standardDeviation(differences)
                * Math.sqrt(1.0 / k + testToTrain);
        return new Interval(SampleMoments.mean(differences) - half, SampleMoments.mean(differences) + half);
    }

    private static double[] differences(String name, double[] folds, double[] base) {
        if (folds.length != base.length) {
            throw new IllegalArgumentException("expected " + base.length + " folds as the reference has, received "
                    + folds.length + " of \"" + name + "\"");
        }
        double[] differences = new double[folds.length];
        Arrays.setAll(differences, i -> folds[i] - base[i]);
        return differences;
    }
}
