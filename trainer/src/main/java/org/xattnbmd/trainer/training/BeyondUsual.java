package org.xattnbmd.trainer.training;

import java.util.List;
import java.util.SplittableRandom;
import org.xattnbmd.trainer.training.AugmentationConfig.Exposure;
import org.xattnbmd.trainer.training.AugmentationConfig.Geometry;

/** Changes radiographs further than {@linkplain AugmentationConfig#defaults() usual augmentation} does, by grades. */
public final class BeyondUsual {

    /** How many times as far each grade may go as usual augmentation, in geometry and in exposure. */
    private static final double[] TIMES = {1.5, 2, 3, 4};

    private BeyondUsual() {}

    /** How many grades there are, the mildest first. */
    public static int grades() {
        return TIMES.length;
    }

    /**
     * New pictures; the given ones stay as they are.
     *
     * @param grade from 0
     */
    public static float[][] apply(TrainingData data, int height, int width, int grade, long seed) {
        Geometry geometry = AugmentationConfig.defaults().geometry();
        Exposure exposure = AugmentationConfig.defaults().exposure();
        double times = TIMES[grade];
        AugmentationConfig change = AugmentationConfig.none()
                .withGeometry(new Geometry(
                        times * geometry.rotationDegrees(), times * geometry.scale(), times * geometry.shift()))
                .withExposure(
                        new Exposure(times * exposure.gamma(), times * exposure.gain(), times * exposure.noise(), 0));
        return changed(data, height, width, change, seed);
    }

    /** Pictures changed at random, as far as augmentation may. */
    static float[][] changed(TrainingData data, int height, int width, AugmentationConfig change, long seed) {
        Augmentation augmentation = new Augmentation(change, height, width, data.crops()[0], data.meanBox(), List.of());
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
