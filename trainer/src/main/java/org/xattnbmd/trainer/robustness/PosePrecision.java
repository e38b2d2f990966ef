package org.xattnbmd.trainer.robustness;

import java.util.List;
import java.util.Map;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.RepeatPrecision;
import org.xattnbmd.trainer.report.IntervalFigure;
import org.xattnbmd.trainer.report.Measure;
import org.xattnbmd.trainer.report.Measures;

/**
 * How far repeated estimates of the same hip scatter.
 *
 * @param precision of all subjects together
 * @param figures those of {@link Measures#PRECISION} with their intervals over subjects
 * @param readings estimates of each hip, in the target's unit
 */
record PosePrecision(RepeatPrecision precision, List<IntervalFigure> figures, List<double[]> readings) {

    private record Hip(String subject, double[] readings) {}

    /** Null if no hip was read twice. */
    static PosePrecision of(CohortReadings cohort, Bootstrap bootstrap) {
        String unit = cohort.card().target().unit();
        List<Measure<RepeatPrecision>> measures =
                Measures.PRECISION.stream().map(m -> m.inUnit(unit)).toList();
        Map<String, List<Double>> repeated = cohort.repeated();
        if (repeated.isEmpty()) {
            return null;
        }
        List<Hip> hips = repeated.entrySet().stream()
                .map(e -> new Hip(
                        // The side is the last word; both hips of a person are resampled together.
                        e.getKey().substring(0, e.getKey().lastIndexOf(' ')),
                        e.getValue().stream().mapToDouble(v -> v).toArray()))
                .toList();
        return new PosePrecision(
                precision(hips),
                IntervalFigure.of(measures, hips, Hip::subject, PosePrecision::precision, bootstrap),
                hips.stream().map(Hip::readings).toList());
    }

    /** Of the coefficient of variation. */
    Interval cvInterval() {
        return figures.get(Measures.PRECISION.indexOf(Measures.RMS_CV)).interval();
    }

    private static RepeatPrecision precision(List<Hip> hips) {
        return RepeatPrecision.of(hips.stream().map(Hip::readings).toList());
    }
}
