package org.xattnbmd.trainer.run;

import java.util.List;
import java.util.stream.IntStream;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/** Whether there are enough labels of each further target to learn it by, or to make its intervals of. */
final class FurtherLabels {

    private static final int FEWEST = 16;

    private FurtherLabels() {}

    /**
     * Refuses too few of them, by name.
     *
     * @param labels by subject and target {@code [n][K]}, NaN where unknown
     * @param of whose they are, in words
     * @throws TrainerException {@code COHORT_TOO_SMALL}; {@code MANIFEST_LABEL} if all are the same
     */
    static void require(List<Target> targets, float[][] labels, String of) {
        for (int k = 0; k < targets.size(); k++) {
            int target = k;
            double[] known = IntStream.range(0, labels.length)
                    .mapToDouble(i -> labels[i][target])
                    .filter(label -> !Double.isNaN(label))
                    .toArray();
            String name = targets.get(k).name();
            if (known.length < FEWEST) {
                throw new TrainerException(
                        Code.COHORT_TOO_SMALL,
                        "The further target " + name + " has " + known.length + " labels among " + of
                                + ", expected at least " + FEWEST
                                + ". Leave it out of further_targets, or give a cohort in which more are known.");
            }
            if (IntStream.range(0, known.length).allMatch(i -> known[i] == known[0])) {
                throw new TrainerException(
                        Code.MANIFEST_LABEL,
                        "The further target " + name + " has one and the same label for all of " + of
                                + ": there is nothing to learn. Leave it out of further_targets.");
            }
        }
    }
}
