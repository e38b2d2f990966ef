package org.xattnbmd.trainer.training;

import org.xattnbmd.trainer.RefusedValueException;

/**
 * Random changes of a training example that leave its label's meaning alone.
 *
 * @param rotationDegrees largest rotation either way
 * @param scale largest relative zoom either way
 * @param shift largest shift either way, as a fraction of the crop
 * @param gamma largest log-gamma either way
 * @param gain largest relative change of contrast and brightness
 * @param noise largest standard deviation of added noise
 * @param cutout side of an erased square as a fraction of the crop, 0 = none; erased in one of two examples
 * @param boxJitter largest error of the crop's box either way, as a fraction of its half size
 * @param clinicalNoise standard deviation of noise added to numeric fields, in standard deviations of the field: facts are
 *     rounded and misremembered, and exact ones would tell the network which subject it sees
 * @param missingField chance that a clinical field is dropped
 * @param missingAll chance that all clinical fields are dropped
 * @param missingImage chance that the crop becomes the mean crop; by default none: an estimate always has an image, and
 *     training without one took its examples from those that have (EVIDENCE.md)
 */
public record AugmentationConfig(
        double rotationDegrees,
        double scale,
        double shift,
        double gamma,
        double gain,
        double noise,
        double cutout,
        double boxJitter,
        double clinicalNoise,
        double missingField,
        double missingAll,
        double missingImage) {

    public AugmentationConfig {
        if (!(missingField >= 0 && missingField <= 1)
                || !(missingAll >= 0 && missingImage >= 0 && missingAll + missingImage <= 1)) {
            throw new RefusedValueException(
                    "expected chances of 0 to 1 that something is missing, and of the image or all"
                            + " fields at most 1 together, received " + missingField + ", " + missingAll + " and "
                            + missingImage);
        }
    }

    /** The same with another chance that the radiograph is missing. */
    public AugmentationConfig withMissingImage(double chance) {
        return new AugmentationConfig(
                rotationDegrees,
                scale,
                shift,
                gamma,
                gain,
                noise,
                cutout,
                boxJitter,
                clinicalNoise,
                missingField,
                missingAll,
                chance);
    }

    public static AugmentationConfig defaults() {
        return new AugmentationConfig(8, 0.08, 0.05, 0.2, 0.08, 0.02, 0.25, 0.12, 0.12, 0.06, 0.12, 0);
    }

    public static AugmentationConfig none() {
        return new AugmentationConfig(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
