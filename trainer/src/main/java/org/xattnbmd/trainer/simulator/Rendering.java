package org.xattnbmd.trainer.simulator;

/** From detector signal to stored pixels, bone bright. */
interface Rendering {

    /** Bits stored per pixel. */
    int bits();

    /**
     * Stored pixels in [0, 2^bits).
     *
     * @param marker lead letter's cover of each pixel, or null; it lies on the picture and does not move the window
     */
    short[] apply(float[] signal, int n, double pixelCm, Collimator collimator, float[] marker);
}
