package org.xattnbmd.trainer.training;

import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/**
 * The batches of one epoch, shuffled and augmented on worker threads while earlier ones are computed. An epoch depends on
 * seed and number alone, not on the threads, so that a resumed run sees what an uninterrupted one would have seen.
 */
final class BatchSource {

    private final TrainingData data;
    private final float[] weights;
    private final Augmentation augmentation;
    private final TrainingConfig config;
    private final Executor workers;
    private final int ahead;

    /**
     * @param workers run one batch each at a time; the caller's
     * @param ahead how many batches at most are made or wait while one is computed, at least 1
     */
    BatchSource(
            TrainingData data,
            float[] weights,
            Augmentation augmentation,
            TrainingConfig config,
            Executor workers,
            int ahead) {
        this.data = data;
        this.weights = weights;
        this.augmentation = augmentation;
        this.config = config;
        this.workers = workers;
        this.ahead = ahead;
    }

    int batches() {
        return EpochBatches.count(data.size(), pictures());
    }

    /** The batches of one epoch, to be walked through once; making them begins with the first. */
    Iterable<TrainingBatch> epoch(int epoch) {
        return () -> new EpochBatches<>(
                data.size(), pictures(), EpochBatches.random(config.seed(), epoch), workers, ahead, this::batch);
    }

    /** How many different pictures a batch holds. */
    private int pictures() {
        return config.schedule().batchSize() / copies();
    }

    private int copies() {
        return config.loss().copies();
    }

    private TrainingBatch batch(int[] examples, SplittableRandom random) {
        int pixels = data.crops()[0].length;
        int fields = data.clinical()[0].length;
        int targets = data.furtherTargets();
        TrainingBatch batch = TrainingBatch.empty(examples.length * copies(), pixels, fields, targets);
        for (int k = 0; k < batch.size(); k++) {
            int i = examples[k / copies()];
            augmentation.apply(data, i, random, batch, k);
            batch.weights()[k] = weights[i];
            System.arraycopy(data.further()[i], 0, batch.further(), k * targets, targets);
            if (k % copies() > 0) {
                // The same person with the same fields left out: only the pictures may differ.
                System.arraycopy(batch.clinical(), (k - 1) * fields, batch.clinical(), k * fields, fields);
            }
        }
        return batch;
    }
}
