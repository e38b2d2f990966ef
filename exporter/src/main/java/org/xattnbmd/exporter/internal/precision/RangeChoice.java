package org.xattnbmd.exporter.internal.precision;

/** How the range of an activation is chosen from what the samples show. */
public sealed interface RangeChoice {

    /** Smallest to largest value seen. */
    record Extremes() implements RangeChoice {}

    /**
     * Cuts off the rarest values on both sides.
     *
     * @param percent share of values inside the range
     */
    record Percentile(double percent) implements RangeChoice {}

    /** The range whose quantised distribution loses least information. */
    record Entropy() implements RangeChoice {}
}
