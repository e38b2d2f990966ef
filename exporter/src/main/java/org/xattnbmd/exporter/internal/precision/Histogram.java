package org.xattnbmd.exporter.internal.precision;

/** How often values fall into equal intervals between two bounds that are known beforehand. */
final class Histogram {

    static final int BINS = 2048;

    private final float min;
    private final float max;
    private final long[] counts = new long[BINS];

    Histogram(float min, float max) {
        this.min = min;
        this.max = max;
    }

    void add(float[] values) {
        double width = Math.max((double) max - min, Double.MIN_NORMAL);
        for (float v : values) {
            if (Float.isFinite(v)) {
                int bin = (int) ((v - min) / width * BINS);
                counts[Math.max(0, Math.min(BINS - 1, bin))]++;
            }
        }
    }

    long[] counts() {
        return counts;
    }

    float min() {
        return min;
    }

    float max() {
        return max;
    }

    /** The value below which this share lies, at the resolution of one interval. */
    float quantile(double share) {
        long total = 0;
        for (long c : counts) {
            total += c;
        }
        long below = 0;
        for (int i = 0; i < BINS; i++) {
            below += counts[i];
            if (below >= share * total) {
                return edge(i + 1);
            }
        }
        return max;
    }

    /** The lower edge of an interval. */
    float edge(int bin) {
        return (float) (min + ((double) max - min) * bin / BINS);
    }
}
