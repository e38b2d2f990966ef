package org.xattnbmd.trainer.training;

import org.xattnbmd.trainer.training.AugmentationConfig.Geometry;

/**
 * Pictures as a network that learned from pictures of many consoles saw such ones: changed once, as its training changed them.
 * What is calibrated on them holds for that variety.
 */
public final class AsTrained {

    private AsTrained() {}

    /**
     * The same subjects with their pictures turned, moved, exposed, sharpened or blurred; boxes stay those of the given ones.
     * Where training does not sharpen, the given ones.
     */
    public static TrainingData pictures(
            TrainingData data, int height, int width, AugmentationConfig augmentation, long seed) {
        if (augmentation.exposure().sharpness() == 0) {
            return data;
        }
        Geometry geometry = augmentation.geometry();
        AugmentationConfig change =
                AugmentationConfig.none().withGeometry(geometry).withExposure(augmentation.exposure());
        return data.withCrops(BeyondUsual.changed(data, height, width, change, seed));
    }
}
