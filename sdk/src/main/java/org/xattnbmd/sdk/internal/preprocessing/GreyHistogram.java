package org.xattnbmd.sdk.internal.preprocessing;

import java.util.Arrays;

/** Counts greys in bins of equal width. Not thread-safe; histograms of parts are added up. */
public final class GreyHistogram {

    static final int BINS = 4096;

    private final int[] bins = new int[BINS];
    /** Every other pixel counts here: neighbours are often alike, and would wait for each other's bin. */
    private final int[] oddBins = new int[BINS];

    private double minimum;
    private double scale;
    private int count;

    /** Empties it for greys of this range. */
    void reset(float least, float greatest) {
        minimum = least;
        scale = BINS / ((double) greatest - least);
        count = 0;
        Arrays.fill(bins, 0);
        Arrays.fill(oddBins, 0);
    }

    int count() {
        return count;
    }

    /** Counts all values and notes each one's bin. */
    void add(float[] values, short[] binOf, int from, int to) {
        for (int i = from; i < to; i++) {
            int bin = Math.min(BINS - 1, (int) ((values[i] - minimum) * scale));
            binOf[i] = (short) bin;
            ((i & 1) == 0 ? bins : oddBins)[bin]++;
        }
        count += to - from;
    }

    /** Counts the values strictly between the limits, whose bins are known. */
    void addBetween(float[] values, short[] binOf, int from, int to, float above, float below) {
        int added = 0;
        for (int i = from; i < to; i++) {
            if (values[i] > above && values[i] < below) {
                ((i & 1) == 0 ? bins : oddBins)[binOf[i]]++;
                added++;
            }
        }
        count += added;
    }

    /** Takes over the counts of a histogram of the same range. */
    void add(GreyHistogram part) {
        for (int i = 0; i < BINS; i++) {
            bins[i] += part.bins[i] + part.oddBins[i];
        }
        count += part.count;
    }

    /** The grey below which this share of pixels lies, with pixels spread evenly over their bin. */
    double quantile(double share) {
        double wanted = share * count;
        double below = 0;
        for (int bin = 0; bin < BINS; bin++) {
            int pixels = bins[bin] + oddBins[bin];
            if (pixels > 0 && below + pixels >= wanted) {
                return minimum + (bin + (wanted - below) / pixels) / scale;
            }
            below += pixels;
        }
        return minimum + BINS / scale;
    }
}
