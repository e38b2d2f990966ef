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
    private static final double LSC_FACTOR = 2.77;

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
        double squares = 0;
        double squaredCv = 0;
        int degrees = 0;
        for (double[] readings : bySubject) {
            if (readings.length < 2 || Arrays.stream(readings).anyMatch(r -> !(r > 0) || Double.isInfinite(r))) {
                throw new IllegalArgumentException(
                        "expected at least two readings above zero per subject, received " + readings.length);
            }
            double mean = Arrays.stream(readings).sum() / readings.length;
            double sum =
                    Arrays.stream(readings).map(r -> (r - mean) * (r - mean)).sum();
            squares += sum;
            degrees += readings.length - 1;
            squaredCv += sum / (readings.length - 1) / (mean * mean);
        }
        double rmsSd = Math.sqrt(squares / degrees);
        return new RepeatPrecision(
                bySubject.size(),
                degrees + bySubject.size(),
                rmsSd,
                Math.sqrt(squaredCv / bySubject.size()),
                LSC_FACTOR * rmsSd);
    }
}
