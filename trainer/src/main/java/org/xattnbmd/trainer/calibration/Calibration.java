package org.xattnbmd.trainer.calibration;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xattnbmd.sdk.ModelCard.TrustLimits;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.evaluation.SplitConformal;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.training.Predictor.Predictions;

/**
 * What subjects that it has not learned from say of a trained network.
 *
 * @param conformalQuantiles coverage to factor
 * @param outlierThreshold 99th percentile of the subjects' outlier scores
 * @param change 2.77 times the root-mean-square sd of repeated readings
 * @param trust what is said of unusual radiographs; null in runs from before there was such a thing, and with fewer than
 *     {@value OutlierTail#FEWEST} subjects
 */
public record Calibration(
        Map<String, Double> conformalQuantiles,
        double outlierThreshold,
        @JsonUnwrapped LeastSignificantChange change,
        @JsonInclude(JsonInclude.Include.NON_NULL) TrustLimits trust) {

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
        return new Calibration(quantiles, threshold, change, null);
    }

    /**
     * This calibration with what is to be said of unusual radiographs: a {@linkplain OutlierTail hard limit} and a {@linkplain
     * Widening widening}, both measured.
     *
     * @param network that made the predictions, in any runtime
     * @param out its predictions for the subjects
     */
    public Calibration withTrust(
            LeastSignificantChange.Network network,
            NetworkConfig shape,
            Predictions out,
            CalibrationSubjects subjects,
            long seed) {
        OutlierTail tail = OutlierTail.of(CalibrationSubjects.at(subjects.once(), out.outlierScore()))
                .orElse(null);
        if (tail == null) {
            return this;
        }
        Widening widening = Widening.measured(
                network,
                new Widening.Picture(
                        shape.picture().imageHeight(), shape.picture().imageWidth()),
                subjects,
                new Widening.Band(outlierThreshold, tail.limit()),
                conformalQuantiles.getOrDefault(key(Widening.COVERAGE), Double.NaN),
                seed);
        return new Calibration(conformalQuantiles, outlierThreshold, change, trust(tail, widening));
    }

    /** Both rules as a card states them. */
    public static TrustLimits trust(OutlierTail tail, Widening widening) {
        return new TrustLimits(tail.limit(), widening.factor(), tail.basis() + "; " + widening.basis());
    }

    /** A coverage as a card's quantiles name it. */
    public static String key(double coverage) {
        return String.format(Locale.ROOT, "%.2f", coverage);
    }
}
