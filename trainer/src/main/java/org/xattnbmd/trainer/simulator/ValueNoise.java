package org.xattnbmd.trainer.simulator;

/** Noise between random values on a lattice, bilinear. Stateless. */
final class ValueNoise {

    private static final int CELLS = 4096;

    private ValueNoise() {}

    /** The lattice's values, each from -1 to 1. */
    static float[] draw(Rng rng) {
        float[] noise = new float[CELLS];
        for (int i = 0; i < CELLS; i++) {
            noise[i] = (float) rng.uniform(-1, 1);
        }
        return noise;
    }

    /** In [-1, 1]; the lattice has a spacing of 1. */
    static double at(float[] noise, double u, double v, int salt) {
        double fu = Math.floor(u);
        double fv = Math.floor(v);
        int iu = (int) fu;
        int iv = (int) fv;
        double a = u - fu;
        double b = v - fv;
        int k = iu * 73 + iv * 1259 + salt;
        double n00 = noise[k & (CELLS - 1)];
        double n10 = noise[(k + 73) & (CELLS - 1)];
        double n01 = noise[(k + 1259) & (CELLS - 1)];
        double n11 = noise[(k + 1332) & (CELLS - 1)];
        return (n00 * (1 - a) + n10 * a) * (1 - b) + (n01 * (1 - a) + n11 * a) * b;
    }
}
