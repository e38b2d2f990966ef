package org.xattnbmd.sdk.internal.estimate;

import java.util.Locale;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.model.BmdRange;

/** What a network's answer must be like to be an estimate of a femoral neck at all. */
final class PhysicalRange {

    private PhysicalRange() {}

    /** @throws BmdException {@code RESULT_OUT_OF_RANGE} if one of them is not physical; both are finite */
    static void check(double bmd, double spread) {
        if (!BmdRange.holds(bmd)) {
            throw refused(String.format(
                    Locale.ROOT,
                    "a BMD of %.1f to %.1f g/cm2, received one outside",
                    BmdRange.LEAST,
                    BmdRange.GREATEST));
        }
        if (spread <= 0 || spread > BmdRange.GREATEST) {
            throw refused(String.format(
                    Locale.ROOT, "a spread above 0, to %.1f g/cm2, received one outside", BmdRange.GREATEST));
        }
    }

    private static BmdException refused(String what) {
        return new BmdException(
                Code.RESULT_OUT_OF_RANGE,
                "Expected the model to answer with " + what + ". Check that the radiograph shows one hip, AP.");
    }
}
