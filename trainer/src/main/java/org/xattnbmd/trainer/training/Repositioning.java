package org.xattnbmd.trainer.training;

import java.util.SplittableRandom;

/** Reads crops again as if the subject had been placed and exposed anew: the geometry and exposure of augmentation. */
public final class Repositioning {

    /** About what a radiographer's second picture differs by: a few degrees, millimetres and percent. */
    private static final AugmentationConfig CHANGE =
            new AugmentationConfig(3, 0.02, 0.02, 0.05, 0.03, 0.01, 0, 0, 0, 0);

    private Repositioning() {}

    /** New crops; the given ones stay as they are. */
    public static float[][] apply(float[][] crops, int height, int width, long seed) {
        Augmentation augmentation = new Augmentation(CHANGE, height, width, crops[0]);
        SplittableRandom random = new SplittableRandom(seed);
        float[][] changed = new float[crops.length][];
        for (int i = 0; i < crops.length; i++) {
            changed[i] = new float[crops[i].length];
            augmentation.apply(crops[i], new float[0], random, changed[i], 0, new float[0], 0);
        }
        return changed;
    }
}
