package org.xattnbmd.trainer.report;

import java.util.List;
import java.util.stream.IntStream;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.CasePair;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;

/**
 * What the full network has more than the same network with a source taken away, over the same subjects: each subject is drawn
 * with both estimates or not at all, so that what is hard or easy about a subject cancels out. An interval that excludes 0
 * says that the source is used; bare figures side by side don't.
 *
 * @param without name of the variant
 * @param mae full minus variant, g/cm²; below 0 where the source helps
 * @param r2 full minus variant; above 0 where the source helps
 * @param pearson full minus variant; above 0 where the source helps
 */
public record PairedGain(String without, IntervalFigure mae, IntervalFigure r2, IntervalFigure pearson) {

    private static final List<Measure<RegressionMetrics>> MEASURES =
            List.of(Measures.MAE, Measures.R2, Measures.PEARSON);

    /**
     * The differences with bootstrap intervals.
     *
     * @param full the cases of the full network
     * @param without those of the variant, of the same subjects in the same order
     * @throws IllegalArgumentException if the subjects are others
     */
    public static PairedGain of(String name, List<Case> full, List<Case> without, Bootstrap bootstrap) {
        List<CasePair> pairs = CasePair.of(without, full);
        double[] values = figures(pairs);
        List<Interval> intervals = bootstrap.intervals(pairs, CasePair::subjectId, PairedGain::figures);
        List<IntervalFigure> gains = IntStream.range(MEASURES.size(), values.length)
                .mapToObj(i ->
                        new IntervalFigure(MEASURES.get(i - MEASURES.size()).label(), values[i], intervals.get(i)))
                .toList();
        return new PairedGain(name, gains.get(0), gains.get(1), gains.get(2));
    }

    private static double[] figures(List<CasePair> pairs) {
        return CasePair.changedAndDifferences(pairs, cases -> Measures.values(MEASURES, RegressionMetrics.of(cases)));
    }
}
