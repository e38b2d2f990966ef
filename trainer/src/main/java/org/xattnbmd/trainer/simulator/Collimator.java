package org.xattnbmd.trainer.simulator;

/**
 * Lead shutters: a slightly turned rectangle of exposed field. Distances are fractions of the picture's side.
 *
 * @param masked whether the maker's processing paints the shutter's shadow black (else it shows as unexposed: white)
 */
record Collimator(double left, double right, double top, double bottom, double slope, boolean masked) {

    static Collimator draw(Rng rng) {
        double[] edge = new double[4];
        for (int i = 0; i < 4; i++) {
            edge[i] = rng.chance(0.55) ? rng.uniform(0.005, 0.045) : -0.1;
            if (rng.chance(0.08)) {
                edge[i] = rng.uniform(0.04, 0.08);
            }
        }
        return new Collimator(edge[0], edge[1], edge[2], edge[3], 0.012 * rng.gaussian(), rng.chance(0.93));
    }

    Collimator mirrored() {
        return new Collimator(right, left, top, bottom, -slope, masked);
    }

    boolean open(int i, int j, int n) {
        double x = (i + 0.5) / n;
        double y = (j + 0.5) / n;
        double u = x + slope * (y - 0.5);
        double v = y - slope * (x - 0.5);
        return u > left && u < 1 - right && v > top && v < 1 - bottom;
    }

    /** Takes the primary beam away behind the shutters. */
    void shade(float[] signal, int n) {
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                if (!open(i, j, n)) {
                    signal[j * n + i] *= 0.002f;
                }
            }
        }
    }
}
