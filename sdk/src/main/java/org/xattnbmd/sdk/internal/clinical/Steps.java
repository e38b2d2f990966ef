package org.xattnbmd.sdk.internal.clinical;

import org.xattnbmd.sdk.ModelCard.ClinicalField;

/** By how much a number is changed to ask what a model would say of another one. */
public final class Steps {

    private static final double[] ROUND = {5, 2, 1};

    private Steps() {}

    /**
     * Half a standard deviation of the training subjects, rounded down to 1, 2 or 5 times a power of ten: usual enough to be met, large
     * enough to move an estimate.
     *
     * @param field a number, not a category
     */
    public static double of(ClinicalField field) {
        double half = field.sd() / 2;
        int exponent = (int) Math.floor(Math.log10(half));
        for (double round : ROUND) {
            double step = times(round, exponent);
            if (step <= half) {
                return step;
            }
        }
        // The logarithm of a number just below a power of ten may be rounded to that power's.
        return times(ROUND[0], exponent - 1);
    }

    /** By division below one, so that a tenth is a tenth. */
    private static double times(double round, int exponent) {
        return exponent < 0 ? round / Math.pow(10, -exponent) : round * Math.pow(10, exponent);
    }
}
