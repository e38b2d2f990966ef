package org.xattnbmd.sdk;

import java.util.Arrays;
import java.util.Locale;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * The makers' scales of femoral-neck BMD, through standardised BMD: sBMD = a + b * BMD (g/cm²; Hui et al. 1997, the same
 * equations in Fan et al. 2010). One person's values on two makers' scales still differ by several percent after
 * conversion (Fan: standard error of the estimate 4 to 7 %), so it serves for reference populations, never for a
 * follow-up.
 */
enum DensitometerScale {
    HOLOGIC("Hologic", 0.019, 1.087),
    LUNAR("GE Lunar", -0.023, 0.939),
    NORLAND("Norland", 0.006, 0.985);

    private final String label;
    private final double intercept;
    private final double slope;

    DensitometerScale(String label, double intercept, double slope) {
        this.label = label;
        this.intercept = intercept;
        this.slope = slope;
    }

    /** The scale of this name, any case; "Lunar" is "GE Lunar". */
    static DensitometerScale named(String name) {
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

    String label() {
        return label;
    }

    double convert(double bmd, DensitometerScale to) {
        return (intercept + slope * bmd - to.intercept) / to.slope;
    }

    /** A standard deviation, or any difference, on the other scale. */
    double convertDifference(double difference, DensitometerScale to) {
        return difference * slope / to.slope;
    }
}
