package org.xattnbmd.trainer.runs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;
import org.xattnbmd.trainer.report.IntervalFigure;
import org.xattnbmd.trainer.report.Measure;
import org.xattnbmd.trainer.report.Measures;
import org.xattnbmd.trainer.report.ReportData;
import org.xattnbmd.trainer.run.CalibrationEstimates;
import org.xattnbmd.trainer.run.CalibrationEstimates.Row;
import org.xattnbmd.trainer.run.RunSettings;

/**
 * Runs side by side: settings that differ, and figures of each on its calibration split with bootstrap intervals. Runs on the
 * same subjects as the first are compared with it subject by subject.
 *
 * @param entries in order; the first finished one with estimates is what others are compared with
 * @param settings all settings of each finished run, by its place
 * @param differing names of settings that are not the same in all finished runs
 * @param figures of each run that has estimates, by its place
 * @param differences run minus the first, by its place; only of runs on the first one's subjects
 */
public record RunComparison(
        List<RunEntry> entries,
        Map<Integer, Map<String, String>> settings,
        List<String> differing,
        Map<Integer, List<IntervalFigure>> figures,
        Map<Integer, List<IntervalFigure>> differences) {

    /** The figures that are compared. */
    static final List<Measure<RegressionMetrics>> MEASURES =
            List.of(Measures.MAE, Measures.RMSE, Measures.R2, Measures.PEARSON, Measures.BIAS);

    private static final Bootstrap BOOTSTRAP = ReportData.USUAL_BOOTSTRAP;

    /** Compares; resamples the subjects of each run once. */
    public static RunComparison of(List<RunEntry> entries) {
        Map<Integer, Map<String, String>> settings = new LinkedHashMap<>();
        Map<Integer, List<IntervalFigure>> figures = new LinkedHashMap<>();
        Map<Integer, List<IntervalFigure>> differences = new LinkedHashMap<>();
        CalibrationEstimates first = null;
        for (int i = 0; i < entries.size(); i++) {
            int place = i;
            entries.get(i).record().ifPresent(record -> settings.put(place, RunSettings.of(record)));
            Optional<CalibrationEstimates> estimates = entries.get(i).estimates();
            if (estimates.isPresent()) {
                figures.put(i, figures(estimates.get()));
                if (first == null) {
                    first = estimates.get();
                } else if (first.sameSubjects(estimates.get())) {
                    differences.put(i, differences(first, estimates.get()));
                }
            }
        }
        return new RunComparison(List.copyOf(entries), settings, differing(settings), figures, differences);
    }

    private static List<String> differing(Map<Integer, Map<String, String>> settings) {
        Set<String> names = new LinkedHashSet<>();
        settings.values().forEach(one -> names.addAll(one.keySet()));
        names.removeIf(name -> settings.values().stream()
                        .map(one -> Optional.ofNullable(one.get(name)))
                        .distinct()
                        .count()
                < 2);
        return List.copyOf(names);
    }

    private static List<IntervalFigure> figures(CalibrationEstimates estimates) {
        return IntervalFigure.of(
                MEASURES, estimates.rows(), row -> "" + row.subject(), RunComparison::metrics, BOOTSTRAP);
    }

    private record Pair(Row first, Row other) {}

    private record Both(RegressionMetrics first, RegressionMetrics other) {}

    private static List<IntervalFigure> differences(CalibrationEstimates first, CalibrationEstimates other) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < first.rows().size(); i++) {
            pairs.add(new Pair(first.rows().get(i), other.rows().get(i)));
        }
        List<Measure<Both>> gains = MEASURES.stream()
                .map(m -> m.<Both>read(both -> m.value(both.other()) - m.value(both.first())))
                .toList();
        return IntervalFigure.of(
                gains,
                pairs,
                pair -> "" + pair.first().subject(),
                some -> new Both(
                        metrics(some.stream().map(Pair::first).toList()),
                        metrics(some.stream().map(Pair::other).toList())),
                BOOTSTRAP);
    }

    private static RegressionMetrics metrics(List<Row> rows) {
        return RegressionMetrics.of(
                rows.stream().mapToDouble(Row::measured).toArray(),
                rows.stream().mapToDouble(Row::estimated).toArray());
    }

    /** Whether any of them learned from a simulated cohort. */
    public boolean simulated() {
        return entries.stream()
                .flatMap(entry -> entry.record().stream())
                .anyMatch(record -> record.data().simulated());
    }
}
