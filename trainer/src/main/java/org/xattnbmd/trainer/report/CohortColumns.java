package org.xattnbmd.trainer.report;

import java.util.List;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import java.util.function.Predicate;
import org.xattnbmd.trainer.data.ManifestRow;

/** A cohort's rows, column by column. */
record CohortColumns(List<ManifestRow> rows) {

    CohortColumns where(Predicate<ManifestRow> which) {
        return new CohortColumns(rows.stream().filter(which).toList());
    }

    int size() {
        return rows.size();
    }

    double[] bmd() {
        return rows.stream().mapToDouble(ManifestRow::bmd).toArray();
    }

    double[] age() {
        return rows.stream().mapToDouble(row -> row.facts().age()).toArray();
    }

    /** The known values of a numeric field. */
    double[] known(String field) {
        return texts(field).stream().mapToDouble(Double::parseDouble).toArray();
    }

    /** BMD of those whose value is known. */
    double[] bmdWhereKnown(String field) {
        return where(r -> r.facts().fields().containsKey(field)).bmd();
    }

    List<String> texts(String field) {
        return rows.stream()
                .map(r -> r.facts().fields().get(field))
                .filter(Objects::nonNull)
                .toList();
    }

    void eachBmd(DoubleConsumer action) {
        for (double bmd : bmd()) {
            action.accept(bmd);
        }
    }

    static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
