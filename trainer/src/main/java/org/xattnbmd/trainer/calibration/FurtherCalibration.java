package org.xattnbmd.trainer.calibration;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.training.Predictor.Predictions;

/**
 * What subjects that it has not learned from say of one of a network's further targets.
 *
 * @param conformalQuantiles coverage to factor; at least one
 * @param unusualWidening factor on the quantiles of unusual radiographs, 1 or more; 1 too where that could not be measured for
 *     want of trust limits, which alone let it act
 * @param subjects whose label was known
 * @param mae of these, in the target's unit; they set the intervals, so that it is no figure of held-out subjects
 */
public record FurtherCalibration(
        Map<String, Double> conformalQuantiles, double unusualWidening, int subjects, double mae) {

    public FurtherCalibration {
        RefusedValueException.require(
                conformalQuantiles != null && !conformalQuantiles.isEmpty(),
                "The calibration of a further target: quantiles are needed.");
        RefusedValueException.require(
                unusualWidening >= 1, "The calibration of a further target: a widening of 1 or more is needed.");
        conformalQuantiles = Collections.unmodifiableMap(new TreeMap<>(conformalQuantiles));
    }

    static FurtherCalibration of(Outcome outcome, Predictions out, CalibrationSubjects subjects) {
        List<Integer> known = outcome.known(subjects.once(), subjects.data());
        double mae = known.stream()
                .mapToDouble(i -> Math.abs(outcome.measured(subjects.data(), i) - outcome.estimated(out, i)))
                .average()
                .orElse(Double.NaN);
        return new FurtherCalibration(Calibration.quantiles(outcome, out, subjects), 1, known.size(), mae);
    }

    FurtherCalibration widenedBy(double factor) {
        return new FurtherCalibration(conformalQuantiles, factor, subjects, mae);
    }
}
