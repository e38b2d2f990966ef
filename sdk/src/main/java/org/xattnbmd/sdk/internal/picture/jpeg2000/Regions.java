package org.xattnbmd.sdk.internal.picture.jpeg2000;

/** Regions of interest, whose coefficients were shifted up above all others (annex H, maxshift). */
final class Regions {

    private Regions() {}

    /** Values as {@link BlockDecoder} gives them: what is large enough to be of the region is shifted down again. */
    static void shiftBack(int[] values, int count, int shift) {
        for (int i = 0; i < count; i++) {
            int magnitude = values[i] & Integer.MAX_VALUE;
            if (magnitude >> 1 >= 1L << shift) {
                values[i] = values[i] & Integer.MIN_VALUE | magnitude >> shift | 1;
            }
        }
    }
}
