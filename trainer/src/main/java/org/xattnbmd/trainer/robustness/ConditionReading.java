package org.xattnbmd.trainer.robustness;

import java.util.List;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdException;

/**
 * What the SDK said of one radiograph under one condition.
 *
 * @param bmd estimate, g/cm²; NaN if it was refused
 * @param spread predicted spread, g/cm²; NaN if it was refused
 * @param warnings names of the kinds of warnings
 * @param refused the SDK's stable code, or null
 */
record ConditionReading(double bmd, double spread, List<String> warnings, String refused) {

    ConditionReading {
        warnings = List.copyOf(warnings);
    }

    static ConditionReading of(BmdEstimate estimate) {
        return new ConditionReading(
                estimate.bmd(),
                estimate.spread(),
                estimate.warnings().stream().map(w -> w.kind().name()).toList(),
                null);
    }

    static ConditionReading refused(BmdException e) {
        return new ConditionReading(Double.NaN, Double.NaN, List.of(), e.code().id());
    }
}
