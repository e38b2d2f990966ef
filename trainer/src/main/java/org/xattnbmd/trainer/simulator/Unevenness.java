package org.xattnbmd.trainer.simulator;

/**
 * How much thicker or thinner cortex and plates are from place to place, as a ray in the frontal plane sees it: a mean of 1,
 * ridges of a few millimetres. Immutable.
 */
final class Unevenness {

    private final float[] noise;
    private final double amplitude;

    Unevenness(double amplitude, Rng rng) {
        this.amplitude = amplitude;
        this.noise = ValueNoise.draw(rng);
    }

    /** At a place in the bone's frontal plane, cm. */
    float at(double x, double y) {
        double fine = ValueNoise.at(noise, 7 * x + 2 * y, 4.5 * y - 2 * x, 11);
        double broad = ValueNoise.at(noise, 1.6 * x, 1.6 * y, 977);
        double ridge = 0.45 - 1.2 * Math.abs(ValueNoise.at(noise, 3.2 * x - 1.5 * y, 3.2 * y + 1.5 * x, 1733));
        return (float) Math.max(0.4, 1 + amplitude * (0.9 * fine + 0.7 * broad + ridge));
    }
}
