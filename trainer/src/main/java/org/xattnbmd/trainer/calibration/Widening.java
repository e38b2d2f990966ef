package org.xattnbmd.trainer.calibration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.trainer.evaluation.SplitConformal;
import org.xattnbmd.trainer.training.BeyondUsual;
import org.xattnbmd.trainer.training.Predictor.Predictions;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * By how much the intervals of unusual radiographs must be wider than those of usual ones.
 *
 * @param factor on the conformal quantiles, 1 or more
 * @param basis in words: the rule, and what it was measured on
 */
public record Widening(double factor, String basis) {

    /**
     * On a simulator that was not ours, 90 % intervals covered 45 % of the measured values (issue 15, reference model 1.2.0): for
     * normal residuals they would have had to be so many times as wide.
     */
    private static final double ASSUMED = 2.75;

    /** What a card may say; beyond it an estimate is none. */
    private static final double LARGEST = 10;

    /** Of the quantile that is widened until it holds. */
    static final double COVERAGE = 0.90;

    /** Fewer say too little of a 90th percentile. */
    private static final int FEWEST = 30;

    /**
     * Which radiographs are unusual.
     *
     * @param above outlier score
     * @param upTo outlier score; what lies beyond is not usable, so that its intervals do not count
     */
    public record Band(double above, double upTo) {

        boolean holds(double score) {
            return score > above && score <= upTo;
        }
    }

    /** A factor that nobody has measured for this model. */
    public static Widening assumed(String why) {
        return new Widening(
                ASSUMED,
                String.format(
                        Locale.ROOT,
                        "unusual intervals %.2f times as wide, a default that is not measured (%s): it would have made good"
                                + " what 90 %% intervals lacked on another simulator",
                        ASSUMED,
                        why));
    }

    /**
     * From radiographs changed {@linkplain BeyondUsual further than usual}, of which those count whose score lies in the band: the
     * factor brings their residuals, measured in spreads, to the usual coverage.
     *
     * @param network as the quantile was made with
     * @param quantile of the usual coverage, NaN if there was none
     */
    static Widening measured(
            LeastSignificantChange.Network network,
            Picture picture,
            CalibrationSubjects subjects,
            Band band,
            double quantile,
            long seed) {
        return measured(network, picture, subjects, band, Map.of(Outcome.TARGET, quantile), seed)
                .get(Outcome.TARGET);
    }

    /**
     * The same of several of the network's quantities, by the same changed radiographs.
     *
     * @param quantiles of the usual coverage, NaN if there was none
     */
    static Map<Outcome, Widening> measured(
            LeastSignificantChange.Network network,
            Picture picture,
            CalibrationSubjects subjects,
            Band band,
            Map<Outcome, Double> quantiles,
            long seed) {
        Map<Outcome, Residuals> residuals = new LinkedHashMap<>();
        quantiles.forEach((outcome, quantile) -> residuals.put(outcome, new Residuals(outcome)));
        TrainingData data = subjects.data();
        List<Integer> once = subjects.once();
        for (int grade = 0; grade < BeyondUsual.grades(); grade++) {
            float[][] changed = BeyondUsual.apply(data, picture.height(), picture.width(), grade, seed + grade);
            Predictions out = network.predict(changed, data.clinical());
            for (int i : once) {
                if (band.holds(out.outlierScore()[i])) {
                    residuals.values().forEach(each -> each.add(data, out, i));
                }
            }
        }
        Map<Outcome, Widening> widenings = new LinkedHashMap<>();
        quantiles.forEach((outcome, quantile) ->
                widenings.put(outcome, of(residuals.get(outcome), quantile, once.size() * BeyondUsual.grades())));
        return widenings;
    }

    private static Widening of(Residuals found, double quantile, int changed) {
        if (Double.isNaN(quantile)) {
            return assumed("too few calibration subjects");
        }
        List<Double> residuals = found.inSpreads;
        if (residuals.size() < FEWEST) {
            return assumed("of " + changed + " changed radiographs " + residuals.size() + " were unusual, fewer than "
                    + FEWEST);
        }
        double needed = SplitConformal.bound(
                residuals.stream().mapToDouble(Double::doubleValue).toArray(), COVERAGE);
        double factor = Math.min(LARGEST, Math.max(1, needed / quantile));
        return new Widening(
                factor,
                String.format(
                        Locale.ROOT,
                        "unusual intervals %.2f times as wide: so much larger is the 90th percentile of residual over spread of"
                                + " %d unusual radiographs of %d calibration subjects, turned, moved, zoomed and exposed 1.5 to"
                                + " 4 times as far as in training",
                        factor,
                        residuals.size(),
                        found.people.size()));
    }

    /** Those of unusual radiographs, as far as labels are known. */
    private static final class Residuals {

        private final Outcome outcome;
        private final List<Double> inSpreads = new ArrayList<>();
        private final Set<Integer> people = new HashSet<>();

        Residuals(Outcome outcome) {
            this.outcome = outcome;
        }

        void add(TrainingData data, Predictions out, int i) {
            double error = Math.abs(outcome.measured(data, i) - outcome.estimated(out, i));
            if (!Double.isNaN(error)) {
                inSpreads.add(error / outcome.spread(out, i));
                people.add(i);
            }
        }
    }

    /** The size of a network's input. */
    public record Picture(int height, int width) {}
}
