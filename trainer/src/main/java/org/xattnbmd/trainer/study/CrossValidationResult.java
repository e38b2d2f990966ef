package org.xattnbmd.trainer.study;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.CrossConformal;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.report.FurtherTable;

/**
 * The out-of-fold estimates of a cross-validation. Immutable.
 *
 * @param folds in order
 * @param conformal one for each of {@link #COVERAGES}
 */
public record CrossValidationResult(List<Fold> folds, List<CrossConformal> conformal) {

    /** Nominal coverages that intervals are made for. */
    public static final List<Double> COVERAGES = List.of(0.80, 0.90, 0.95);

    private static final int USUAL = COVERAGES.indexOf(0.90);

    /** A fold's name, and its subjects with what was estimated of each, in the same order. */
    record Fold(String name, List<ManifestRow> subjects, List<FoldEstimates.Row> estimates) {

        private Fold further(int target) {
            List<ManifestRow> labelled = new ArrayList<>();
            List<FoldEstimates.Row> own = new ArrayList<>();
            for (int i = 0; i < subjects.size(); i++) {
                FoldEstimates.Row e = estimates.get(i);
                if (!subjects.get(i).further().get(target).isNaN()) {
                    labelled.add(subjects.get(i).ofFurther(target));
                    own.add(new FoldEstimates.Row(
                            e.subjectId(),
                            e.further().get(target),
                            e.furtherSpread().get(target),
                            Double.NaN));
                }
            }
            return new Fold(name, labelled, own);
        }
    }

    static CrossValidationResult of(List<Fold> folds) {
        List<CrossConformal.Fold> scores = folds.stream()
                .map(f -> new CrossConformal.Fold(
                        f.subjects().stream().mapToDouble(ManifestRow::bmd).toArray(),
                        column(f, FoldEstimates.Row::estimated),
                        column(f, FoldEstimates.Row::spread)))
                .toList();
        return new CrossValidationResult(
                List.copyOf(folds),
                COVERAGES.stream().map(c -> CrossConformal.of(scores, c)).toList());
    }

    /** The same of one of the further targets: its subjects are those whose label of it is known. */
    CrossValidationResult further(int target) {
        return of(folds.stream().map(fold -> fold.further(target)).toList());
    }

    /** How the further targets were estimated out of fold, with 90 % intervals. */
    public List<FurtherTable.Row> further(List<Target> targets) {
        return IntStream.range(0, targets.size())
                .mapToObj(k -> new FurtherTable.Row(targets.get(k), further(k).cases()))
                .toList();
    }

    /** All subjects with 90 % intervals. */
    public List<Case> cases() {
        return cases(USUAL);
    }

    /** All subjects with intervals of the coverage at this place of {@link #COVERAGES}. */
    List<Case> cases(int coverage) {
        List<Case> all = new ArrayList<>();
        for (int fold = 0; fold < folds.size(); fold++) {
            all.addAll(ofFold(fold, coverage));
        }
        return all;
    }

    /** One fold's subjects with 90 % intervals. */
    List<Case> ofFold(int fold) {
        return ofFold(fold, USUAL);
    }

    private List<Case> ofFold(int fold, int coverage) {
        Fold f = folds.get(fold);
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < f.subjects().size(); i++) {
            FoldEstimates.Row e = f.estimates().get(i);
            Interval interval = conformal.get(coverage).interval(fold, e.estimated(), e.spread());
            cases.add(caseOf(f.subjects().get(i), e.estimated(), e.spread(), interval));
        }
        return cases;
    }

    /** One fold's subjects as estimated with about half of the clinical fields missing; their intervals are unbounded. */
    List<Case> halfMissing(int fold) {
        Fold f = folds.get(fold);
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < f.subjects().size(); i++) {
            FoldEstimates.Row e = f.estimates().get(i);
            cases.add(caseOf(
                    f.subjects().get(i),
                    e.estimatedHalfMissing(),
                    e.spread(),
                    new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)));
        }
        return cases;
    }

    private static Case caseOf(ManifestRow row, double estimated, double spread, Interval interval) {
        return new Case(
                row.subjectId(),
                row.facts().sex(),
                row.facts().age(),
                row.bmd(),
                estimated,
                spread,
                interval.lower(),
                interval.upper());
    }

    private static double[] column(Fold fold, ToDoubleFunction<FoldEstimates.Row> of) {
        return fold.estimates().stream().mapToDouble(of).toArray();
    }
}
