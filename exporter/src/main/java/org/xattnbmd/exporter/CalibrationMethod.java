package org.xattnbmd.exporter;

/** How the range of an activation is chosen from what the samples show. */
public enum CalibrationMethod {
    /** Smallest to largest value seen: nothing is cut off, outliers cost resolution. */
    MIN_MAX,
    /** Cuts off the rarest values on both sides. */
    PERCENTILE,
    /** The range whose quantised distribution loses least information (Kullback–Leibler), after S. Migacz (2017). */
    ENTROPY
}
