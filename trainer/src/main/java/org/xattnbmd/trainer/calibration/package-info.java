/**
 * What subjects that it has not learned from say of a trained network: the line that sets its estimates straight
 * ({@link Recalibration}), intervals and thresholds ({@link Calibration}), how far two estimates must be apart
 * ({@link LeastSignificantChange}), and what the outlier score is measured by ({@link Whitening}).
 */
package org.xattnbmd.trainer.calibration;
