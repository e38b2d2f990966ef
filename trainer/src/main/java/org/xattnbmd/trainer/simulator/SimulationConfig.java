package org.xattnbmd.trainer.simulator;

import java.util.Objects;

/**
 * What cohort to simulate. Immutable; two equal configurations give the same bytes.
 *
 * @param subjects how many, 1 to 99,999
 * @param seed of all randomness
 * @param imageSize side of the square picture in pixels, 64 to 4096
 * @param fieldCm side of the exposed field at the detector in cm, 8 to 45
 * @param site equipment, technique and population
 */
public record SimulationConfig(int subjects, long seed, int imageSize, double fieldCm, Site site) {

    public SimulationConfig {
        Objects.requireNonNull(site, "site");
        require(subjects >= 1 && subjects <= 99_999, "subjects", "1 to 99999", subjects);
        require(imageSize >= 64 && imageSize <= 4096, "image size", "64 to 4096 pixels", imageSize);
        require(fieldCm >= 8 && fieldCm <= 45, "field", "8 to 45 cm", fieldCm);
    }

    /** 400 subjects, seed 20251118, 448×448 pixels, a 19 cm field, the primary site. */
    public static SimulationConfig defaults() {
        return new SimulationConfig(400, 20251118L, 448, 19.0, Site.PRIMARY);
    }

    public SimulationConfig withSubjects(int value) {
        return new SimulationConfig(value, seed, imageSize, fieldCm, site);
    }

    public SimulationConfig withSeed(long value) {
        return new SimulationConfig(subjects, value, imageSize, fieldCm, site);
    }

    public SimulationConfig withImageSize(int value) {
        return new SimulationConfig(subjects, seed, value, fieldCm, site);
    }

    public SimulationConfig withFieldCm(double value) {
        return new SimulationConfig(subjects, seed, imageSize, value, site);
    }

    public SimulationConfig withSite(Site value) {
        return new SimulationConfig(subjects, seed, imageSize, fieldCm, value);
    }

    private static void require(boolean ok, String what, String expected, Object received) {
        if (!ok) {
            throw new IllegalArgumentException("Simulated cohort: expected " + what + " of " + expected + ", received "
                    + received + ". Choose a value in that range.");
        }
    }
}
