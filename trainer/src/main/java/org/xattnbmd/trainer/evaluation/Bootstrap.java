package org.xattnbmd.trainer.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.xattnbmd.trainer.RefusedValueException;

/**
 * Percentile bootstrap intervals (Efron &amp; Tibshirani 1993, An Introduction to the Bootstrap, §13.3). Subjects are
 * resampled, not cases, because two cases of one subject are not independent. The same seed gives the same interval. Own
 * code, because Apache Commons Statistics resamples nothing.
 *
 * @param replicates number of resamples, at least 100
 * @param confidence e.g. 0.95
 * @param seed of the resampling
 */
public record Bootstrap(int replicates, double confidence, long seed) {

    public Bootstrap {
        if (replicates < 100) {
            throw new RefusedValueException("expected at least 100 bootstrap replicates, received " + replicates);
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
        return intervals(cases, Case::subjectId, metrics);
    }

    /**
     * The same over anything that belongs to subjects, such as pairs of estimates of one subject, so that differences are
     * paired.
     *
     * @param subject whose an item is; items that share it are resampled together
     */
    public <T> List<Interval> intervals(
            List<T> items, Function<T, String> subject, Function<List<T>, double[]> metrics) {
        Resampling<T> resampling = new Resampling<>(items, subject);
        SplittableRandom random = new SplittableRandom(seed);
        double[][] values = new double[replicates][];
        for (int r = 0; r < replicates; r++) {
            values[r] = metrics.apply(resampling.next(random));
        }
        return columns(values);
    }

    /**
     * The intervals of the differences, second minus first, between two sets of other subjects, each resampled by itself.
     *
     * @param metrics returns as many values for every resample; must not keep or change the list
     */
    public List<Interval> differences(List<Case> first, List<Case> second, Function<List<Case>, double[]> metrics) {
        Resampling<Case> one = new Resampling<>(first, Case::subjectId);
        Resampling<Case> other = new Resampling<>(second, Case::subjectId);
        SplittableRandom random = new SplittableRandom(seed);
        double[][] values = new double[replicates][];
        for (int r = 0; r < replicates; r++) {
            double[] a = metrics.apply(one.next(random));
            double[] b = metrics.apply(other.next(random));
            values[r] = new double[a.length];
            Arrays.setAll(values[r], m -> b[m] - a[m]);
        }
        return columns(values);
    }

    /** Draws subjects with replacement, each with all its items; hands out the same list every time. */
    private static final class Resampling<T> {

        private final List<List<T>> subjects;
        private final List<T> resample = new ArrayList<>();

        Resampling(List<T> items, Function<T, String> subject) {
            if (items.isEmpty()) {
                throw new RefusedValueException("expected at least one case to resample, received none");
            }
            Map<String, List<T>> bySubject = new LinkedHashMap<>();
            for (T item : items) {
                bySubject
                        .computeIfAbsent(subject.apply(item), id -> new ArrayList<>())
                        .add(item);
            }
            subjects = List.copyOf(bySubject.values());
        }

        List<T> next(SplittableRandom random) {
            resample.clear();
            for (int s = 0; s < subjects.size(); s++) {
                resample.addAll(subjects.get(random.nextInt(subjects.size())));
            }
            return resample;
        }
    }

    private List<Interval> columns(double[][] values) {
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
