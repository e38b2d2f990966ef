package org.xattnbmd.trainer.training;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

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
        // The rest that fills no batch is left for another epoch: tiny batches upset batch normalisation.
        return Math.max(1, data.size() / config.batchSize());
    }

    void forEach(int epoch, Consumer<Batch> consumer) {
        SplittableRandom random = new SplittableRandom(config.seed() * 0x9E3779B97F4A7C15L + epoch);
        int[] order = shuffled(data.size(), random);
        List<SplittableRandom> streams = new ArrayList<>();
        for (int b = 0; b < batches(); b++) {
            streams.add(random.split());
        }
        Deque<CompletableFuture<Batch>> coming = new ArrayDeque<>();
        int asked = 0;
        for (int b = 0; b < batches(); b++) {
            while (asked < batches() && asked <= b + ahead) {
                coming.add(load(order, asked, streams.get(asked)));
                asked++;
            }
            consumer.accept(coming.remove().join());
        }
    }

    private CompletableFuture<Batch> load(int[] order, int b, SplittableRandom random) {
        return CompletableFuture.supplyAsync(() -> batch(order, b, random), workers);
    }

    private Batch batch(int[] order, int b, SplittableRandom random) {
        int from = b * config.batchSize();
        int n = Math.min(config.batchSize(), order.length - from);
        int pixels = data.crops()[0].length;
        int fields = data.clinical()[0].length;
        Batch batch = Batch.empty(n, pixels, fields);
        for (int k = 0; k < n; k++) {
            int i = order[from + k];
            augmentation.apply(data, i, random, batch, k);
            batch.weights()[k] = weights[i];
        }
        return batch;
    }

    private static int[] shuffled(int n, SplittableRandom random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
