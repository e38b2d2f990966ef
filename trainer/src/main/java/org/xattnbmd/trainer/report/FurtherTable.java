package org.xattnbmd.trainer.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.Coverage;
import org.xattnbmd.trainer.evaluation.RegressionMetrics;

/** How well further targets are estimated, a row each. */
public final class FurtherTable {

    private static final Columns<Row> COLUMNS = Columns.of(
                    "Further target", (Row row) -> row.target.label() + ", " + row.target.unit())
            .add("n", Kind.COUNT, row -> row.cases.size())
            .add("R²", Kind.FIGURE, row -> row.of(RegressionMetrics::r2))
            .add("MAE", Kind.FIGURE, row -> row.of(RegressionMetrics::mae))
            .add("Bias", Kind.SIGNED_FIGURE, row -> row.of(RegressionMetrics::bias))
            .add("Covered by 90 %", Kind.PERCENT, row -> row.coverage(Coverage::fraction))
            .add("Mean width", Kind.FIGURE, row -> row.coverage(Coverage::meanWidth));

    private FurtherTable() {}

    /**
     * One of them on the subjects whose label of it is known.
     *
     * @param cases measured, estimated and 90 % intervals in the target's unit; may be empty
     */
    public record Row(Target target, List<Case> cases) {

        public Row {
            cases = List.copyOf(cases);
        }

        /** A figure of its agreement; NaN without any case. */
        public double of(ToDoubleFunction<RegressionMetrics> figure) {
            return cases.isEmpty() ? Double.NaN : figure.applyAsDouble(RegressionMetrics.of(cases));
        }

        /** A figure of its intervals; NaN without any case. */
        public double coverage(ToDoubleFunction<Coverage> figure) {
            return cases.isEmpty() ? Double.NaN : figure.applyAsDouble(Coverage.of(cases));
        }
    }

    /** @param rows at least one */
    public static EvidenceTable of(List<Row> rows) {
        return COLUMNS.table(
                "What is estimated beside the target, of subjects whose label is known; each row in its own unit",
                rows);
    }
}
