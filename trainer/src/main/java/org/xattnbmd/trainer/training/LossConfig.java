package org.xattnbmd.trainer.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.xattnbmd.trainer.RefusedValueException;

/**
 * The regression loss and its weights. The two weights are switched separately; a loss that is not weighted has both at
 * 0.
 *
 * @param kind shape of the loss
 * @param beta where a smooth L1 turns from quadratic to linear, in standard deviations of the label
 * @param densityWeight exponent on the inverse label density: 0 is off, 1 makes every BMD count alike
 * @param clinicalWeight extra weight of a label far below the screening threshold: 0 is off
 * @param clinicalThreshold g/cm²
 * @param clinicalWidth g/cm² over which the clinical weight rises
 * @param consistency weight of the difference between the estimates of two changed copies of one picture, in standard
 *     deviations of the label: 0 is off, and each picture comes once; records of older runs have none
 */
public record LossConfig(
        LossKind kind,
        double beta,
        double densityWeight,
        double clinicalWeight,
        double clinicalThreshold,
        double clinicalWidth,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) double consistency) {

    private static final double BETA = 0.5;
    private static final double DENSITY_WEIGHT = 0.35;
    private static final double CLINICAL_WEIGHT = 0.5;
    private static final double CLINICAL_THRESHOLD = 0.899;
    private static final double CLINICAL_WIDTH = 0.05;

    public LossConfig {
        // Records of runs from before the loss could be chosen have no kind.
        kind = kind == null ? LossKind.WEIGHTED_SMOOTH_L1 : kind;
        require(beta > 0, "beta must be above 0, received " + beta);
        require(densityWeight >= 0, "the density weight must not be negative, received " + densityWeight);
        require(clinicalWeight >= 0, "the clinical weight must not be negative, received " + clinicalWeight);
        require(clinicalWidth > 0, "the clinical width must be above 0, received " + clinicalWidth);
        require(
                consistency >= 0 && consistency < Double.POSITIVE_INFINITY,
                "the consistency must be a finite weight of at least 0, received " + consistency);
        require(
                kind == LossKind.WEIGHTED_SMOOTH_L1 || densityWeight == 0 && clinicalWeight == 0,
                "density and clinical weight belong to weighted_smooth_l1; with " + kind + " both must be 0");
    }

    public static LossConfig defaults() {
        return of(LossKind.WEIGHTED_SMOOTH_L1);
    }

    /** A loss of this kind with the default beta and, where it is weighted, the default weights. */
    public static LossConfig of(LossKind kind) {
        boolean weighted = kind == LossKind.WEIGHTED_SMOOTH_L1;
        return new LossConfig(
                kind,
                BETA,
                weighted ? DENSITY_WEIGHT : 0,
                weighted ? CLINICAL_WEIGHT : 0,
                CLINICAL_THRESHOLD,
                CLINICAL_WIDTH,
                0);
    }

    /** Another kind with its two weights; both are 0 where the kind is not weighted. */
    public LossConfig withKind(LossKind other, double density, double clinical) {
        return new LossConfig(other, beta, density, clinical, clinicalThreshold, clinicalWidth, consistency);
    }

    public LossConfig withBeta(double sds) {
        return new LossConfig(kind, sds, densityWeight, clinicalWeight, clinicalThreshold, clinicalWidth, consistency);
    }

    public LossConfig withClinicalThreshold(double gramsPerCm2) {
        return new LossConfig(kind, beta, densityWeight, clinicalWeight, gramsPerCm2, clinicalWidth, consistency);
    }

    /** The same with another weight of the difference between two copies. */
    public LossConfig withConsistency(double weight) {
        return new LossConfig(kind, beta, densityWeight, clinicalWeight, clinicalThreshold, clinicalWidth, weight);
    }

    /** Whether the estimates of two changed copies of each picture are compared. */
    public boolean comparesPictures() {
        return consistency > 0;
    }

    /** How often a batch holds each of its pictures, changed differently, side by side. */
    int copies() {
        return comparesPictures() ? 2 : 1;
    }

    private static void require(boolean holds, String expected) {
        RefusedValueException.require(holds, "The loss: " + expected + ".");
    }
}
