package org.xattnbmd.trainer.calibration;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.xattnbmd.trainer.training.Predictor.Predictions;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * One of the quantities that a network estimates, with its labels: the target or a further one. Numbers are in its unit.
 *
 * @param further place among the further targets, or {@code NONE} for the target
 */
record Outcome(int further) {

    private static final int NONE = -1;

    static final Outcome TARGET = new Outcome(NONE);

    /** The target and then the further ones of a network that made these predictions, on one subject at least. */
    static List<Outcome> all(Predictions out) {
        return Stream.concat(Stream.of(TARGET), furtherOnes(out).stream()).toList();
    }

    /** The further ones alone. */
    static List<Outcome> furtherOnes(Predictions out) {
        return IntStream.range(0, out.further()[0].length)
                .mapToObj(Outcome::new)
                .toList();
    }

    /** The label, NaN where it is not known. */
    double measured(TrainingData data, int i) {
        return this.equals(TARGET) ? data.bmd()[i] : data.further()[i][further];
    }

    double estimated(Predictions out, int i) {
        return this.equals(TARGET) ? out.bmd()[i] : out.further()[i][further];
    }

    double spread(Predictions out, int i) {
        return this.equals(TARGET) ? out.spread()[i] : out.furtherSpread()[i][further];
    }

    /** Those of the places whose label is known. */
    List<Integer> known(List<Integer> places, TrainingData data) {
        return places.stream().filter(i -> !Double.isNaN(measured(data, i))).toList();
    }
}
