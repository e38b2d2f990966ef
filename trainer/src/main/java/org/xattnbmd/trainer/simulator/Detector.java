package org.xattnbmd.trainer.simulator;

/**
 * From path maps to detector signal: Beer–Lambert over the spectrum's bins, scatter behind the grid, automatic exposure,
 * detector unsharpness, quantum and electronic noise. The signal is relative to the unattenuated beam at the exposure
 * that was chosen, so that the processing meets the same unknowns a real one does.
 */
final class Detector {

    private static final double SCATTER_SPREAD_CM = 2.5;

    private Detector() {}

    /** Signal relative to the open beam, before scatter and noise; every value in (0, 1]. */
    static float[] transmission(PathMaps maps, double[] spectrum) {
        int n = maps.mineral.length;
        float[] t = new float[n];
        double[] muscle = new double[Attenuation.BINS];
        double[] fat = new double[Attenuation.BINS];
        double[] mineral = new double[Attenuation.BINS];
        for (int b = 0; b < Attenuation.BINS; b++) {
            muscle[b] = Attenuation.muscle(b);
            fat[b] = Attenuation.adipose(b);
            mineral[b] = Attenuation.mineral(b);
        }
        for (int p = 0; p < n; p++) {
            double sum = 0;
            for (int b = 0; b < Attenuation.BINS; b++) {
                if (spectrum[b] > 0) {
                    sum += spectrum[b]
                            * StrictMath.exp(
                                    -muscle[b] * maps.muscle[p] - fat[b] * maps.fat[p] - mineral[b] * maps.mineral[p]);
                }
            }
            t[p] = (float) Math.min(1, sum);
        }
        return t;
    }

    /** The noisy signal of one exposure. */
    static float[] expose(PathMaps maps, Technique technique, Collimator collimator, Rng rng) {
        int n = maps.size;
        float[] signal = transmission(maps, Attenuation.spectrum(technique.tubeVoltageKv(), technique.aluminiumCm()));
        collimator.shade(signal, n);
        // Scatter: broad, from a quarter-size copy of the primary picture, which blurs as well as the full one.
        addScatter(signal, n, maps.pixelCm, technique.scatterRatio());
        Blur.light(signal, n, 0.12f);
        double chamber = chamberMean(signal, n);
        double photons = technique.photonsPerMm2() * 100 * maps.pixelCm * maps.pixelCm / chamber;
        double dark = technique.electronicNoise() * 10 * maps.pixelCm;
        for (int p = 0; p < signal.length; p++) {
            double mean = signal[p] * photons;
            double counted = mean + Math.sqrt(mean + dark * dark) * rng.gaussian();
            signal[p] = (float) (Math.max(1, counted) / photons);
        }
        return signal;
    }

    private static void addScatter(float[] signal, int n, double pixelCm, double ratio) {
        int m = (n + 3) / 4;
        float[] small = new float[m * m];
        for (int j = 0; j < m; j++) {
            for (int i = 0; i < m; i++) {
                // The open beam beside the patient makes little scatter.
                float primary = signal[Math.min(n - 1, 4 * j + 1) * n + Math.min(n - 1, 4 * i + 1)];
                small[j * m + i] = (float) ratio * Math.min(0.08f, primary);
            }
        }
        Blur.gaussian(small, m, SCATTER_SPREAD_CM / (4 * pixelCm));
        for (int j = 0; j < n; j++) {
            float y = Math.min(m - 1.001f, Math.max(0, (j - 1.5f) / 4));
            int j0 = Math.min(m - 2, (int) y);
            for (int i = 0; i < n; i++) {
                float x = Math.min(m - 1.001f, Math.max(0, (i - 1.5f) / 4));
                int i0 = Math.min(m - 2, (int) x);
                int k = j0 * m + i0;
                float above = small[k] + (x - i0) * (small[k + 1] - small[k]);
                float below = small[k + m] + (x - i0) * (small[k + m + 1] - small[k + m]);
                signal[j * n + i] += above + (y - j0) * (below - above);
            }
        }
    }

    /** Mean signal under the exposure chamber, the middle quarter of the field. */
    private static double chamberMean(float[] signal, int n) {
        double sum = 0;
        int count = 0;
        for (int j = n * 3 / 8; j < n * 5 / 8; j++) {
            for (int i = n * 3 / 8; i < n * 5 / 8; i++) {
                sum += signal[j * n + i];
                count++;
            }
        }
        return sum / count;
    }
}
