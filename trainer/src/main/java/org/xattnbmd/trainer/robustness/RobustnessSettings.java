package org.xattnbmd.trainer.robustness;

import java.nio.file.Path;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.data.Split;

/**
 * What a robustness study measures.
 *
 * @param model the exported file
 * @param run of the model, for its mean training image; null if it is not at hand
 */
public record RobustnessSettings(Path model, Path run, Cohorts cohorts, Draws draws) {

    /**
     * Whom it is done to.
     *
     * @param studied folder of the cohort whose subjects everything is done to
     * @param split whose subjects are taken from it
     * @param external folder of another site's cohort, all of whose subjects are taken; null for none
     * @param poses folder of a cohort with several radiographs of each subject, all of whose subjects are taken; null for
     *     none
     */
    public record Cohorts(Path studied, Split split, Path external, Path poses) {}

    /**
     * What is left to chance.
     *
     * @param limit subjects of each cohort at most, drawn at random; 0 for all
     * @param permutations repeats of the permutation of each clinical field, at least 1
     * @param seed of everything that is drawn
     */
    public record Draws(int limit, int permutations, long seed) {

        public Draws {
            if (limit < 0) {
                throw new RefusedValueException(
                        "expected a limit of at least 1 subject, or 0 for all, received " + limit);
            }
            if (permutations < 1) {
                throw new RefusedValueException(
                        "expected at least 1 permutation of each field, received " + permutations);
            }
        }
    }
}
