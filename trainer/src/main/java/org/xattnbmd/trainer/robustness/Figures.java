package org.xattnbmd.trainer.robustness;

import java.util.Arrays;
import java.util.List;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.evaluation.ScreeningMetrics;

/**
 * The figures that every condition has, with their intervals, and how they differ from those of the clean condition.
 *
 * @param n radiographs
 * @param values in the order of {@link #NAMES}
 * @param differences from the clean condition on the same radiographs, or from the first of two cohorts
 */
record Figures(
        int n, double[] values, List<Interval> intervals, double[] differences, List<Interval> differenceIntervals) {

    static final List<String> NAMES =
            List.of("MAE, g/cm²", "Pearson r", "R²", "Bias, g/cm²", "AUC", "Interval coverage");

    static final int MAE = 0;
    static final int PEARSON = 1;
    static final int R2 = 2;
    static final int BIAS = 3;
    static final int AUC = 4;
    static final int COVERAGE = 5;

    /** The same radiograph under two conditions. */
    record Pair(Case clean, Case changed) {}

    /** Pairs share their resamples, so that differences are paired by subject. */
    static Figures paired(List<Pair> pairs, double threshold, Bootstrap bootstrap) {
        List<Interval> intervals = bootstrap.intervals(pairs, p -> p.clean().subjectId(), sample -> {
            double[] changed = of(sample.stream().map(Pair::changed).toList(), threshold);
            double[] clean = of(sample.stream().map(Pair::clean).toList(), threshold);
            double[] both = Arrays.copyOf(changed, 2 * changed.length);
            for (int m = 0; m < changed.length; m++) {
                both[changed.length + m] = changed[m] - clean[m];
            }
            return both;
        });
        double[] clean = of(pairs.stream().map(Pair::clean).toList(), threshold);
        double[] changed = of(pairs.stream().map(Pair::changed).toList(), threshold);
        return new Figures(
                pairs.size(),
                changed,
                intervals.subList(0, changed.length),
                minus(changed, clean),
                intervals.subList(changed.length, intervals.size()));
    }

    /** One set of subjects by itself; there is nothing that it differs from. */
    static Figures alone(List<Case> cases, double threshold, Bootstrap bootstrap) {
        double[] values = of(cases, threshold);
        double[] none = new double[values.length];
        Arrays.fill(none, Double.NaN);
        return new Figures(
                cases.size(),
                values,
                bootstrap.intervals(cases, sample -> of(sample, threshold)),
                none,
                Arrays.stream(none).mapToObj(v -> Interval.UNDEFINED).toList());
    }

    /** Other subjects than the first ones. */
    static Figures against(List<Case> first, List<Case> second, double threshold, Bootstrap bootstrap) {
        Figures own = alone(second, threshold, bootstrap);
        return new Figures(
                own.n,
                own.values,
                own.intervals,
                minus(own.values, of(first, threshold)),
                bootstrap.differences(first, second, sample -> of(sample, threshold)));
    }

    private static double[] of(List<Case> cases, double threshold) {
        RegressionMetrics m = RegressionMetrics.of(cases);
        return new double[] {
            m.mae(),
            m.pearson(),
            m.r2(),
            m.bias(),
            ScreeningMetrics.of(cases, threshold).auc(),
            Coverage.of(cases).fraction()
        };
    }

    private static double[] minus(double[] a, double[] b) {
        double[] difference = new double[a.length];
        Arrays.setAll(difference, m -> a[m] - b[m]);
        return difference;
    }
}
