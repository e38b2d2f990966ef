package org.xattnbmd.trainer.simulator;

import java.util.Objects;
import org.xattnbmd.trainer.RefusedValueException;

/**
 * What cohort to simulate. Immutable; two equal configurations give the same bytes.
 *
 * @param subjects how many, 1 to 99,999
 * @param seed of all randomness
 * @param imageSize side of the square picture in pixels, 64 to 4096
 * @param fieldCm side of a hip's exposed field at the detector in cm, 8 to 45
 * @param site equipment, technique and population
 * @param format of the radiographs' files
 * @param poses radiographs of each subject, 1 to 20, each positioned anew; one densitometer's reading for all of them
 * @param pelvisShare share of the subjects whose radiographs show the whole pelvis, 0 to 1; a hip's bytes do not depend on it
 */
public record SimulationConfig(
        int subjects,
        long seed,
        int imageSize,
        double fieldCm,
        Site site,
        ImageFormat format,
        int poses,
        double pelvisShare) {

    public SimulationConfig {
        Objects.requireNonNull(site, "site");
        Objects.requireNonNull(format, "format");
        require(subjects >= 1 && subjects <= 99_999, "subjects", "1 to 99999", subjects);
        require(imageSize >= 64 && imageSize <= 4096, "image size", "64 to 4096 pixels", imageSize);
        require(fieldCm >= 8 && fieldCm <= 45, "field", "8 to 45 cm", fieldCm);
        require(poses >= 1 && poses <= 20, "poses", "1 to 20", poses);
        require(pelvisShare >= 0 && pelvisShare <= 1, "pelvis share", "0 to 1", pelvisShare);
    }

    /** 400 subjects, seed 20251118, 448×448 pixels, a 19 cm field, the primary site, PNG, one pose, hips only. */
    public static SimulationConfig defaults() {
        return new SimulationConfig(400, 20251118L, 448, 19.0, Site.PRIMARY, ImageFormat.PNG, 1, 0);
    }

    public SimulationConfig withSubjects(int value) {
        return new SimulationConfig(value, seed, imageSize, fieldCm, site, format, poses, pelvisShare);
    }

    public SimulationConfig withSeed(long value) {
        return new SimulationConfig(subjects, value, imageSize, fieldCm, site, format, poses, pelvisShare);
    }

    public SimulationConfig withImageSize(int value) {
        return new SimulationConfig(subjects, seed, value, fieldCm, site, format, poses, pelvisShare);
    }

    public SimulationConfig withFieldCm(double value) {
        return new SimulationConfig(subjects, seed, imageSize, value, site, format, poses, pelvisShare);
    }

    public SimulationConfig withSite(Site value) {
        return new SimulationConfig(subjects, seed, imageSize, fieldCm, value, format, poses, pelvisShare);
    }

    public SimulationConfig withFormat(ImageFormat value) {
        return new SimulationConfig(subjects, seed, imageSize, fieldCm, site, value, poses, pelvisShare);
    }

    public SimulationConfig withPoses(int value) {
        return new SimulationConfig(subjects, seed, imageSize, fieldCm, site, format, value, pelvisShare);
    }

    public SimulationConfig withPelvisShare(double value) {
        return new SimulationConfig(subjects, seed, imageSize, fieldCm, site, format, poses, value);
    }

    /** How many radiographs that makes. */
    public int radiographs() {
        return subjects * poses;
    }

    private static void require(boolean ok, String what, String expected, Object received) {
        if (!ok) {
            throw new RefusedValueException("Simulated cohort: expected " + what + " of " + expected + ", received "
                    + received + ". Choose a value in that range.");
        }
    }
}
