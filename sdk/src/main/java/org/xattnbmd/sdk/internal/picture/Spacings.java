package org.xattnbmd.sdk.internal.picture;

import org.xattnbmd.sdk.BmdException;

/** The one range check for pixel sizes, shared by the types that accept one. */
public final class Spacings {

    /** Detectors lie between 0.05 and 0.4 mm; the range leaves room for pictures that were made smaller. */
    private static final double MINIMUM = 0.01;

    private static final double MAXIMUM = 10;

    private Spacings() {}

    /** Accepts NaN (unknown) and 0.01 to 10 mm. */
    public static void check(double millimetres) {
        if (!Double.isNaN(millimetres) && !(millimetres >= MINIMUM && millimetres <= MAXIMUM)) {
            throw new BmdException(
                    BmdException.Code.INVALID_ARGUMENT,
                    "Expected a pixel size of " + MINIMUM + " to " + MAXIMUM + " mm, received " + millimetres
                            + ". Use NaN if it is unknown.");
        }
    }
}
