package org.xattnbmd.trainer.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.CrossConformal;
import org.xattnbmd.trainer.evaluation.Subgroup;
import org.xattnbmd.trainer.report.Columns;
import org.xattnbmd.trainer.report.CoverageRow;
import org.xattnbmd.trainer.report.EvidenceTable;
import org.xattnbmd.trainer.report.Kind;

/** How often intervals hold what they promise. */
final class CoverageTables {

    private static final double[] AGE_BANDS = {70, 75, 80};

    private static final Columns<CrossConformal> QUANTILES = Columns.<CrossConformal>of(
                    "Nominal coverage", c -> String.format(Locale.ROOT, "%.0f %%", 100 * c.confidence()))
            .add("All scores", Kind.FIGURE, CrossConformal::quantile)
            .add("Folds, lowest", Kind.FIGURE, c -> Collections.min(c.foldQuantiles()))
            .add("Folds, highest", Kind.FIGURE, c -> Collections.max(c.foldQuantiles()));

    private CoverageTables() {}

    /** By sex, age and BMD band, as all tables have them; the bands of BMD are cut at the screening thresholds. */
    static List<Subgroup> subgroups(List<Case> cases, double[] thresholds) {
        return Stream.of(
                        Subgroup.bySex(cases),
                        Subgroup.byAgeBand(cases, AGE_BANDS),
                        Subgroup.byBmdBand(
                                cases, Arrays.stream(thresholds).sorted().toArray()),
                        Subgroup.byBmdRank(cases, 5))
                .flatMap(List::stream)
                .toList();
    }

    /** One table per nominal coverage: all subjects, then subgroups. */
    static EvidenceTable coverage(List<Case> cases, double nominal, double[] thresholds) {
        List<CoverageRow> rows = new ArrayList<>(List.of(CoverageRow.of("All", cases)));
        subgroups(cases, thresholds).forEach(group -> rows.add(CoverageRow.of(group.title(), group.cases())));
        return CoverageRow.columns("Subjects")
                .table(
                        String.format(
                                Locale.ROOT,
                                "Coverage of the cross-conformal intervals, nominal %.0f %%, with its 95 %% Wilson interval;"
                                        + " widths in g/cm²",
                                100 * nominal),
                        rows);
    }

    /** Each fold's subjects, whose intervals come from the other folds' errors. */
    static EvidenceTable byFold(CrossValidationResult result) {
        List<CoverageRow> rows = new ArrayList<>();
        for (int fold = 0; fold < result.folds().size(); fold++) {
            rows.add(CoverageRow.of(result.folds().get(fold).name(), result.ofFold(fold)));
        }
        return CoverageRow.columns("Fold")
                .table(
                        "Coverage of the 90 % intervals by fold, from the other folds' errors, with its 95 % Wilson interval;"
                                + " widths in g/cm²",
                        rows);
    }

    /** The quantiles themselves. */
    static EvidenceTable quantiles(List<CrossConformal> conformal) {
        return QUANTILES.table(
                "Conformal quantiles, multiples of the predicted spread: from all out-of-fold scores, for a network trained on"
                        + " all subjects, and the range of what the folds' own subjects were given",
                conformal);
    }
}
