package org.xattnbmd.trainer.training;

import java.util.List;
import java.util.SplittableRandom;
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
        Augmentation augmentation = new Augmentation(CHANGE, height, width, data.crops()[0], data.meanBox(), List.of());
        SplittableRandom random = new SplittableRandom(seed);
        float[][] changed = new float[data.size()][];
        for (int i = 0; i < changed.length; i++) {
            TrainingBatch one = TrainingBatch.empty(1, height * width, data.clinical()[i].length);
            augmentation.apply(data, i, random, one, 0);
            changed[i] = one.crops();
        }
        return changed;
    }
}
