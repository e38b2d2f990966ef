package org.xattnbmd.trainer.plausibility;

import java.util.List;
import java.util.Map;
import org.xattnbmd.sdk.ModelCard;

/**
 * All that was read.
 *
 * @param modelHash SHA-256 of its file
 * @param rows in the list's order
 */
public record PlausibilityResult(PlausibilitySettings settings, ModelCard card, String modelHash, List<Row> rows) {

    public PlausibilityResult {
        rows = List.copyOf(rows);
    }

    /** One radiograph with what was read of it in each way that applies to it, in order. */
    record Row(MarkedRadiograph radiograph, Map<Look, LookReading> readings) {}
}
