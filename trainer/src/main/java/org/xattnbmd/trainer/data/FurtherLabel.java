package org.xattnbmd.trainer.data;

import org.xattnbmd.sdk.ModelCard.Target;

/**
 * A further target as a {@code cohort.json} declares it.
 *
 * @param column of the manifest that its labels are in, where the declaration says it; else null
 */
record FurtherLabel(Target target, String column) {

    /** Where its labels come from, if nothing but the declaration says so. */
    FieldSource source() {
        return FieldSource.ofColumn(column == null ? target.name() : column);
    }
}
