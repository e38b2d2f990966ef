package org.xattnbmd.trainer.evaluation;

/**
 * One subject that was measured and estimated.
 *
 * @param subjectId pseudonym; cases that share it are resampled together
 * @param sex "female", "male", or the cohort's own word
 * @param age years; NaN if unknown
 * @param measured areal BMD of the densitometer, g/cm²
 * @param estimated areal BMD of the model, g/cm²
 * @param spread predicted spread that scales the interval, g/cm²
 * @param lower lower end of the prediction interval, g/cm²
 * @param upper upper end of the prediction interval, g/cm²
 */
public record Case(
        String subjectId,
        String sex,
        double age,
        double measured,
        double estimated,
        double spread,
        double lower,
        double upper) {

    public Case {
        if (subjectId == null || subjectId.isBlank() || sex == null) {
            throw new IllegalArgumentException("a case needs a subject id and a sex (may be \"unknown\")");
        }
        if (!Double.isFinite(measured) || !Double.isFinite(estimated)) {
            throw new IllegalArgumentException("measured and estimated BMD must be finite");
        }
        if (Double.isNaN(lower) || Double.isNaN(upper) || lower > upper) {
            throw new IllegalArgumentException("a case's interval must have lower <= upper");
        }
    }

    /** Estimated minus measured, g/cm². */
    public double error() {
        return estimated - measured;
    }

    /** Whether the measurement lies in the prediction interval, its ends included. */
    public boolean covered() {
        return lower <= measured && measured <= upper;
    }
}
