/**
 * A model file on subjects that it has not learned from, through the public SDK: their estimates ({@link HeldOut}), the
 * figures for a card ({@link HeldOutFigures}) and the report page ({@link EvaluationReport}).
 */
package org.xattnbmd.trainer.heldout;
