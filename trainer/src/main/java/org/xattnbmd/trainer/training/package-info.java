/**
 * Training itself: {@link Fit} walks the epochs over the batches of a {@link BatchSource}, {@link RunState} keeps what a run needs to
 * go on exactly where it was, {@link Predictor} computes with what was trained.
 */
package org.xattnbmd.trainer.training;
