package org.xattnbmd.trainer.simulator;

import java.util.List;

/**
 * Where a simulated cohort is imaged. The second site differs in equipment, technique and population, so that a model
 * trained at the first meets a real change of domain.
 */
public enum Site {
    /** Four vendors' processing styles, source-to-image distance 100 or 110 cm, about 75 kVp. */
    PRIMARY(
            List.of(VendorStyle.LINEAR_LOG, VendorStyle.SIGMOID, VendorStyle.MULTISCALE, VendorStyle.HIGH_LATITUDE),
            new double[] {100, 110},
            75,
            4,
            0.30,
            0.75,
            0.0,
            0.0),
    /** A vendor the first site lacks, 115 cm, harder beam, more scatter, an older and lighter population. */
    EXTERNAL(List.of(VendorStyle.HARD_COPY), new double[] {115}, 81, 3, 0.5, 1.0, 3.0, -3.0);

    private final List<VendorStyle> styles;
    private final double[] sourceImageDistancesCm;
    private final double tubeVoltageKv;
    private final double tubeVoltageSdKv;
    private final double scatterRatioLow;
    private final double scatterRatioHigh;
    private final double ageShiftYears;
    private final double weightShiftKg;

    Site(
            List<VendorStyle> styles,
            double[] sourceImageDistancesCm,
            double tubeVoltageKv,
            double tubeVoltageSdKv,
            double scatterRatioLow,
            double scatterRatioHigh,
            double ageShiftYears,
            double weightShiftKg) {
        this.styles = styles;
        this.sourceImageDistancesCm = sourceImageDistancesCm;
        this.tubeVoltageKv = tubeVoltageKv;
        this.tubeVoltageSdKv = tubeVoltageSdKv;
        this.scatterRatioLow = scatterRatioLow;
        this.scatterRatioHigh = scatterRatioHigh;
        this.ageShiftYears = ageShiftYears;
        this.weightShiftKg = weightShiftKg;
    }

    /** The same seed gives each site its own people. */
    long seed(long cohortSeed) {
        return cohortSeed + ordinal() * 0x5DEECE66DL;
    }

    VendorStyle drawStyle(Rng rng) {
        return styles.get(rng.below(styles.size()));
    }

    double drawSourceImageDistanceCm(Rng rng) {
        return sourceImageDistancesCm[rng.below(sourceImageDistancesCm.length)];
    }

    double drawTubeVoltageKv(Rng rng) {
        return rng.normal(tubeVoltageKv, tubeVoltageSdKv, 60, 95);
    }

    /** Scatter-to-primary ratio behind the grid for a body this thick. */
    double drawScatterRatio(Rng rng, double thicknessCm) {
        double thick = Math.min(1, Math.max(0, (thicknessCm - 16) / 18));
        double centre = scatterRatioLow + (scatterRatioHigh - scatterRatioLow) * thick;
        return centre * rng.uniform(0.75, 1.25);
    }

    double ageShiftYears() {
        return ageShiftYears;
    }

    double weightShiftKg() {
        return weightShiftKg;
    }
}
