/**
 * From a cohort to a run folder: {@link TrainingRun} loads, trains, calibrates and leaves a {@link RunRecord} with the
 * weights beside it ({@link RunFolder}); {@link RunPredictor} asks the network of such a folder.
 */
package org.xattnbmd.trainer.run;
