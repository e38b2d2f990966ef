package org.xattnbmd.trainer.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Conformal quantiles from cross-validation (after Vovk 2015, Annals of Mathematics and Artificial Intelligence 74:9). The
 * score of a subject is |measured − estimated| over the spread, both from the network that did not learn from that
 * subject. A fold's own subjects get their intervals from the scores of all the other folds, so that nobody's measurement
 * sets the width of their own interval; a network trained on everybody gets the quantile of all scores.
 *
 * <p>The networks of two folds share most of their training subjects, so that the guarantee of split conformal intervals
 * holds only nearly; the coverage that was found is therefore reported with its confidence interval.
 *
 * @param confidence nominal coverage
 * @param foldQuantiles of each fold, from the other folds' scores; +∞ if they are too few for the confidence
 * @param quantile of all folds' scores, for a network trained on all subjects
 */
public record CrossConformal(double confidence, List<Double> foldQuantiles, double quantile) {

    /** Out-of-fold results of one fold; arrays of equal length, BMD and spread in g/cm². */
    public record Fold(double[] measured, double[] estimated, double[] spread) {}

    public CrossConformal {
        foldQuantiles = List.copyOf(foldQuantiles);
    }

    /**
     * Calibrates.
     *
     * @param folds at least two
     * @throws IllegalArgumentException if there are fewer, or as {@link SplitConformal#calibrate}
     */
    public static CrossConformal of(List<Fold> folds, double confidence) {
        if (folds.size() < 2) {
            throw new IllegalArgumentException("expected at least two folds, received " + folds.size());
        }
        List<Double> quantiles = new ArrayList<>();
        for (Fold fold : folds) {
            quantiles.add(quantile(folds.stream().filter(other -> other != fold).toList(), confidence));
        }
        return new CrossConformal(confidence, quantiles, quantile(folds, confidence));
    }

    /** Interval of a subject of a fold, g/cm². */
    public Interval interval(int fold, double estimated, double spread) {
        double half = foldQuantiles.get(fold) * spread;
        return new Interval(estimated - half, estimated + half);
    }

    private static double quantile(List<Fold> folds, double confidence) {
        return SplitConformal.calibrate(
                        joined(folds, Fold::measured),
                        joined(folds, Fold::estimated),
                        joined(folds, Fold::spread),
                        confidence)
                .quantile();
    }

    private static double[] joined(List<Fold> folds, Function<Fold, double[]> column) {
        return folds.stream().map(column).flatMapToDouble(Arrays::stream).toArray();
    }
}
