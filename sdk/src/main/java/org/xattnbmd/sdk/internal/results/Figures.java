package org.xattnbmd.sdk.internal.results;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as results write them: decimals without an exponent, the same on every machine. */
public final class Figures {

    private static final int PERCENT_DECIMALS = 3;

    private Figures() {}

    /** The value with so many decimals; halves go away from zero. */
    public static String decimal(double value, int decimals) {
        return rounded(value, decimals).toPlainString();
    }

    static BigDecimal rounded(double value, int decimals) {
        return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
    }

    /** A coverage as percent without trailing zeros: 0.9 is 90. */
    public static String percent(double coverage) {
        return BigDecimal.valueOf(coverage)
                .movePointRight(2)
                .setScale(PERCENT_DECIMALS, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
