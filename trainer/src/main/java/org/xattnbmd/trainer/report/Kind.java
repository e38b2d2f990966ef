package org.xattnbmd.trainer.report;

import java.util.function.DoubleFunction;

/** How the numbers of a column are written for readers. */
public enum Kind {
    /** A whole number. */
    COUNT(value -> Format.decimals(value, 0)),
    /** Three decimals. */
    RATIO(Format::ratio),
    /** Three decimals, or two significant digits where the figure is too small for them. */
    FIGURE(Kind::figure),
    /** As {@link #FIGURE}, with its sign. */
    SIGNED_FIGURE(value -> (value > 0 ? "+" : "") + figure(value)),
    /** In g/cm². */
    BMD(Format::bmd),
    /** In g/cm², with its sign. */
    SIGNED(Format::signedBmd),
    /** A fraction, shown in per cent. */
    PERCENT(Format::percent),
    /** A fraction, shown in per cent with its sign. */
    SIGNED_PERCENT(value -> (value >= 0.0005 ? "+" : "") + Format.percent(value)),
    /** A probability, those below a thousandth all alike. */
    P_VALUE(value -> value < 0.001 ? "< 0.001" : Format.ratio(value));

    private final DoubleFunction<String> writer;

    Kind(DoubleFunction<String> writer) {
        this.writer = writer;
    }

    String write(double value) {
        return writer.apply(value);
    }

    private static String figure(double value) {
        double size = Math.abs(value);
        boolean small = size > 0 && size < 0.0995;
        return Format.decimals(value, small ? Math.max(3, Math.min(9, 1 - (int) Math.floor(Math.log10(size)))) : 3);
    }
}
