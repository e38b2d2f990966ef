package org.xattnbmd.trainer.simulator;

import java.util.Arrays;

/**
 * The maker's image processing: logarithm, latitude compression, edge enhancement, window from the histogram of the
 * exposed patient, gamma and S-curve, scaling to the stored bits. Bone is bright (MONOCHROME2).
 */
final class Processing implements Rendering {

    private static final int CURVE_STEPS = 4096;

    private final VendorStyle style;
    private final double contrastJitter;
    private final double gammaJitter;
    private final double offsetJitter;
    private final double detailJitter;

    private Processing(
            VendorStyle style, double contrastJitter, double gammaJitter, double offsetJitter, double detailJitter) {
        this.style = style;
        this.contrastJitter = contrastJitter;
        this.gammaJitter = gammaJitter;
        this.offsetJitter = offsetJitter;
        this.detailJitter = detailJitter;
    }

    static Processing draw(Rng rng, Site site) {
        return new Processing(
                site.drawStyle(rng),
                StrictMath.exp(rng.normal(0, 0.11, -0.2, 0.16)),
                StrictMath.exp(0.13 * rng.gaussian()),
                0.02 * rng.gaussian(),
                StrictMath.exp(0.30 * rng.gaussian()));
    }

    @Override
    public int bits() {
        return style.bits;
    }

    @Override
    public short[] apply(float[] signal, int n, double pixelCm, Collimator collimator, float[] marker) {
        float[] log = new float[signal.length];
        for (int p = 0; p < log.length; p++) {
            log[p] = (float) -StrictMath.log(signal[p]);
        }
        fillShutters(log, n, collimator);
        float[] fine = log.clone();
        Blur.gaussian(fine, n, 0.11 / pixelCm);
        float[] middle = log.clone();
        Blur.gaussian(middle, n, 0.45 / pixelCm);
        float[] coarse = log.clone();
        Blur.gaussian(coarse, n, 1.6 / pixelCm);
        for (int p = 0; p < log.length; p++) {
            log[p] += (float) (detailJitter * style.edgeGain * (log[p] - fine[p])
                    + detailJitter * style.detailGain * (fine[p] - middle[p])
                    - style.latitudeCompression * coarse[p]);
        }
        float[] window = window(log, n, collimator);
        float[] curve = curveTable();
        int maximum = (1 << style.bits) - 1;
        short[] pixels = new short[log.length];
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                int p = j * n + i;
                double v;
                if (collimator.open(i, j, n)) {
                    v = lookUp(curve, (log[p] - window[0]) / (window[1] - window[0]));
                } else {
                    v = collimator.masked() ? 0 : 1;
                }
                if (marker != null) {
                    v += 0.96 * marker[p] * (1 - v);
                }
                pixels[p] = (short) Math.min(maximum, Math.max(0, (int) Math.rint(v * maximum)));
            }
        }
        return pixels;
    }

    /** Behind the shutters the filters see the field's mean, not an edge a hundred times stronger than bone. */
    static void fillShutters(float[] log, int n, Collimator collimator) {
        double sum = 0;
        int count = 0;
        for (int p = 0; p < log.length; p++) {
            if (collimator.open(p % n, p / n, n)) {
                sum += log[p];
                count++;
            }
        }
        float mean = (float) (sum / Math.max(1, count));
        for (int p = 0; p < log.length; p++) {
            if (!collimator.open(p % n, p / n, n)) {
                log[p] = mean;
            }
        }
    }

    private float[] window(float[] log, int n, Collimator collimator) {
        float[] ends = percentiles(patient(log, n, collimator, 0.5, 0.45), style.lowPercentile, style.highPercentile);
        // A harder window loses a little at both ends, as a window set by hand does.
        float width = (float) Math.max(0.3, (ends[1] - ends[0]) / contrastJitter);
        float start = 0.5f * (ends[0] + ends[1]) - 0.57f * width + (float) offsetJitter * width;
        return new float[] {start, start + 1.14f * width};
    }

    /**
     * The exposed patient's values in order: those of open shutters without direct exposure beside the skin.
     *
     * @param reference percentile that direct exposure stays below by {@code factor}; it is at most that share
     */
    static float[] patient(float[] log, int n, Collimator collimator, double reference, double factor) {
        float[] sample = new float[(n / 3 + 1) * (n / 3 + 1)];
        int count = 0;
        for (int j = 1; j < n; j += 3) {
            for (int i = 1; i < n; i += 3) {
                if (collimator.open(i, j, n)) {
                    sample[count++] = log[j * n + i];
                }
            }
        }
        Arrays.sort(sample, 0, count);
        int most = (int) (reference * count);
        float limit = (float) factor * sample[most];
        int first = 0;
        while (first < most && sample[first] < limit) {
            first++;
        }
        return Arrays.copyOfRange(sample, first, count);
    }

    static float[] percentiles(float[] sorted, double low, double high) {
        int span = sorted.length - 1;
        return new float[] {sorted[(int) (low * span)], sorted[(int) (high * span)]};
    }

    private float[] curveTable() {
        float[] table = new float[CURVE_STEPS + 2];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) curve(Math.min(1.0, i / (double) CURVE_STEPS));
        }
        return table;
    }

    private static double lookUp(float[] table, double v) {
        double at = CURVE_STEPS * Math.min(1, Math.max(0, v));
        int i = (int) at;
        return table[i] + (at - i) * (table[i + 1] - table[i]);
    }

    private double curve(double held) {
        double g = StrictMath.pow(held, style.gamma * gammaJitter);
        if (style.sigmoid == 0) {
            return g;
        }
        double smooth = g * g * (3 - 2 * g);
        double share = Math.min(1, 0.7 * style.sigmoid);
        return g + share * (smooth - g);
    }
}
