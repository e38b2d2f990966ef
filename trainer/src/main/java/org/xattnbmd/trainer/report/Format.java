package org.xattnbmd.trainer.report;

import java.time.Duration;
import java.util.Locale;
import org.xattnbmd.trainer.evaluation.Interval;

/** How numbers look: BMD and ratios with three decimals, a true minus sign, "n/a" where undefined, a unit behind a space. */
final class Format {

    static final String UNIT = "g/cm²";
    /** Keeps a number and its unit on one line. */
    static final String NBSP = "\u00A0";

    private static final String UNDEFINED = "n/a";

    private Format() {}

    static String decimals(double value, int decimals) {
        if (Double.isNaN(value)) {
            return UNDEFINED;
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        boolean zero = text.chars().noneMatch(c -> c >= '1' && c <= '9');
        return zero ? text.replace("-", "") : text.replace('-', '−');
    }

    /** BMD without its unit, for tables whose head has it. */
    static String bmd(double value) {
        return decimals(value, 3);
    }

    static String bmdUnit(double value) {
        return withUnit(bmd(value));
    }

    static String signedBmd(double value) {
        String text = bmd(value);
        return value > 0 && text.chars().anyMatch(c -> c >= '1' && c <= '9') ? "+" + text : text;
    }

    static String ratio(double value) {
        return decimals(value, 3);
    }

    static String percent(double fraction) {
        return Double.isNaN(fraction) ? UNDEFINED : decimals(100 * fraction, 1) + NBSP + "%";
    }

    /** A whole percentage such as a confidence level. */
    static String level(double fraction) {
        double percent = 100 * fraction;
        return decimals(percent, Math.abs(percent - Math.rint(percent)) < 1e-9 ? 0 : 1) + NBSP + "%";
    }

    static String range(Interval interval) {
        return interval.defined() ? ratio(interval.lower()) + " to " + ratio(interval.upper()) : UNDEFINED;
    }

    static String percentRange(Interval interval) {
        return interval.defined()
                ? decimals(100 * interval.lower(), 1) + " to " + percent(interval.upper())
                : UNDEFINED;
    }

    static String withUnit(String number) {
        return number + NBSP + UNIT;
    }

    /** Small magnitudes such as a numeric difference or a learning rate. */
    static String scientific(double value) {
        if (!Double.isFinite(value) || value == 0) {
            return decimals(value, 0);
        }
        String[] parts = String.format(Locale.ROOT, "%.1e", value).split("e", 2);
        return (parts[0] + NBSP + "×" + NBSP + "10" + superscript(Integer.parseInt(parts[1]))).replace('-', '−');
    }

    static String duration(Duration time) {
        double seconds = time.toMillis() / 1000.0;
        if (seconds < 60) {
            return decimals(seconds, 1) + NBSP + "s";
        }
        long whole = Math.round(seconds);
        return whole >= 3600
                ? String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60)
                : String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
    }

    static String count(int n, String one, String many) {
        return n + NBSP + (n == 1 ? one : many);
    }

    private static String superscript(int exponent) {
        String digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
        StringBuilder out = new StringBuilder(exponent < 0 ? "⁻" : "");
        for (char c : Integer.toString(Math.abs(exponent)).toCharArray()) {
            out.append(digits.charAt(c - '0'));
        }
        return out.toString();
    }
}
