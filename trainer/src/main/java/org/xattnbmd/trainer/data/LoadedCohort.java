package org.xattnbmd.trainer.data;

import org.xattnbmd.sdk.ModelCard.Target;

/**
 * A cohort in memory, with what its folder says of it. The pictures belong to whoever loaded them and are not changed.
 *
 * @param simulated whether it came from the simulator
 * @param densitometer scale of the labels
 * @param dataHash SHA-256 of the manifest, or of its hash and its description's
 * @param fields its clinical fields
 * @param target what was measured
 */
public record LoadedCohort(
        boolean simulated, String densitometer, String dataHash, StudyFields fields, Target target, Cohort cohort) {}
