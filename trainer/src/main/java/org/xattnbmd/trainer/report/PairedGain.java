package org.xattnbmd.trainer.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Case;
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

    private record Pair(Case full, Case without) {}

    /**
     * The differences with bootstrap intervals.
     *
     * @param full the cases of the full network
     * @param without those of the variant, of the same subjects in the same order
     * @throws IllegalArgumentException if the subjects are others
     */
    public static PairedGain of(String name, List<Case> full, List<Case> without, Bootstrap bootstrap) {
        if (full.size() != without.size()) {
            throw new IllegalArgumentException("expected as many cases of the variant, received " + without.size());
        }
        List<Pair> pairs = new ArrayList<>(full.size());
        for (int i = 0; i < full.size(); i++) {
            if (!full.get(i).subjectId().equals(without.get(i).subjectId())) {
                throw new IllegalArgumentException(
                        "expected the same subjects in the same order, case " + i + " is not");
            }
            pairs.add(new Pair(full.get(i), without.get(i)));
        }
        double[] values = differences(pairs);
        List<Interval> intervals =
                bootstrap.intervals(pairs, pair -> pair.full().subjectId(), PairedGain::differences);
        List<IntervalFigure> figures = IntStream.range(0, values.length)
                .mapToObj(i -> new IntervalFigure(MEASURES.get(i).label(), values[i], intervals.get(i)))
                .toList();
        return new PairedGain(name, figures.get(0), figures.get(1), figures.get(2));
    }

    private static double[] differences(List<Pair> pairs) {
        double[] full = values(pairs, Pair::full);
        double[] without = values(pairs, Pair::without);
        Arrays.setAll(full, i -> full[i] - without[i]);
        return full;
    }

    private static double[] values(List<Pair> pairs, Function<Pair, Case> which) {
        return Measures.values(
                MEASURES, RegressionMetrics.of(pairs.stream().map(which).toList()));
    }
}
