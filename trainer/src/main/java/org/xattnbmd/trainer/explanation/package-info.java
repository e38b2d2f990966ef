/**
 * What the estimates of a run's network depend on, asked of the trained block itself, with its gradients: maps of held-out subjects,
 * each tested by deletion. {@link org.xattnbmd.trainer.explanation.ExplanationStudy} is the way in; the page is the report's.
 */
package org.xattnbmd.trainer.explanation;
