/**
 * From a run folder to a model file that carries its card: in float32 ({@link ModelExport}), and with the run's cohort at hand
 * in lower precision ({@link CohortExport}), which a {@link PrecisionGate} lets through or not.
 */
package org.xattnbmd.trainer.export;
