package org.xattnbmd.trainer.simulator;

/** Grain of a spongiosa that has no trabecular map of its own: differs from cell to cell of about a millimetre. Immutable. */
final class Grain {

    private static final int CELLS = 4096;

    private final float[] noise = new float[CELLS];

    Grain(Rng rng) {
        for (int i = 0; i < CELLS; i++) {
            noise[i] = (float) rng.uniform(-1, 1);
        }
    }

    /** From -1 to 1; coordinates in cm. */
    float at(float x, float y, float z) {
        int k = (int) Math.floor(x * 9) * 73 + (int) Math.floor(y * 9) * 1259 + (int) Math.floor(z * 3) * 2741;
        return noise[k & CELLS - 1];
    }
}
