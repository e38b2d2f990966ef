package org.xattnbmd.trainer.robustness;

import java.util.List;
import java.util.Map;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.RepeatPrecision;

/**
 * How far repeated estimates of the same hip scatter.
 *
 * @param precision of all subjects together
 * @param intervals of RMS-SD, RMS-CV and least significant change, over subjects
 * @param readings estimates of each hip, g/cm²
 */
record PosePrecision(RepeatPrecision precision, List<Interval> intervals, List<double[]> readings) {

    private record Hip(String subject, double[] readings) {}

    /** Null if no hip was read twice. */
    static PosePrecision of(CohortReadings cohort, Bootstrap bootstrap) {
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
                bootstrap.intervals(hips, Hip::subject, sample -> {
                    RepeatPrecision p = precision(sample);
                    return new double[] {p.rmsSd(), p.rmsCv(), p.leastSignificantChange()};
                }),
                hips.stream().map(Hip::readings).toList());
    }

    private static RepeatPrecision precision(List<Hip> hips) {
        return RepeatPrecision.of(hips.stream().map(Hip::readings).toList());
    }
}
