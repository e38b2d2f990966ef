package org.xattnbmd.sdk.internal.estimate;

import java.util.Locale;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard.Target;

/** What a network's answer must be like to be an estimate of its target at all. */
final class PhysicalRange {

    private PhysicalRange() {}

    /** @throws BmdException {@code RESULT_OUT_OF_RANGE} if one of them is not physical; both are finite */
    static void check(double bmd, double spread, Target target) {
        if (!(bmd >= target.minimum() && bmd <= target.maximum())) {
            throw refused(String.format(
                    Locale.ROOT,
                    "a %s of %.1f to %.1f %s, received one outside",
                    target.hasReference() ? "BMD" : target.label(),
                    target.minimum(),
                    target.maximum(),
                    target.plainUnit()));
        }
        double widest = Math.max(target.maximum(), target.maximum() - target.minimum());
        if (spread <= 0 || spread > widest) {
            throw refused(String.format(
                    Locale.ROOT, "a spread above 0, to %.1f %s, received one outside", widest, target.plainUnit()));
        }
    }

    private static BmdException refused(String what) {
        return new BmdException(
                Code.RESULT_OUT_OF_RANGE,
                "Expected the model to answer with " + what + ". Check that the radiograph shows one hip, AP.");
    }
}
