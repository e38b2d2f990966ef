package org.xattnbmd.trainer.robustness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.CaseMetrics;
import org.xattnbmd.trainer.evaluation.CasePair;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.report.Measure;
import org.xattnbmd.trainer.report.Measures;

/**
 * The figures that every condition has, with their intervals, and how they differ from those of the clean condition.
 *
 * @param n radiographs
 * @param found by measure, in the order of {@link #measures}
 */
record Figures(int n, Map<Measure<CaseMetrics>, Found> found) {

    static final Measure<CaseMetrics> MAE = Measures.MAE.of(CaseMetrics::regression);
    static final Measure<CaseMetrics> PEARSON = Measures.PEARSON.of(CaseMetrics::regression);
    static final Measure<CaseMetrics> R2 = Measures.R2.of(CaseMetrics::regression);
    static final Measure<CaseMetrics> BIAS = Measures.BIAS.of(CaseMetrics::regression);
    static final Measure<CaseMetrics> AUC = Measures.AUC.of(CaseMetrics::screening);
    static final Measure<CaseMetrics> COVERAGE = Measures.COVERAGE.of(CaseMetrics::coverage);

    private static final List<Measure<CaseMetrics>> MEASURES = List.of(MAE, PEARSON, R2, BIAS, AUC, COVERAGE);
    private static final List<Measure<CaseMetrics>> WITHOUT_SCREENING = List.of(MAE, PEARSON, R2, BIAS, COVERAGE);

    /**
     * The figures at a threshold.
     *
     * @param threshold NaN for a target of which none is known, and which has no screening
     */
    static List<Measure<CaseMetrics>> measures(double threshold) {
        return Double.isNaN(threshold) ? WITHOUT_SCREENING : MEASURES;
    }

    /**
     * One figure.
     *
     * @param difference from the clean condition on the same radiographs, or from the first of two cohorts; NaN, and its
     *     interval undefined, where there is nothing to differ from
     */
    record Found(double value, Interval interval, double difference, Interval differenceInterval) {}

    /** The same radiographs, clean and under another condition. */
    static Figures paired(List<CasePair> pairs, double threshold, Bootstrap bootstrap) {
        List<Interval> intervals = bootstrap.intervals(pairs, CasePair::subjectId, sample -> both(sample, threshold));
        double[] values = both(pairs, threshold);
        Map<Measure<CaseMetrics>, Found> found = new LinkedHashMap<>();
        List<Measure<CaseMetrics>> measures = measures(threshold);
        for (int m = 0; m < measures.size(); m++) {
            int change = measures.size() + m;
            found.put(measures.get(m), new Found(values[m], intervals.get(m), values[change], intervals.get(change)));
        }
        return new Figures(pairs.size(), found);
    }

    private static double[] both(List<CasePair> pairs, double threshold) {
        return CasePair.changedAndDifferences(pairs, cases -> of(cases, threshold));
    }

    /** One set of subjects by itself; there is nothing that it differs from. */
    static Figures alone(List<Case> cases, double threshold, Bootstrap bootstrap) {
        double[] values = of(cases, threshold);
        List<Interval> intervals = bootstrap.intervals(cases, sample -> of(sample, threshold));
        Map<Measure<CaseMetrics>, Found> found = new LinkedHashMap<>();
        List<Measure<CaseMetrics>> measures = measures(threshold);
        for (int m = 0; m < measures.size(); m++) {
            found.put(measures.get(m), new Found(values[m], intervals.get(m), Double.NaN, Interval.UNDEFINED));
        }
        return new Figures(cases.size(), found);
    }

    /** Other subjects than the first ones. */
    static Figures against(List<Case> first, List<Case> second, double threshold, Bootstrap bootstrap) {
        Figures own = alone(second, threshold, bootstrap);
        CaseMetrics before = CaseMetrics.of(first, threshold);
        List<Interval> changes = bootstrap.differences(first, second, sample -> of(sample, threshold));
        Map<Measure<CaseMetrics>, Found> found = new LinkedHashMap<>();
        List<Measure<CaseMetrics>> measures = measures(threshold);
        for (int m = 0; m < measures.size(); m++) {
            Measure<CaseMetrics> measure = measures.get(m);
            Found alone = own.of(measure);
            found.put(
                    measure,
                    new Found(alone.value(), alone.interval(), alone.value() - measure.value(before), changes.get(m)));
        }
        return new Figures(own.n, found);
    }

    Found of(Measure<CaseMetrics> measure) {
        return found.get(measure);
    }

    double value(Measure<CaseMetrics> measure) {
        return of(measure).value();
    }

    /** One row per figure, in the target's unit. */
    List<Named> named(String whose, String unit) {
        List<Named> named = new ArrayList<>();
        found.forEach((measure, one) ->
                named.add(new Named(whose + ": " + measure.inUnit(unit).label(), one)));
        return named;
    }

    /** A figure under the name of whose it is. */
    record Named(String name, Found found) {}

    private static double[] of(List<Case> cases, double threshold) {
        return Measures.values(measures(threshold), CaseMetrics.of(cases, threshold));
    }
}
