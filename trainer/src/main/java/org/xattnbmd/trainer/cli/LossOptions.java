package org.xattnbmd.trainer.cli;

import java.util.Objects;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.card.CardText;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.training.LossConfig;
import org.xattnbmd.trainer.training.LossKind;
import picocli.CommandLine.Option;

/** The loss on a command line; a weight given with a loss that has none is refused, not ignored. */
final class LossOptions {

    private static final LossConfig DEFAULTS = LossConfig.defaults();

    @Option(names = "--loss", paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}.")
    private LossKind kind = DEFAULTS.kind();

    @Option(
            names = "--beta",
            paramLabel = "SD",
            description = "Where a smooth L1 turns linear, in standard deviations of BMD.")
    private double beta = DEFAULTS.beta();

    @Option(
            names = "--density-weight",
            paramLabel = "POWER",
            description = "weighted_smooth_l1: power of the inverse label density, 0 is off. Default: 0.35.")
    private Double densityWeight;

    @Option(
            names = "--clinical-weight",
            paramLabel = "WEIGHT",
            description = "weighted_smooth_l1: extra weight of low BMD, 0 is off. Default: 0.5.")
    private Double clinicalWeight;

    @Option(
            names = "--clinical-threshold",
            paramLabel = "G/CM2",
            description =
                    "weighted_smooth_l1: below it BMD counts as low. Default: T-score -1 on the cohort's"
                            + " densitometer scale, 0.899 for GE Lunar; none, and no extra weight, for another target than femoral-neck BMD.")
    private Double clinicalThreshold;

    @Option(
            names = "--consistency",
            paramLabel = "WEIGHT",
            description =
                    "Each picture comes as two changed copies side by side, whose estimates must agree; weight of their"
                            + " difference in standard deviations of the target. 0 is off, each picture comes once.")
    private double consistency = DEFAULTS.consistency();

    /** The loss for a cohort's labels; only femoral-neck BMD has a threshold of its own. */
    LossConfig config(CohortLayout cohort) {
        LossConfig loss = LossConfig.of(kind);
        boolean known = cohort.target().hasReference();
        RefusedValueException.require(
                known || clinicalWeight == null || clinicalWeight == 0 || clinicalThreshold != null,
                "--clinical-weight needs --clinical-threshold where the target is "
                        + cohort.target().label() + ", for which no threshold is known");
        double usualWeight = known || clinicalThreshold != null ? loss.clinicalWeight() : 0;
        double usualThreshold = known ? CardText.lowBoneMass(cohort.densitometer()) : 0;
        return loss.withBeta(beta)
                .withConsistency(consistency)
                .withKind(
                        kind,
                        Objects.requireNonNullElse(densityWeight, loss.densityWeight()),
                        Objects.requireNonNullElse(clinicalWeight, usualWeight))
                .withClinicalThreshold(Objects.requireNonNullElse(clinicalThreshold, usualThreshold));
    }
}
