/**
 * Cohorts on disk: {@code cohort.json} ({@link CohortLayout}), the table of subjects ({@link CohortManifest}) and who belongs to which
 * {@link Split}. Every row and image that cannot be used is listed with its line; nothing is guessed.
 */
package org.xattnbmd.trainer.data;
