package org.xattnbmd.sdk.internal.clinical;

/** Numbers as text without {@link java.util.Formatter}, which takes some 3 KB of heap for each. */
public final class Decimals {

    private static final int MOST_DECIMALS = 9;
    private static final double LARGEST = 1e15;

    private Decimals() {}

    /** Rounded to so many significant digits, with at most 9 decimals and a point: 12.3, 0.0123, 1230. */
    public static String significant(double value, int digits) {
        double size = Math.abs(value);
        if (!(size < LARGEST)) {
            return Double.toString(value);
        }
        int decimals = size == 0 ? digits - 1 : digits - 1 - (int) Math.floor(Math.log10(size));
        decimals = Math.max(0, Math.min(MOST_DECIMALS, decimals));
        long unit = 1;
        for (int i = 0; i < decimals; i++) {
            unit *= 10;
        }
        long scaled = Math.round(size * unit);
        StringBuilder text = new StringBuilder(24);
        if (value < 0 && scaled > 0) {
            text.append('-');
        }
        text.append(scaled / unit);
        if (decimals > 0) {
            text.append('.');
            long rest = scaled % unit;
            for (long place = unit / 10; place > 0; place /= 10) {
                text.append((char) ('0' + rest / place % 10));
            }
        }
        return text.toString();
    }
}
