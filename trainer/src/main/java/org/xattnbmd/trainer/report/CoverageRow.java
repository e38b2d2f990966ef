package org.xattnbmd.trainer.report;

import java.util.List;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.Coverage;

/** How often prediction intervals hold for some subjects: a row with the same columns wherever coverage is shown. */
public record CoverageRow(String name, Coverage coverage) {

    /** The row of these subjects. */
    public static CoverageRow of(String name, List<Case> cases) {
        return new CoverageRow(name, Coverage.of(cases));
    }

    /** The columns; widths in g/cm². */
    public static Columns<CoverageRow> columns(String rowHead) {
        return Columns.of(rowHead, CoverageRow::name)
                .add("n", Kind.COUNT, r -> r.coverage().n())
                .add("Covered", Kind.COUNT, r -> r.coverage().covered())
                .add(Measures.COVERAGE, CoverageRow::coverage)
                .interval(Kind.PERCENT, r -> r.coverage().confidenceInterval())
                .add(Measures.MEAN_WIDTH, CoverageRow::coverage);
    }
}
