package org.xattnbmd.trainer.cli;

import java.util.Objects;
import org.xattnbmd.trainer.card.CardText;
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
            description = "weighted_smooth_l1: below it BMD counts as low. Default: T-score -1 on the cohort's"
                    + " densitometer scale, 0.899 for GE Lunar.")
    private Double clinicalThreshold;

    /** The loss for labels on a densitometer's scale. */
    LossConfig config(String densitometer) {
        LossConfig loss = LossConfig.of(kind);
        return loss.withBeta(beta)
                .withKind(
                        kind,
                        Objects.requireNonNullElse(densityWeight, loss.densityWeight()),
                        Objects.requireNonNullElse(clinicalWeight, loss.clinicalWeight()))
                .withClinicalThreshold(
                        clinicalThreshold == null ? CardText.lowBoneMass(densitometer) : clinicalThreshold);
    }
}
