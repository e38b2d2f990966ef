package org.xattnbmd.trainer.calibration;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.trainer.evaluation.RepeatPrecision;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.training.Predictor.Predictions;
import org.xattnbmd.trainer.training.Repositioning;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * How far two estimates of the same hip must be apart before a change is likely real (95 %). In JSON the values have the
 * names of a run's record.
 *
 * @param gramsPerCm2 g/cm²
 * @param measured whether it comes from repeated radiographs of the same hips
 * @param basis in words: from which readings it comes
 */
public record LeastSignificantChange(
        @JsonProperty("leastSignificantChange") double gramsPerCm2,
        @JsonProperty("precisionMeasured") boolean measured,
        @JsonProperty("precisionBasis") String basis) {

    public LeastSignificantChange {
        // Records of runs from before it was kept have none.
        basis = basis == null ? "not recorded" : basis;
    }

    private static final int READINGS = 4;

    /** Degrees of freedom that the ISCD asks of a precision study: 30 people measured twice, or 15 three times. */
    static final int ISCD_DEGREES = 30;

    /** A network in any runtime. */
    @FunctionalInterface
    public interface Network {
        Predictions predict(float[][] crops, float[][] clinical);
    }

    /** From repeated radiographs if there are enough, else from pictures turned and moved. */
    public static LeastSignificantChange of(
            Network network, NetworkConfig shape, CalibrationSubjects subjects, long seed) {
        return measurableBy(subjects)
                ? ofRepeated(network, subjects)
                : repositioned(network, shape, subjects.data(), seed);
    }

    /** Whether the subjects were imaged repeatedly, and often enough. */
    public static boolean measurableBy(CalibrationSubjects subjects) {
        return degrees(subjects.repeated()) >= ISCD_DEGREES;
    }

    static int degrees(List<List<Integer>> repeated) {
        return repeated.stream().mapToInt(places -> places.size() - 1).sum();
    }

    /** From repeated radiographs, of which there must be {@linkplain #measurableBy enough}. */
    public static LeastSignificantChange ofRepeated(Network network, CalibrationSubjects subjects) {
        List<List<Integer>> repeated = subjects.repeated();
        TrainingData study = subjects.study().data();
        float[] readings = network.predict(study.crops(), study.clinical()).bmd();
        double sd = RepeatPrecision.rmsSd(repeated.stream()
                .map(places -> CalibrationSubjects.at(places, readings))
                .toList());
        return new LeastSignificantChange(
                RepeatPrecision.LSC_FACTOR * sd,
                true,
                "2.77 x RMS sd of repeated radiographs of " + repeated.size() + " hips, positioned anew ("
                        + degrees(repeated) + " degrees of freedom)");
    }

    /** Each reading sees the radiograph turned, moved, zoomed and exposed a little differently; the hip stays as it lay. */
    private static LeastSignificantChange repositioned(
            Network network, NetworkConfig shape, TrainingData data, long seed) {
        List<double[]> readings = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            readings.add(new double[READINGS]);
        }
        for (int reading = 0; reading < READINGS; reading++) {
            float[][] again = Repositioning.apply(
                    data, shape.picture().imageHeight(), shape.picture().imageWidth(), seed + reading);
            float[] bmd = network.predict(again, data.clinical()).bmd();
            for (int i = 0; i < bmd.length; i++) {
                readings.get(i)[reading] = bmd[i];
            }
        }
        return new LeastSignificantChange(
                RepeatPrecision.LSC_FACTOR * RepeatPrecision.rmsSd(readings),
                false,
                "2.77 x RMS sd of " + READINGS + " readings of each calibration radiograph, the picture turned, moved,"
                        + " zoomed and exposed anew: a lower bound, for want of repeated radiographs");
    }

    /** The same of estimates that were multiplied by a slope. */
    public LeastSignificantChange scaled(double slope) {
        return slope == 1
                ? this
                : new LeastSignificantChange(
                        slope * gramsPerCm2,
                        measured,
                        String.format(Locale.ROOT, "%s, times the slope of the site's line, %.3f", basis, slope));
    }

    /**
     * The same of the model in lower precision: rounding adds an error to every reading, taken as independent of where the
     * hip lay.
     *
     * @param changes of estimates by rounding, g/cm²
     */
    public LeastSignificantChange rounded(double[] changes) {
        double square = Arrays.stream(changes).map(c -> c * c).average().orElseThrow();
        return new LeastSignificantChange(
                Math.hypot(gramsPerCm2, RepeatPrecision.LSC_FACTOR * Math.sqrt(square)),
                measured,
                basis + ", with the error of the lower precision added");
    }
}
