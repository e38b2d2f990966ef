package org.xattnbmd.trainer.training;

import org.xattnbmd.trainer.training.AugmentationConfig.Exposure;
import org.xattnbmd.trainer.training.AugmentationConfig.Geometry;

/** Reads crops again as if the subject had been placed and exposed anew: the geometry and exposure of augmentation. */
public final class Repositioning {

    /** About what a radiographer's second picture differs by: a few degrees, millimetres and percent. */
    private static final AugmentationConfig CHANGE = AugmentationConfig.none()
            .withGeometry(new Geometry(3, 0.02, 0.02))
            .withExposure(new Exposure(0.05, 0.03, 0.01, 0));

    private Repositioning() {}

    /** New pictures; the given ones stay as they are. */
    public static float[][] apply(TrainingData data, int height, int width, long seed) {
        return BeyondUsual.changed(data, height, width, CHANGE, seed);
    }
}
