package org.xattnbmd.trainer.evaluation;

import java.util.Arrays;
import java.util.List;

/**
 * Precision of repeated readings of the same subjects, such as the same hip in several poses (Glüer et al. 1995,
 * Osteoporosis International 5:262).
 *
 * @param subjects number of subjects
 * @param readings number of readings, all subjects together
 * @param rmsSd root of the mean variance within subjects, weighted by degrees of freedom, g/cm²
 * @param rmsCv root of the mean squared coefficient of variation, a fraction
 * @param leastSignificantChange 2.77 · rmsSd, the smallest change of one person that is real with 95 % confidence (ISCD),
 *     g/cm²
 */
public record RepeatPrecision(int subjects, int readings, double rmsSd, double rmsCv, double leastSignificantChange) {

    /** 1.96 · √2, as the ISCD rounds it. */
    public static final double LSC_FACTOR = 2.77;

    /**
     * Computes.
     *
     * @param bySubject readings of each subject in g/cm², at least two each, all above zero
     * @throws IllegalArgumentException if there is no subject, one has fewer than two readings, or one is not above zero
     */
    public static RepeatPrecision of(List<double[]> bySubject) {
        if (bySubject.isEmpty()) {
            throw new IllegalArgumentException("expected repeated readings of at least one subject, received none");
        }
        double squaredCv = 0;
        int readings = 0;
        for (double[] own : bySubject) {
            if (own.length < 2 || Arrays.stream(own).anyMatch(r -> !(r > 0) || Double.isInfinite(r))) {
                throw new IllegalArgumentException(
                        "expected at least two readings above zero per subject, received " + own.length);
            }
            double mean = SampleMoments.mean(own);
            readings += own.length;
            squaredCv += SampleMoments.variance(own) / (mean * mean);
        }
        double rmsSd = rmsSd(bySubject);
        return new RepeatPrecision(
                bySubject.size(), readings, rmsSd, Math.sqrt(squaredCv / bySubject.size()), LSC_FACTOR * rmsSd);
    }

    /** Root of the mean variance within subjects, weighted by degrees of freedom; at least one subject has two readings. */
    public static double rmsSd(List<double[]> bySubject) {
        double squares = 0;
        int degrees = 0;
        for (double[] own : bySubject) {
            squares += SampleMoments.squares(own);
            degrees += own.length - 1;
        }
        return Math.sqrt(squares / degrees);
    }
}
