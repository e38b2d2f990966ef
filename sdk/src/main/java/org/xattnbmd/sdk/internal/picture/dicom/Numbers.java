package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Decimal and integer strings (DS and IS, DICOM PS3.5, 6.2) as the standard and its usual violations write them: exponents of
 * any length, a point with digits on one side only, more than 16 characters, padding. A decimal comma is none of them:
 * nobody knows whether it parts decimals or thousands.
 */
final class Numbers {

    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?+(?:[0-9]++(?:\\.[0-9]*+)?+|\\.[0-9]++)(?:[eE][+-]?+[0-9]++)?+");

    /** Nobody writes a longer one; parsing stays short. */
    private static final int MAXIMUM_LENGTH = 1024;

    private Numbers() {}

    /** The number that a text is; empty if it is none, or too large or too small for a double. */
    static OptionalDouble decimal(String text) {
        String bare = text.strip();
        if (bare.length() > MAXIMUM_LENGTH || !DECIMAL.matcher(bare).matches()) {
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(bare);
        boolean vanished = value == 0 && bare.split("[eE]")[0].matches(".*[1-9].*");
        return Double.isFinite(value) && !vanished ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
}
