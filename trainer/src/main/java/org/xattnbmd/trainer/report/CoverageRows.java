package org.xattnbmd.trainer.report;

import java.util.List;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.report.EvidenceTable.Column;
import org.xattnbmd.trainer.report.EvidenceTable.Kind;
import org.xattnbmd.trainer.report.EvidenceTable.Row;

/** How often prediction intervals hold, as rows of a table: the same columns wherever coverage is shown. */
public final class CoverageRows {

    public static final List<Column> COLUMNS = List.of(
            new Column("n", Kind.COUNT),
            new Column("Covered", Kind.COUNT),
            new Column("Coverage", Kind.PERCENT),
            new Column("95 % from", Kind.PERCENT),
            new Column("to", Kind.PERCENT),
            new Column("Mean width", Kind.BMD));

    private CoverageRows() {}

    /** The row of these subjects; widths in g/cm². */
    public static Row of(String name, List<Case> cases) {
        Coverage c = Coverage.of(cases);
        return new Row(
                name,
                c.n(),
                c.covered(),
                c.fraction(),
                c.confidenceInterval().lower(),
                c.confidenceInterval().upper(),
                c.meanWidth());
    }
}
