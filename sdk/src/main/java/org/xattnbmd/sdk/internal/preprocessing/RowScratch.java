package org.xattnbmd.sdk.internal.preprocessing;

/** What one worker needs while it works on rows. Not thread-safe: a worker owns it for the time of a band. */
public final class RowScratch {

    private long[] rowSums = new long[0];
    private long[] oddRowSums = new long[0];
    private long[] row = new long[0];
    private int[] pixels = new int[0];
    private int[] columns = new int[0];
    final GreyHistogram histogram = new GreyHistogram();

    /** Least and greatest block sum met since {@link #forgetExtremes}. */
    long least;

    long greatest;

    void forgetExtremes() {
        least = Long.MAX_VALUE;
        greatest = Long.MIN_VALUE;
    }

    long[] rowSums(int count) {
        return rowSums = rowSums.length >= count ? rowSums : new long[count];
    }

    long[] oddRowSums(int count) {
        return oddRowSums = oddRowSums.length >= count ? oddRowSums : new long[count];
    }

    /** One row of the picture. */
    long[] row(int count) {
        return row = row.length >= count ? row : new long[count];
    }

    /** A sum for each pixel of a row. */
    int[] pixels(int count) {
        return pixels = pixels.length >= count ? pixels : new int[count];
    }

    int[] columns(int count) {
        return columns = columns.length >= count ? columns : new int[count];
    }
}
