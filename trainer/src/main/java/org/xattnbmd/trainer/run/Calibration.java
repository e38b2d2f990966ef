package org.xattnbmd.trainer.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xattnbmd.trainer.evaluation.RepeatPrecision;
import org.xattnbmd.trainer.evaluation.SplitConformal;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.training.Predictor.Predictions;
import org.xattnbmd.trainer.training.Repositioning;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * What subjects that it has not learned from say of a trained network.
 *
 * @param conformalQuantiles coverage to factor
 * @param leastSignificantChange g/cm²
 * @param precisionMeasured whether it comes from repeated radiographs of the same hips
 * @param precisionBasis in words: from which readings the least significant change comes
 */
record Calibration(
        Map<String, Double> conformalQuantiles,
        double outlierThreshold,
        double leastSignificantChange,
        boolean precisionMeasured,
        String precisionBasis) {

    private static final double[] COVERAGES = {0.80, 0.90, 0.95};
    private static final int READINGS = 4;

    /** Degrees of freedom that the ISCD asks of a precision study: 30 people measured twice, or 15 three times. */
    static final int ISCD_DEGREES = 30;

    /** A network in any runtime. */
    @FunctionalInterface
    interface Network {
        Predictions predict(float[][] crops, float[][] clinical);
    }

    static Calibration of(Network network, NetworkConfig shape, CalibrationSubjects subjects, long seed) {
        TrainingData data = subjects.data();
        List<Integer> once = subjects.once();
        Predictions out = network.predict(data.crops(), data.clinical());
        double[] measured = at(once, data.bmd());
        double[] estimated = at(once, out.bmd());
        double[] spread = at(once, out.spread());
        Map<String, Double> quantiles = new LinkedHashMap<>();
        for (double coverage : COVERAGES) {
            double quantile = SplitConformal.calibrate(measured, estimated, spread, coverage)
                    .quantile();
            if (Double.isFinite(quantile)) {
                quantiles.put(String.format(Locale.ROOT, "%.2f", coverage), quantile);
            }
        }
        double[] scores = at(once, out.outlierScore());
        Arrays.sort(scores);
        double threshold = scores[(int) Math.ceil(0.99 * scores.length) - 1];
        List<List<Integer>> repeated = subjects.repeated();
        int degrees = degrees(repeated);
        if (degrees >= ISCD_DEGREES) {
            TrainingData study = subjects.study().data();
            float[] readings = network.predict(study.crops(), study.clinical()).bmd();
            double sd = RepeatPrecision.rmsSd(
                    repeated.stream().map(places -> at(places, readings)).toList());
            return new Calibration(
                    quantiles,
                    threshold,
                    RepeatPrecision.LSC_FACTOR * sd,
                    true,
                    "2.77 x RMS sd of repeated radiographs of " + repeated.size() + " hips, positioned anew (" + degrees
                            + " degrees of freedom)");
        }
        return new Calibration(
                quantiles,
                threshold,
                RepeatPrecision.LSC_FACTOR * repositioned(network, shape, data, seed),
                false,
                "2.77 x RMS sd of " + READINGS + " readings of each calibration radiograph, the picture turned, moved,"
                        + " zoomed and exposed anew: a lower bound, for want of repeated radiographs");
    }

    static int degrees(List<List<Integer>> repeated) {
        return repeated.stream().mapToInt(places -> places.size() - 1).sum();
    }

    /**
     * Of a model in lower precision whose float32 original has a measured least significant change: rounding adds an error
     * to every reading, taken as independent of where the hip lay.
     *
     * @param original the measured change, g/cm²
     * @param basis of it
     * @param changes of the calibration subjects' estimates by rounding, g/cm²
     */
    Calibration widened(double original, String basis, double[] changes) {
        double square = Arrays.stream(changes).map(c -> c * c).average().orElseThrow();
        return new Calibration(
                conformalQuantiles,
                outlierThreshold,
                Math.hypot(original, RepeatPrecision.LSC_FACTOR * Math.sqrt(square)),
                true,
                basis + ", with the error of the lower precision added");
    }

    /** Each reading sees the radiograph turned, moved, zoomed and exposed a little differently; the hip stays as it lay. */
    private static double repositioned(Network network, NetworkConfig shape, TrainingData data, long seed) {
        List<double[]> readings = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            readings.add(new double[READINGS]);
        }
        for (int reading = 0; reading < READINGS; reading++) {
            float[][] again = Repositioning.apply(data, shape.imageHeight(), shape.imageWidth(), seed + reading);
            float[] bmd = network.predict(again, data.clinical()).bmd();
            for (int i = 0; i < bmd.length; i++) {
                readings.get(i)[reading] = bmd[i];
            }
        }
        return RepeatPrecision.rmsSd(readings);
    }

    private static double[] at(List<Integer> places, float[] values) {
        return places.stream().mapToDouble(i -> values[i]).toArray();
    }
}
