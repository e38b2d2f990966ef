package org.xattnbmd.trainer.calibration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.CrossConformal;
import org.xattnbmd.trainer.evaluation.StratifiedFolds;

/**
 * What a site's own subjects say of a finished model: the line that sets its estimates straight there, and quantiles for the
 * intervals of what is on the line. A line fits the subjects that it was fitted to better than others, so their residuals are
 * too small for the intervals: each subject's residual is taken from a line that was fitted to the other nine tenths
 * (cross-conformal, as {@link CrossConformal}), and the line that is kept is fitted to all.
 *
 * @param line fitted to all subjects
 * @param conformalQuantiles coverage to factor; a coverage that so few subjects cannot show is left out
 * @param crossFitted the subjects with estimates and {@linkplain #COVERAGE usual} intervals by lines and residuals of others
 */
public record SiteFit(Recalibration line, Map<String, Double> conformalQuantiles, List<Case> crossFitted) {

    /** Below this nothing is fitted: 90 % intervals need the tenth residual. */
    public static final int FEWEST = 10;

    /** Below this the slope stays 1: its standard error is above a tenth even where estimates are good. */
    public static final int FEWEST_FOR_SLOPE = 20;

    /** Of the cross-fitted intervals. */
    public static final double COVERAGE = 0.90;

    /**
     * Elsewhere a network can be further off than on its own held-back subjects: where radiographs tell it less, measurements
     * lie nearer to their mean than estimates do.
     */
    private static final double LARGEST_SLOPE = 2;

    private static final int FOLDS = 10;
    private static final long SEED = 1;

    public SiteFit {
        crossFitted = List.copyOf(crossFitted);
    }

    /**
     * Fits.
     *
     * @param before each subject once, with the model's own estimate and spread; intervals are not looked at
     * @throws TrainerException {@code COHORT_TOO_SMALL} with fewer than {@link #FEWEST}
     */
    public static SiteFit of(List<Case> before) {
        if (before.size() < FEWEST) {
            throw new TrainerException(
                    Code.COHORT_TOO_SMALL,
                    "Expected at least " + FEWEST + " subjects with a measurement, and " + FEWEST_FOR_SLOPE
                            + " for a slope; received " + before.size()
                            + ". Fewer say less of the site than of chance; use the model as it is.");
        }
        List<List<Case>> moved = new ArrayList<>();
        for (List<String> fold : folds(before)) {
            Set<String> held = Set.copyOf(fold);
            Recalibration others = line(
                    before.stream().filter(c -> !held.contains(c.subjectId())).toList(), before.size());
            moved.add(before.stream()
                    .filter(c -> held.contains(c.subjectId()))
                    .map(c -> on(others, c))
                    .toList());
        }
        List<CrossConformal.Fold> residuals = moved.stream().map(SiteFit::fold).toList();
        Map<String, Double> quantiles = new LinkedHashMap<>();
        for (double coverage : Calibration.COVERAGES) {
            double quantile = CrossConformal.of(residuals, coverage).quantile();
            if (Double.isFinite(quantile)) {
                quantiles.put(Calibration.key(coverage), quantile);
            }
        }
        return new SiteFit(line(before, before.size()), quantiles, withIntervals(moved, residuals));
    }

    private static List<List<String>> folds(List<Case> cases) {
        return StratifiedFolds.of(
                        cases.stream()
                                .map(c -> new StratifiedFolds.Subject(c.subjectId(), c.sex(), c.measured()))
                                .toList(),
                        FOLDS,
                        SEED)
                .folds();
    }

    /** @param subjects of the site: so many decide on the slope, in every fold alike */
    private static Recalibration line(List<Case> cases, int subjects) {
        float[] measured = column(cases, Case::measured);
        float[] estimated = column(cases, Case::estimated);
        return subjects < FEWEST_FOR_SLOPE
                ? Recalibration.shift(measured, estimated)
                : Recalibration.of(measured, estimated, LARGEST_SLOPE);
    }

    private static float[] column(List<Case> cases, ToDoubleFunction<Case> value) {
        float[] column = new float[cases.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = (float) value.applyAsDouble(cases.get(i));
        }
        return column;
    }

    private static Case on(Recalibration line, Case c) {
        return with(c, line.at(c.estimated()), line.slope() * c.spread(), 0);
    }

    private static Case with(Case c, double estimated, double spread, double half) {
        return new Case(
                c.subjectId(), c.sex(), c.age(), c.measured(), estimated, spread, estimated - half, estimated + half);
    }

    private static CrossConformal.Fold fold(List<Case> cases) {
        return new CrossConformal.Fold(
                cases.stream().mapToDouble(Case::measured).toArray(),
                cases.stream().mapToDouble(Case::estimated).toArray(),
                cases.stream().mapToDouble(Case::spread).toArray());
    }

    /** Nobody's measurement sets the width of their own interval; an interval that the others cannot show has no ends. */
    private static List<Case> withIntervals(List<List<Case>> folds, List<CrossConformal.Fold> residuals) {
        CrossConformal conformal = CrossConformal.of(residuals, COVERAGE);
        List<Case> cases = new ArrayList<>();
        for (int fold = 0; fold < folds.size(); fold++) {
            double quantile = conformal.foldQuantiles().get(fold);
            folds.get(fold).forEach(c -> cases.add(with(c, c.estimated(), c.spread(), quantile * c.spread())));
        }
        return cases;
    }
}
