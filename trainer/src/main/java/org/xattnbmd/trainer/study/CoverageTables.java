package org.xattnbmd.trainer.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.CrossConformal;
import org.xattnbmd.trainer.evaluation.Subgroup;
import org.xattnbmd.trainer.report.CoverageRows;
import org.xattnbmd.trainer.report.EvidenceTable;
import org.xattnbmd.trainer.report.EvidenceTable.Column;
import org.xattnbmd.trainer.report.EvidenceTable.Kind;
import org.xattnbmd.trainer.report.EvidenceTable.Row;

/** How often intervals hold what they promise. */
final class CoverageTables {

    private static final double[] AGE_BANDS = {70, 75, 80};

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
        List<Row> rows = new ArrayList<>();
        rows.add(CoverageRows.of("All", cases));
        for (Subgroup group : subgroups(cases, thresholds)) {
            String factor = group.factor();
            rows.add(CoverageRows.of(
                    factor.substring(0, 1).toUpperCase(Locale.ROOT) + factor.substring(1) + ": " + group.level(),
                    group.cases()));
        }
        return new EvidenceTable(
                String.format(
                        Locale.ROOT,
                        "Coverage of the cross-conformal intervals, nominal %.0f %%, with its 95 %% Wilson interval; widths in"
                                + " g/cm²",
                        100 * nominal),
                "Subjects",
                CoverageRows.COLUMNS,
                rows);
    }

    /** The quantiles themselves. */
    static EvidenceTable quantiles(List<CrossConformal> conformal) {
        return new EvidenceTable(
                "Conformal quantiles, multiples of the predicted spread: from all out-of-fold scores, for a network trained on"
                        + " all subjects, and the range of what the folds' own subjects were given",
                "Nominal coverage",
                List.of(
                        new Column("All scores", Kind.FIGURE),
                        new Column("Folds, lowest", Kind.FIGURE),
                        new Column("Folds, highest", Kind.FIGURE)),
                conformal.stream()
                        .map(c -> new Row(
                                String.format(Locale.ROOT, "%.0f %%", 100 * c.confidence()),
                                c.quantile(),
                                c.foldQuantiles().stream()
                                        .mapToDouble(q -> q)
                                        .min()
                                        .orElseThrow(),
                                c.foldQuantiles().stream()
                                        .mapToDouble(q -> q)
                                        .max()
                                        .orElseThrow()))
                        .toList());
    }
}
