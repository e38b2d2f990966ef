package org.xattnbmd.trainer.robustness;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.trainer.robustness.Condition.Group;

/** What a study read. Immutable; its tables and its page are made from it. */
public final class RobustnessResult {

    /** A cohort and what was read from it. */
    record Read(StudyCohort cohort, CohortReadings readings) {}

    private final RobustnessSettings settings;
    private final String modelHash;
    private final List<Condition> conditions;
    private final Read internal;
    private final Optional<Read> external;
    private final Optional<Read> poses;

    RobustnessResult(
            RobustnessSettings settings,
            String modelHash,
            List<Condition> conditions,
            Read internal,
            Optional<Read> external,
            Optional<Read> poses) {
        this.settings = settings;
        this.modelHash = modelHash;
        this.conditions = List.copyOf(conditions);
        this.internal = internal;
        this.external = external;
        this.poses = poses;
    }

    /** Whether any figure is of simulated subjects, or of a model that learnt from such. */
    public boolean simulated() {
        return card().simulated()
                || Stream.of(Optional.of(internal), external, poses)
                        .flatMap(Optional::stream)
                        .anyMatch(r -> r.cohort().layout().simulated());
    }

    RobustnessSettings settings() {
        return settings;
    }

    ModelCard card() {
        return internal.readings().card();
    }

    String modelHash() {
        return modelHash;
    }

    StudyCohort internalCohort() {
        return internal.cohort();
    }

    Optional<StudyCohort> externalCohort() {
        return external.map(Read::cohort);
    }

    Optional<StudyCohort> poseCohort() {
        return poses.map(Read::cohort);
    }

    /** The conditions of one kind, in order. */
    List<Condition> conditions(Group group) {
        return conditions.stream().filter(c -> c.group() == group).toList();
    }

    CohortReadings internal() {
        return internal.readings();
    }

    Optional<CohortReadings> external() {
        return external.map(Read::readings);
    }

    Optional<CohortReadings> poses() {
        return poses.map(Read::readings);
    }

    /** BMD below which a subject is low, g/cm²; NaN for a target of which no threshold is known. */
    double threshold() {
        return !card().target().hasReference()
                ? Double.NaN
                : card().thresholds().get(0).bmdGramsPerCm2();
    }
}
