package org.xattnbmd.trainer.calibration;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.xattnbmd.sdk.ModelCard.TrustLimits;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.evaluation.SplitConformal;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.training.Predictor.Predictions;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * What subjects that it has not learned from say of a trained network.
 *
 * @param conformalQuantiles coverage to factor
 * @param outlierThreshold 99th percentile of the subjects' outlier scores
 * @param change 2.77 times the root-mean-square sd of repeated readings
 * @param trust what is said of unusual radiographs; null in runs from before there was such a thing, and with fewer than
 *     {@value OutlierTail#FEWEST} subjects
 * @param further the same of each further target; empty, and not in the file, for none
 */
public record Calibration(
        Map<String, Double> conformalQuantiles,
        double outlierThreshold,
        @JsonUnwrapped LeastSignificantChange change,
        @JsonInclude(JsonInclude.Include.NON_NULL) TrustLimits trust,

        @JsonProperty("furtherCalibration") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<FurtherCalibration> further) {

    public Calibration {
        RefusedValueException.require(conformalQuantiles != null, "A calibration: quantiles are needed.");
        further = further == null ? List.of() : List.copyOf(further);
    }

    static final double[] COVERAGES = {0.80, 0.90, 0.95};

    /** @param out the network's predictions for the subjects' {@linkplain CalibrationSubjects#data data} */
    public static Calibration of(Predictions out, CalibrationSubjects subjects, LeastSignificantChange change) {
        double[] scores = CalibrationSubjects.at(subjects.once(), out.outlierScore());
        Arrays.sort(scores);
        double threshold = scores[(int) Math.ceil(0.99 * scores.length) - 1];
        return new Calibration(
                quantiles(Outcome.TARGET, out, subjects),
                threshold,
                change,
                null,
                Outcome.furtherOnes(out).stream()
                        .map(outcome -> FurtherCalibration.of(outcome, out, subjects))
                        .toList());
    }

    /** Coverage to factor, of the subjects whose label is known; coverages that so few can't promise are left out. */
    static Map<String, Double> quantiles(Outcome outcome, Predictions out, CalibrationSubjects subjects) {
        TrainingData data = subjects.data();
        List<Integer> known = outcome.known(subjects.once(), data);
        double[] measured = at(known, i -> outcome.measured(data, i));
        double[] estimated = at(known, i -> outcome.estimated(out, i));
        double[] spread = at(known, i -> outcome.spread(out, i));
        Map<String, Double> quantiles = new LinkedHashMap<>();
        for (double coverage : COVERAGES) {
            double quantile = SplitConformal.calibrate(measured, estimated, spread, coverage)
                    .quantile();
            if (Double.isFinite(quantile)) {
                quantiles.put(key(coverage), quantile);
            }
        }
        return quantiles;
    }

    private static double[] at(List<Integer> places, IntToDoubleFunction value) {
        return places.stream().mapToDouble(value::applyAsDouble).toArray();
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
        Map<Outcome, Double> usual = new LinkedHashMap<>();
        usual.put(Outcome.TARGET, usual(conformalQuantiles));
        for (int k = 0; k < further.size(); k++) {
            usual.put(new Outcome(k), usual(further.get(k).conformalQuantiles()));
        }
        Map<Outcome, Widening> widenings = Widening.measured(
                network,
                new Widening.Picture(
                        shape.picture().imageHeight(), shape.picture().imageWidth()),
                subjects,
                new Widening.Band(outlierThreshold, tail.limit()),
                usual,
                seed);
        return new Calibration(
                conformalQuantiles,
                outlierThreshold,
                change,
                trust(tail, widenings.get(Outcome.TARGET)),
                IntStream.range(0, further.size())
                        .mapToObj(k -> further.get(k)
                                .widenedBy(widenings.get(new Outcome(k)).factor()))
                        .toList());
    }

    private static double usual(Map<String, Double> quantiles) {
        return quantiles.getOrDefault(key(Widening.COVERAGE), Double.NaN);
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
