package org.xattnbmd.trainer.evaluation;

import java.util.List;

/**
 * Share of subjects whose measurement lies in their prediction interval.
 *
 * @param n subjects
 * @param covered those inside
 * @param fraction covered / n
 * @param confidenceInterval 95 % score interval of the fraction (Wilson 1927, JASA 22:209), which stays within [0, 1] and
 *     holds its level at fractions near 1, where coverage lies
 * @param meanWidth mean width of the prediction intervals, g/cm²; +∞ if one is unbounded
 */
public record Coverage(int n, int covered, double fraction, Interval confidenceInterval, double meanWidth) {

    /** Counts; throws IllegalArgumentException if there is no case. */
    public static Coverage of(List<Case> cases) {
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("expected at least one case, received none");
        }
        int covered = (int) cases.stream().filter(Case::covered).count();
        double width =
                cases.stream().mapToDouble(c -> c.upper() - c.lower()).average().getAsDouble();
        return new Coverage(
                cases.size(), covered, (double) covered / cases.size(), wilson(covered, cases.size()), width);
    }

    /** Wilson's 95 % score interval of a proportion. */
    public static Interval wilson(int successes, int trials) {
        if (trials < 1 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(
                    "expected 0 <= successes <= trials and trials >= 1, received " + successes + " of " + trials);
        }
        double p = (double) successes / trials;
        double z2n = Interval.NORMAL_95 * Interval.NORMAL_95 / trials;
        double centre = (p + z2n / 2) / (1 + z2n);
        double half = Interval.NORMAL_95 * Math.sqrt(p * (1 - p) / trials + z2n / (4.0 * trials)) / (1 + z2n);
        return new Interval(Math.max(0, centre - half), Math.min(1, centre + half));
    }
}
