package org.xattnbmd.trainer.calibration;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.evaluation.SplitConformal;
import org.xattnbmd.trainer.training.Predictor.Predictions;

/**
 * What subjects that it has not learned from say of a trained network.
 *
 * @param conformalQuantiles coverage to factor
 * @param outlierThreshold 99th percentile of the subjects' outlier scores
 * @param change 2.77 times the root-mean-square sd of repeated readings
 */
public record Calibration(
        Map<String, Double> conformalQuantiles,
        double outlierThreshold,
        @JsonUnwrapped LeastSignificantChange change) {

    public Calibration {
        RefusedValueException.require(conformalQuantiles != null, "A calibration: quantiles are needed.");
    }

    static final double[] COVERAGES = {0.80, 0.90, 0.95};

    /** @param out the network's predictions for the subjects' {@linkplain CalibrationSubjects#data data} */
    public static Calibration of(Predictions out, CalibrationSubjects subjects, LeastSignificantChange change) {
        List<Integer> once = subjects.once();
        double[] measured = CalibrationSubjects.at(once, subjects.data().bmd());
        double[] estimated = CalibrationSubjects.at(once, out.bmd());
        double[] spread = CalibrationSubjects.at(once, out.spread());
        Map<String, Double> quantiles = new LinkedHashMap<>();
        for (double coverage : COVERAGES) {
            double quantile = SplitConformal.calibrate(measured, estimated, spread, coverage)
                    .quantile();
            if (Double.isFinite(quantile)) {
                quantiles.put(key(coverage), quantile);
            }
        }
        double[] scores = CalibrationSubjects.at(once, out.outlierScore());
        Arrays.sort(scores);
        double threshold = scores[(int) Math.ceil(0.99 * scores.length) - 1];
        return new Calibration(quantiles, threshold, change);
    }

    /** A coverage as a card's quantiles name it. */
    public static String key(double coverage) {
        return String.format(Locale.ROOT, "%.2f", coverage);
    }
}
