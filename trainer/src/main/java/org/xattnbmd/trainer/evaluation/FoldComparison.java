package org.xattnbmd.trainer.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

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
     * @param difference mean minus the reference's mean
     * @param relativeDifference difference over the absolute value of the reference's mean; NaN if that is 0
     * @param differenceInterval 95 % interval of the difference with the corrected variance; undefined for the reference
     * @param corrected corrected resampled t-test; null for the reference itself
     * @param wilcoxon signed-rank test; null for the reference itself
     * @param holmP the corrected test's p-value after Holm's correction over all variants; NaN for the reference
     */
    public record Row(
            String variant,
            double mean,
            double standardDeviation,
            double difference,
            double relativeDifference,
            Interval differenceInterval,
            PairedTest corrected,
            PairedTest wilcoxon,
            double holmP) {}

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
        List<PairedTest> tests = new ArrayList<>();
        for (String name : names) {
            tests.add(
                    name.equals(reference)
                            ? null
                            : PairedTest.correctedResampled(differences(name, byVariant.get(name), base), testToTrain));
        }
        double[] adjusted = PairedTest.holm(tests.stream()
                .mapToDouble(t -> t == null ? Double.NaN : t.pValue())
                .toArray());
        double baseMean = mean(base);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            double[] folds = byVariant.get(names.get(i));
            double difference = mean(folds) - baseMean;
            PairedTest test = tests.get(i);
            double[] paired = differences(names.get(i), folds, base);
            rows.add(new Row(
                    names.get(i),
                    mean(folds),
                    deviation(folds),
                    difference,
                    baseMean == 0 ? Double.NaN : difference / Math.abs(baseMean),
                    test == null ? Interval.UNDEFINED : interval(paired, testToTrain),
                    test,
                    test == null ? null : PairedTest.wilcoxon(paired),
                    adjusted[i]));
        }
        return new FoldComparison(metric, reference, rows);
    }

    private static Interval interval(double[] differences, double testToTrain) {
        int k = differences.length;
        if (k < 2) {
            return Interval.UNDEFINED;
        }
        double half =
                Distributions.studentQuantile(0.95, k - 1) * deviation(differences) * Math.sqrt(1.0 / k + testToTrain);
        return new Interval(mean(differences) - half, mean(differences) + half);
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

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static double deviation(double[] values) {
        double mean = mean(values);
        return values.length < 2
                ? Double.NaN
                : Math.sqrt(
                        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1));
    }
}
