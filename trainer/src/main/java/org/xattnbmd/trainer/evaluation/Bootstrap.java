package org.xattnbmd.trainer.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Percentile bootstrap intervals (Efron &amp; Tibshirani 1993, An Introduction to the Bootstrap, §13.3). Subjects are
 * resampled, not cases, because two cases of one subject are not independent. The same seed gives the same interval.
 *
 * @param replicates number of resamples, at least 100
 * @param confidence e.g. 0.95
 * @param seed of the resampling
 */
public record Bootstrap(int replicates, double confidence, long seed) {

    public Bootstrap {
        if (replicates < 100) {
            throw new IllegalArgumentException("expected at least 100 bootstrap replicates, received " + replicates);
        }
        SplitConformal.checkConfidence(confidence);
    }

    /**
     * The interval of a metric over these cases. Replicates in which the metric is NaN (all of one class, say) are left
     * out; if that is more than half of them, the interval is undefined.
     *
     * @param metric called with each resample; must not keep or change the list
     * @throws IllegalArgumentException if there is no case
     */
    public Interval interval(List<Case> cases, ToDoubleFunction<List<Case>> metric) {
        return intervals(cases, resample -> new double[] {metric.applyAsDouble(resample)})
                .get(0);
    }

    /**
     * The intervals of several metrics from the same resamples, each as {@link #interval} would give it.
     *
     * @param metrics returns as many values for every resample; must not keep or change the list
     */
    public List<Interval> intervals(List<Case> cases, Function<List<Case>, double[]> metrics) {
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("expected at least one case to resample, received none");
        }
        Map<String, List<Case>> bySubject = new LinkedHashMap<>();
        for (Case one : cases) {
            bySubject.computeIfAbsent(one.subjectId(), id -> new ArrayList<>()).add(one);
        }
        List<List<Case>> subjects = List.copyOf(bySubject.values());
        SplittableRandom random = new SplittableRandom(seed);
        double[][] values = new double[replicates][];
        List<Case> resample = new ArrayList<>(cases.size());
        for (int r = 0; r < replicates; r++) {
            resample.clear();
            for (int s = 0; s < subjects.size(); s++) {
                resample.addAll(subjects.get(random.nextInt(subjects.size())));
            }
            values[r] = metrics.apply(resample);
        }
        List<Interval> intervals = new ArrayList<>();
        for (int m = 0; m < values[0].length; m++) {
            int metric = m;
            intervals.add(percentile(
                    Arrays.stream(values).mapToDouble(row -> row[metric]).toArray()));
        }
        return intervals;
    }

    private Interval percentile(double[] values) {
        double[] sorted =
                Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
        if (2 * sorted.length < replicates) {
            return Interval.UNDEFINED;
        }
        double tail = (1 - confidence) / 2;
        return new Interval(Quantiles.ofSorted(sorted, tail), Quantiles.ofSorted(sorted, 1 - tail));
    }
}
