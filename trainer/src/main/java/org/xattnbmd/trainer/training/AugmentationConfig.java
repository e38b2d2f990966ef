package org.xattnbmd.trainer.training;

import static org.xattnbmd.trainer.RefusedValueException.require;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * Random changes of a training example that leave its label's meaning alone. In JSON all values stand side by side.
 *
 * @param geometry how the picture is turned, zoomed and moved
 * @param exposure how it is exposed
 * @param cutout side of an erased square as a fraction of the crop, 0 = none; erased in one of two examples
 * @param boxJitter largest error of the crop's box either way, as a fraction of its half size
 * @param clinicalNoise standard deviation of noise added to numeric fields, in standard deviations of the field: facts are
 *     rounded and misremembered, and exact ones would tell the network which subject it sees
 * @param missing what is left out
 */
public record AugmentationConfig(
        @JsonUnwrapped Geometry geometry,
        @JsonUnwrapped Exposure exposure,
        double cutout,
        double boxJitter,
        double clinicalNoise,
        @JsonUnwrapped Missing missing) {

    /**
     * How the picture is turned, zoomed and moved.
     *
     * @param rotationDegrees largest rotation either way
     * @param scale largest relative zoom either way
     * @param shift largest shift either way, as a fraction of the crop
     */
    public record Geometry(double rotationDegrees, double scale, double shift) {

        static final Geometry NONE = new Geometry(0, 0, 0);
    }

    /**
     * How the picture is exposed.
     *
     * @param gamma largest log-gamma either way
     * @param gain largest relative change of contrast and brightness
     * @param noise largest standard deviation of added noise
     * @param sharpness how much one of two pictures is sharpened or blurred, 0 to 1 ({@link LocalContrast}); records of older
     *     runs have none
     */
    public record Exposure(
            double gamma,
            double gain,
            double noise,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) double sharpness) {

        static final Exposure NONE = new Exposure(0, 0, 0, 0);

        public Exposure {
            require(sharpness >= 0 && sharpness <= 1, "expected a sharpness of 0 to 1, received " + sharpness);
        }

        public Exposure withSharpness(double share) {
            return new Exposure(gamma, gain, noise, share);
        }
    }

    /**
     * Chances that something is left out.
     *
     * @param missingField that a clinical field is dropped
     * @param missingAll that all clinical fields are dropped
     * @param missingImage that the crop becomes the mean crop; by default none: an estimate always has an image, and training
     *     without one took its examples from those that have (EVIDENCE.md)
     */
    public record Missing(double missingField, double missingAll, double missingImage) {

        /** Nothing is left out. */
        public static final Missing NONE = new Missing(0, 0, 0);

        public Missing {
            require(
                    missingField >= 0
                            && missingField <= 1
                            && missingAll >= 0
                            && missingImage >= 0
                            && missingAll + missingImage <= 1,
                    "expected chances of 0 to 1 that something is missing, and of the image or all"
                            + " fields at most 1 together, received " + missingField + ", " + missingAll + " and "
                            + missingImage);
        }

        public Missing withMissingImage(double chance) {
            return new Missing(missingField, missingAll, chance);
        }
    }

    public static AugmentationConfig defaults() {
        return new AugmentationConfig(
                new Geometry(8, 0.08, 0.05),
                new Exposure(0.2, 0.08, 0.02, 0),
                0.25,
                0.12,
                0.12,
                new Missing(0.06, 0.12, 0));
    }

    public static AugmentationConfig none() {
        return new AugmentationConfig(Geometry.NONE, Exposure.NONE, 0, 0, 0, Missing.NONE);
    }

    public AugmentationConfig withGeometry(Geometry other) {
        return new AugmentationConfig(other, exposure, cutout, boxJitter, clinicalNoise, missing);
    }

    public AugmentationConfig withExposure(Exposure other) {
        return new AugmentationConfig(geometry, other, cutout, boxJitter, clinicalNoise, missing);
    }

    public AugmentationConfig withCutout(double side) {
        return new AugmentationConfig(geometry, exposure, side, boxJitter, clinicalNoise, missing);
    }

    public AugmentationConfig withBoxJitter(double error) {
        return new AugmentationConfig(geometry, exposure, cutout, error, clinicalNoise, missing);
    }

    public AugmentationConfig withClinicalNoise(double sd) {
        return new AugmentationConfig(geometry, exposure, cutout, boxJitter, sd, missing);
    }

    public AugmentationConfig withMissing(Missing other) {
        return new AugmentationConfig(geometry, exposure, cutout, boxJitter, clinicalNoise, other);
    }
}
