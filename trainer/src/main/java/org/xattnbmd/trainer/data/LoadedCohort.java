package org.xattnbmd.trainer.data;

import java.util.List;
import org.xattnbmd.sdk.ModelCard.Target;

/**
 * A cohort in memory, with what its folder says of it. The pictures belong to whoever loaded them and are not changed.
 *
 * @param simulated whether it came from the simulator
 * @param densitometer scale of the labels
 * @param dataHash SHA-256 of the manifest, or of its hash and its description's
 * @param fields its clinical fields
 * @param target what was measured
 * @param furtherTargets what was measured beside it, in the order of the labels
 */
public record LoadedCohort(
        boolean simulated,
        String densitometer,
        String dataHash,
        StudyFields fields,
        Target target,
        List<Target> furtherTargets,
        Cohort cohort) {

    public LoadedCohort {
        furtherTargets = List.copyOf(furtherTargets);
    }
}
