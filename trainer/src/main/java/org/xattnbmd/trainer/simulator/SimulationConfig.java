package org.xattnbmd.trainer.simulator;

import java.util.Objects;
import java.util.Set;
import org.xattnbmd.trainer.RefusedValueException;

/**
 * What cohort to simulate. Immutable; two equal configurations give the same bytes.
 *
 * @param subjects how many, 1 to 99,999
 * @param seed of all randomness
 * @param site equipment, technique and population
 * @param pictures size, field and file of the radiographs
 * @param variety domains and implants
 */
public record SimulationConfig(int subjects, long seed, Site site, Pictures pictures, Variety variety) {

    /**
     * The radiographs.
     *
     * @param imageSize side of the square picture in pixels, 64 to 4096
     * @param fieldCm side of a hip's exposed field at the detector in cm, 8 to 45
     * @param format of the radiographs' files
     * @param poses radiographs of each subject, 1 to 20, each positioned anew; one densitometer's reading for all of them
     * @param pelvisShare share of the subjects whose radiographs show the whole pelvis, 0 to 1; a hip's bytes do not depend
     *     on it
     */
    public record Pictures(int imageSize, double fieldCm, ImageFormat format, int poses, double pelvisShare) {

        public Pictures {
            Objects.requireNonNull(format, "format");
            require(imageSize >= 64 && imageSize <= 4096, "image size", "64 to 4096 pixels", imageSize);
            require(fieldCm >= 8 && fieldCm <= 45, "field", "8 to 45 cm", fieldCm);
            require(poses >= 1 && poses <= 20, "poses", "1 to 20", poses);
            require(pelvisShare >= 0 && pelvisShare <= 1, "pelvis share", "0 to 1", pelvisShare);
        }
    }

    public SimulationConfig {
        Objects.requireNonNull(site, "site");
        Objects.requireNonNull(pictures, "pictures");
        Objects.requireNonNull(variety, "variety");
        require(subjects >= 1 && subjects <= 99_999, "subjects", "1 to 99999", subjects);
    }

    /**
     * 400 subjects, seed 20251118, 448×448 pixels, a 19 cm field, the primary site, PNG, one pose, hips only, the usual
     * domains, no implants.
     */
    public static SimulationConfig defaults() {
        return new SimulationConfig(
                400, 20251118L, Site.PRIMARY, new Pictures(448, 19.0, ImageFormat.PNG, 1, 0), Variety.usual());
    }

    public int imageSize() {
        return pictures.imageSize;
    }

    public double fieldCm() {
        return pictures.fieldCm;
    }

    public ImageFormat format() {
        return pictures.format;
    }

    public int poses() {
        return pictures.poses;
    }

    public double pelvisShare() {
        return pictures.pelvisShare;
    }

    public SimulationConfig withSubjects(int value) {
        return new SimulationConfig(value, seed, site, pictures, variety);
    }

    public SimulationConfig withSeed(long value) {
        return new SimulationConfig(subjects, value, site, pictures, variety);
    }

    public SimulationConfig withSite(Site value) {
        return new SimulationConfig(subjects, seed, value, pictures, variety);
    }

    public SimulationConfig withImageSize(int value) {
        return with(new Pictures(value, fieldCm(), format(), poses(), pelvisShare()));
    }

    public SimulationConfig withFieldCm(double value) {
        return with(new Pictures(imageSize(), value, format(), poses(), pelvisShare()));
    }

    public SimulationConfig withFormat(ImageFormat value) {
        return with(new Pictures(imageSize(), fieldCm(), value, poses(), pelvisShare()));
    }

    public SimulationConfig withPoses(int value) {
        return with(new Pictures(imageSize(), fieldCm(), format(), value, pelvisShare()));
    }

    public SimulationConfig withPelvisShare(double value) {
        return with(new Pictures(imageSize(), fieldCm(), format(), poses(), value));
    }

    /** @param value see {@link Domain#select} */
    public SimulationConfig withDomains(Set<Domain> value) {
        return new SimulationConfig(subjects, seed, site, pictures, new Variety(value, variety.implantShare()));
    }

    public SimulationConfig withImplantShare(double value) {
        return new SimulationConfig(subjects, seed, site, pictures, new Variety(variety.domains(), value));
    }

    private SimulationConfig with(Pictures value) {
        return new SimulationConfig(subjects, seed, site, value, variety);
    }

    /** How many radiographs that makes. */
    public int radiographs() {
        return subjects * poses();
    }

    private static void require(boolean ok, String what, String expected, Object received) {
        if (!ok) {
            throw new RefusedValueException("Simulated cohort: expected " + what + " of " + expected + ", received "
                    + received + ". Choose a value in that range.");
        }
    }
}
