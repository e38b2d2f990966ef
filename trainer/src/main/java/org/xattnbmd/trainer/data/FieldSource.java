package org.xattnbmd.trainer.data;

import java.util.Map;
import java.util.Set;
import org.xattnbmd.sdk.ExamList;

/**
 * Where one field of a cohort comes from.
 *
 * @param column of the manifest, or null if the value is constant
 * @param constant the value of every row, or null
 * @param unit the values' unit, or null for the field's own
 * @param values the manifest's codes and what they mean; empty if the values are meant as they are
 * @param missing texts that mean "not known", beside the empty cell
 */
record FieldSource(String column, String constant, String unit, Map<String, String> values, Set<String> missing) {

    /** A column that has the field's name, unit and values. */
    static FieldSource ofColumn(String column) {
        return new FieldSource(column, null, null, Map.of(), Set.of());
    }

    /** The same with other codes; its own, where it has some, stay. */
    FieldSource withValues(Map<String, String> codes) {
        return values.isEmpty() ? new FieldSource(column, constant, unit, codes, missing) : this;
    }

    /** The cell's text, stripped; empty if it is missing. */
    String text(ExamList.Exam exam) {
        if (constant != null) {
            return constant;
        }
        String text = exam.text(column);
        return missing.contains(text) ? "" : text;
    }
}
