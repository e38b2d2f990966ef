package org.xattnbmd.sdk.internal.estimate;

import java.util.Locale;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** What a network's answer must be like to be an estimate of a femoral neck at all. */
final class PhysicalRange {

    /** g/cm². Young adults have about 1.0 with a standard deviation of 0.14: both ends are more than five of these away. */
    private static final double LEAST_BMD = 0.2;

    private static final double GREATEST_BMD = 2.0;

    private PhysicalRange() {}

    /** @throws BmdException {@code RESULT_OUT_OF_RANGE} if one of them is not physical; both are finite */
    static void check(double bmd, double spread) {
        if (bmd < LEAST_BMD || bmd > GREATEST_BMD) {
            throw refused(String.format(
                    Locale.ROOT, "a BMD of %.1f to %.1f g/cm2, received one outside", LEAST_BMD, GREATEST_BMD));
        }
        if (spread <= 0 || spread > GREATEST_BMD) {
            throw refused(
                    String.format(Locale.ROOT, "a spread above 0, to %.1f g/cm2, received one outside", GREATEST_BMD));
        }
    }

    private static BmdException refused(String what) {
        return new BmdException(
                Code.RESULT_OUT_OF_RANGE,
                "Expected the model to answer with " + what + ". Check that the radiograph shows one hip, AP.");
    }
}
