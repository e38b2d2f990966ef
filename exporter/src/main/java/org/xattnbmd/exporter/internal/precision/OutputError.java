package org.xattnbmd.exporter.internal.precision;

/**
 * Difference of one output from float32.
 *
 * @param name the output
 * @param maxRelative largest difference of an element, divided by the largest absolute value of the float32 output
 * @param rmsRelative root mean square difference, divided by the root mean square of the float32 output
 */
public record OutputError(String name, double maxRelative, double rmsRelative) {}
