/**
 * How good are the estimates? Pure arithmetic on pairs of measured and estimated femoral-neck BMD (g/cm²): no model, no
 * file, no network.
 *
 * <pre>{@code
 * List<Case> cases = ...;                                   // one per held-out subject
 * RegressionMetrics agreement = RegressionMetrics.of(cases);
 * ScreeningMetrics screening = ScreeningMetrics.of(cases, 0.899);
 * Interval r = new Bootstrap(2000, 0.95, 42).interval(cases, c -> RegressionMetrics.of(c).pearson());
 * Coverage coverage = Coverage.of(cases);                   // of the intervals the cases carry
 * }</pre>
 *
 * <p>Everything here is immutable and thread-safe. A figure that the data leave undefined (a correlation with a constant,
 * an AUC with one class only) is {@link java.lang.Double#NaN}, never a made-up number; unusable input (nothing at all,
 * unequal lengths, a value that is not finite) is an {@link java.lang.IllegalArgumentException}.
 */
package org.xattnbmd.trainer.evaluation;
