/**
 * From a cohort folder to a run folder ({@link TrainingRun}, {@link RunRecord}), from there to a model file that carries its card
 * ({@link ModelExport}, in lower precision {@link CohortExport}), and from the file to a report ({@link EvaluationReport}).
 */
package org.xattnbmd.trainer.run;
