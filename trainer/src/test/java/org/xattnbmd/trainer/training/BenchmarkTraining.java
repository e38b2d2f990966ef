package org.xattnbmd.trainer.training;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.trainer.data.StudyFields;
import org.xattnbmd.trainer.network.Backbone;
import org.xattnbmd.trainer.network.EncoderSettings;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.NetworkConfig.FieldEncoding;
import org.xattnbmd.trainer.network.NetworkSettings;
import org.xattnbmd.trainer.network.PictureSettings;

/** What the benchmarks of training train: examples of noise in memory, and networks that differ from the demo's in size. */
final class BenchmarkTraining {

    /** As many as a cohort has. */
    private static final int FIELDS = 10;

    private BenchmarkTraining() {}

    /** Square pictures of uniform noise, fields of 0 or 1, a neck in the middle. */
    static TrainingData data(int n, int side) {
        Random random = new Random(1);
        float[][] crops = new float[n][side * side];
        float[][] clinical = new float[n][FIELDS];
        float[] bmd = new float[n];
        float[][] boxes = new float[n][];
        for (int i = 0; i < n; i++) {
            for (int p = 0; p < side * side; p++) {
                crops[i][p] = random.nextFloat();
            }
            for (int f = 0; f < clinical[i].length; f++) {
                clinical[i][f] = random.nextInt(2);
            }
            bmd[i] = 0.6f + 0.5f * random.nextFloat();
            boxes[i] = new float[] {0.5f, 0.5f, 0.2f, 0.2f};
        }
        return new TrainingData(crops, clinical, bmd, boxes);
    }

    /** The demo's network in another size, with the fields of {@code data}. */
    static NetworkConfig network(Backbone backbone, int width, int side, int crop, TrainingData data) {
        List<ClinicalField> fields = StudyFields.READY_MADE.standardised(data.clinical());
        return new NetworkConfig(
                new NetworkSettings(
                        new EncoderSettings(backbone, width, 16),
                        PictureSettings.square(side, crop),
                        NetworkSettings.demo().attention(),
                        FusionStrategy.BOTH),
                fields.stream()
                        .map(f -> new FieldEncoding(f.name(), f.categories().size(), f.mean(), f.sd()))
                        .toList(),
                NetworkConfig.USUAL_SIZE_RANGE);
    }

    /** A fresh training on the manager's device. */
    static Fit fit(NetworkConfig network, TrainingConfig config, TrainingData data, NDManager manager, Path folder) {
        return fit(network, config, data, manager, folder, null);
    }

    /** @param start what it begins with; null for fresh weights */
    static Fit fit(
            NetworkConfig network,
            TrainingConfig config,
            TrainingData data,
            NDManager manager,
            Path folder,
            WarmStart start) {
        return new Fit(
                network,
                config,
                NetworkConstants.of(data),
                manager,
                List.of(manager.getDevice()),
                folder,
                false,
                start);
    }

    /** Batches as training makes them. */
    static BatchSource source(
            TrainingData data, NetworkConfig network, TrainingConfig config, Executor workers, int makers) {
        Augmentation augmentation = new Augmentation(
                config.augmentation(),
                network.picture().imageHeight(),
                network.picture().imageWidth(),
                data.crops()[0],
                data.meanBox(),
                network.fields());
        return new BatchSource(data, LabelWeights.of(data.bmd(), config.loss()), augmentation, config, workers, makers);
    }

    /** The middle of values, the upper of two. */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
