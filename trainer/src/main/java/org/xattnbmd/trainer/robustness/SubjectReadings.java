package org.xattnbmd.trainer.robustness;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that was read from one radiograph.
 *
 * @param line of its row in the manifest
 * @param fieldAttention share of each clinical field under the clean condition
 * @param neck where the model looked under the clean condition; null if the neck's box is not known
 * @param readings by the conditions' keys, in their order
 */
record SubjectReadings(
        long line, Map<String, Double> fieldAttention, NeckLook neck, Map<String, ConditionReading> readings) {

    SubjectReadings {
        fieldAttention = Collections.unmodifiableMap(new LinkedHashMap<>(fieldAttention));
        readings = Collections.unmodifiableMap(new LinkedHashMap<>(readings));
    }

    /** Under the clean condition. */
    ConditionReading clean() {
        return readings.get(Condition.clean().key());
    }
}
