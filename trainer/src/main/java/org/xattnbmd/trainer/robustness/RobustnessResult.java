package org.xattnbmd.trainer.robustness;

import java.util.List;
import java.util.Optional;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.trainer.robustness.Condition.Group;

/** What a study read. Immutable; its tables and its page are made from it. */
public final class RobustnessResult {

    private final RobustnessSettings settings;
    private final ModelCard card;
    private final String modelHash;
    private final StudyCohort internalCohort;
    private final Optional<StudyCohort> externalCohort;
    private final Optional<StudyCohort> poseCohort;
    private final List<Condition> conditions;
    private final CohortReadings internal;
    private final Optional<CohortReadings> external;
    private final Optional<CohortReadings> poses;

    RobustnessResult(
            RobustnessSettings settings,
            ModelCard card,
            String modelHash,
            StudyCohort internalCohort,
            Optional<StudyCohort> externalCohort,
            Optional<StudyCohort> poseCohort,
            List<Condition> conditions,
            CohortReadings internal,
            Optional<CohortReadings> external,
            Optional<CohortReadings> poses) {
        this.settings = settings;
        this.card = card;
        this.modelHash = modelHash;
        this.internalCohort = internalCohort;
        this.externalCohort = externalCohort;
        this.poseCohort = poseCohort;
        this.conditions = List.copyOf(conditions);
        this.internal = internal;
        this.external = external;
        this.poses = poses;
    }

    /** Whether any figure is of simulated subjects, or of a model that learnt from such. */
    public boolean simulated() {
        return card.simulated()
                || internalCohort.layout().simulated()
                || externalCohort.map(c -> c.layout().simulated()).orElse(false)
                || poseCohort.map(c -> c.layout().simulated()).orElse(false);
    }

    RobustnessSettings settings() {
        return settings;
    }

    ModelCard card() {
        return card;
    }

    String modelHash() {
        return modelHash;
    }

    StudyCohort internalCohort() {
        return internalCohort;
    }

    Optional<StudyCohort> externalCohort() {
        return externalCohort;
    }

    Optional<StudyCohort> poseCohort() {
        return poseCohort;
    }

    /** The conditions of one kind, in order. */
    List<Condition> conditions(Group group) {
        return conditions.stream().filter(c -> c.group() == group).toList();
    }

    CohortReadings internal() {
        return internal;
    }

    Optional<CohortReadings> external() {
        return external;
    }

    Optional<CohortReadings> poses() {
        return poses;
    }

    /** BMD below which a subject is low, g/cm². */
    double threshold() {
        return card.thresholds().get(0).bmdGramsPerCm2();
    }
}
