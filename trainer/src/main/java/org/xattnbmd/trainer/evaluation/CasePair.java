package org.xattnbmd.trainer.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One subject estimated twice: under some base condition, and with something changed. Resampled together, so that what is hard
 * or easy about a subject cancels out of the difference.
 */
public record CasePair(Case base, Case changed) {

    /**
     * Pairs of two lists.
     *
     * @throws IllegalArgumentException if they are not of the same subjects in the same order
     */
    public static List<CasePair> of(List<Case> base, List<Case> changed) {
        if (base.size() != changed.size()) {
            throw new IllegalArgumentException(
                    "expected as many cases changed as before, received " + changed.size() + " for " + base.size());
        }
        List<CasePair> pairs = new ArrayList<>(base.size());
        for (int i = 0; i < base.size(); i++) {
            if (!base.get(i).subjectId().equals(changed.get(i).subjectId())) {
                throw new IllegalArgumentException(
                        "expected the same subjects in the same order, case " + i + " is not");
            }
            pairs.add(new CasePair(base.get(i), changed.get(i)));
        }
        return pairs;
    }

    /** Whose cases these are. */
    public String subjectId() {
        return base.subjectId();
    }

    /** What metrics say of the changed cases, and then by how much each differs from the base ones'. */
    public static double[] changedAndDifferences(List<CasePair> pairs, Function<List<Case>, double[]> metrics) {
        double[] changed = metrics.apply(pairs.stream().map(CasePair::changed).toList());
        double[] base = metrics.apply(pairs.stream().map(CasePair::base).toList());
        double[] both = new double[2 * changed.length];
        for (int m = 0; m < changed.length; m++) {
            both[m] = changed[m];
            both[changed.length + m] = changed[m] - base[m];
        }
        return both;
    }
}
