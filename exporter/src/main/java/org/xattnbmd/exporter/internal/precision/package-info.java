/**
 * Lower precision: {@link Float16} and {@link Int8}, each from a float32 graph, settings and samples to a {@link Conversion}.
 * Int8 goes {@link ActivationCalibration} (ranges of activations), {@link ExactLayouts} (forms of weights), {@link QdqRewriter} (the
 * graph), {@link OutputErrors} and {@link Speed} (whether it is worth it); {@link IntegerProductSums} bounds any graph's sums.
 */
package org.xattnbmd.exporter.internal.precision;
