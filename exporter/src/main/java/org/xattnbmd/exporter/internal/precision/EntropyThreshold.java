package org.xattnbmd.exporter.internal.precision;

/**
 * The threshold that loses least information, after S. Migacz, "8-bit inference with TensorRT" (2017): for each
 * candidate, the distribution cut off there (what lies beyond counted to the last interval) is compared with its
 * quantised self by the Kullback–Leibler divergence.
 */
final class EntropyThreshold {

    private EntropyThreshold() {}

    /**
     * The number of intervals to keep.
     *
     * @param counts histogram of magnitudes, from zero upwards
     * @param levels numbers that the quantised type has for them
     */
    static int find(long[] counts, int levels) {
        int best = counts.length;
        double least = Double.POSITIVE_INFINITY;
        for (int kept = levels; kept <= counts.length; kept += Math.max(1, levels / 16)) {
            double divergence = divergence(counts, kept, levels);
            if (divergence < least) {
                least = divergence;
                best = kept;
            }
        }
        return best;
    }

    private static double divergence(long[] counts, int kept, int levels) {
        double[] reference = new double[kept];
        double total = 0;
        for (int i = 0; i < counts.length; i++) {
            reference[Math.min(i, kept - 1)] += counts[i];
            total += counts[i];
        }
        if (total == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double[] quantized = quantized(counts, kept, levels);
        double sum = 0;
        for (double q : quantized) {
            sum += q;
        }
        double divergence = 0;
        for (int i = 0; i < kept; i++) {
            if (reference[i] > 0) {
                double p = reference[i] / total;
                double q = quantized[i] > 0 ? quantized[i] / sum : 1e-9;
                divergence += p * Math.log(p / q);
            }
        }
        return divergence;
    }

    /** Merges intervals into levels and spreads each level evenly over those of its intervals that are not empty. */
    private static double[] quantized(long[] counts, int kept, int levels) {
        double[] out = new double[kept];
        for (int level = 0; level < levels; level++) {
            int from = (int) ((long) level * kept / levels);
            int to = (int) ((long) (level + 1) * kept / levels);
            double mass = 0;
            int filled = 0;
            for (int i = from; i < to; i++) {
                mass += counts[i];
                filled += counts[i] > 0 ? 1 : 0;
            }
            for (int i = from; i < to; i++) {
                out[i] = counts[i] > 0 ? mass / filled : 0;
            }
        }
        return out;
    }
}
