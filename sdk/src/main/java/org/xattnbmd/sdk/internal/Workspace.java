package org.xattnbmd.sdk.internal;

/**
 * Arrays that one estimate after another is computed in, so that a steady stream of estimates leaves next to nothing for
 * the garbage collector. They grow to the largest picture seen. Not thread-safe: a call owns its workspace.
 */
public final class Workspace {

    private long[] rowSums = new long[0];
    private long[] oddRowSums = new long[0];
    private int[] columns = new int[0];
    private float[] reduced = new float[0];
    private float[] resampled = new float[0];
    private final int[] histogram = new int[ExposedField.BINS];
    private final int[] fieldHistogram = new int[ExposedField.BINS];

    long[] rowSums(int count) {
        return rowSums = rowSums.length >= count ? rowSums : new long[count];
    }

    long[] oddRowSums(int count) {
        return oddRowSums = oddRowSums.length >= count ? oddRowSums : new long[count];
    }

    int[] columns(int count) {
        return columns = columns.length >= count ? columns : new int[count];
    }

    float[] reduced(int count) {
        return reduced = reduced.length >= count ? reduced : new float[count];
    }

    /** At least this many values, for the resampled field. */
    public float[] resampled(int count) {
        return resampled = resampled.length >= count ? resampled : new float[count];
    }

    int[] histogram() {
        return histogram;
    }

    int[] fieldHistogram() {
        return fieldHistogram;
    }
}
