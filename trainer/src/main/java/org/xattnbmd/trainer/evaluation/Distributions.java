package org.xattnbmd.trainer.evaluation;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** Two-sided tails of the distributions that the tests need, from Apache Commons Statistics. */
final class Distributions {

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Distributions() {}

    /** P(|T| ≥ |t|) for Student's t with the given degrees of freedom. */
    static double studentTwoSided(double t, double degrees) {
        return 2 * TDistribution.of(degrees).survivalProbability(Math.abs(t));
    }

    /** t above which Student's distribution holds (1 − confidence) / 2. */
    static double studentQuantile(double confidence, double degrees) {
        return TDistribution.of(degrees).inverseSurvivalProbability((1 - confidence) / 2);
    }

    /** P(|Z| ≥ |z|) for the standard normal distribution. */
    static double normalTwoSided(double z) {
        return 2 * NORMAL.survivalProbability(Math.abs(z));
    }
}
