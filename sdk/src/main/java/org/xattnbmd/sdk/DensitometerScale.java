package org.xattnbmd.sdk;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Locale;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;
import org.xattnbmd.sdk.internal.clinical.References;

/**
 * The makers' scales of femoral-neck BMD, and what T-scores mean on each. They are converted into each other through
 * standardised BMD: sBMD = a + b * BMD (g/cm²; Hui et al. 1997, the same equations in Fan et al. 2010). One person's
 * values on two makers' scales still differ by several percent after conversion (Fan: standard error of the estimate 4
 * to 7 %), so it serves for reference populations, never for a follow-up.
 */
public enum DensitometerScale {
    HOLOGIC("Hologic", 0.019, 1.087),
    LUNAR("GE Lunar", -0.023, 0.939),
    NORLAND("Norland", 0.006, 0.985);

    /** The lowest T-score of WHO's normal bone mass; below it bone mass is low. */
    public static final double NORMAL_FROM = -1.0;

    /** The highest T-score of WHO's osteoporosis. */
    public static final double OSTEOPOROSIS_TO = -2.5;

    private final String label;
    private final double intercept;
    private final double slope;

    DensitometerScale(String label, double intercept, double slope) {
        this.label = label;
        this.intercept = intercept;
        this.slope = slope;
    }

    /**
     * The scale of this name, any case; "Lunar" is "GE Lunar".
     *
     * @throws BmdException {@code REFERENCE_SCALE} for another name
     */
    public static DensitometerScale named(String name) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        for (DensitometerScale scale : values()) {
            if (scale.label.toLowerCase(Locale.ROOT).equals(wanted)
                    || scale.name().toLowerCase(Locale.ROOT).equals(wanted)) {
                return scale;
            }
        }
        throw new BmdException(
                Code.REFERENCE_SCALE,
                "Expected a densitometer scale with a known conversion ("
                        + String.join(
                                ", ", Arrays.stream(values()).map(s -> s.label).toList())
                        + "), received \"" + name + "\". Give the reference on the model's own scale.");
    }

    /** The name as model cards have it: Hologic, GE Lunar or Norland. */
    public String label() {
        return label;
    }

    /**
     * WHO's reference for both sexes on this scale: femoral necks of white women of 20 to 29 in NHANES III, 0.858 and 0.120
     * g/cm² on Hologic's. On GE Lunar's the mean and sd are rounded to 1.038 and 0.139, with which T-score -1 is 0.899 g/cm²,
     * the threshold of XAttn-BMD. A usual default; compare it with your densitometer's own before use.
     */
    public ReferencePopulation reference() {
        return this == LUNAR ? References.NHANES_3_WHITE_WOMEN_LUNAR : bring(References.NHANES_3_WHITE_WOMEN);
    }

    /** BMD at a T-score by {@link #reference}, in g/cm², rounded to 0.001. */
    public double bmdAt(double tScore) {
        ReferencePopulation reference = reference();
        return BigDecimal.valueOf(reference.sd())
                .multiply(BigDecimal.valueOf(tScore))
                .add(BigDecimal.valueOf(reference.mean()))
                .setScale(3, RoundingMode.HALF_UP)
                .doubleValue();
    }

    /** A population brought to this scale; one that is on it already is returned as it is. */
    ReferencePopulation bring(ReferencePopulation population) {
        DensitometerScale from = named(population.densitometer());
        if (from == this) {
            return population;
        }
        return new ReferencePopulation(
                population.name(),
                label,
                (from.intercept + from.slope * population.mean() - intercept) / slope,
                population.sd() * from.slope / slope,
                "converted from the " + from.label + " scale by the sBMD equations of Hui et al. 1997; "
                        + population.source());
    }
}
