package org.xattnbmd.trainer.training;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
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
        // The rest that fills no batch is left for another epoch: tiny batches upset batch normalisation.
        return Math.max(1, data.size() / config.schedule().batchSize());
    }

    /** The batches of one epoch, to be walked through once; making them begins with the first. */
    Iterable<TrainingBatch> epoch(int epoch) {
        return () -> new Coming(epoch);
    }

    /** Batches as they are needed, some made ahead. What fails in making one is thrown where it would come. */
    private final class Coming implements Iterator<TrainingBatch> {

        private final int[] order;
        private final List<SplittableRandom> streams = new ArrayList<>();
        private final Deque<CompletableFuture<TrainingBatch>> coming = new ArrayDeque<>();
        private int asked;
        private int given;

        Coming(int epoch) {
            SplittableRandom random = new SplittableRandom(config.seed() * 0x9E3779B97F4A7C15L + epoch);
            order = shuffled(data.size(), random);
            for (int b = 0; b < batches(); b++) {
                streams.add(random.split());
            }
        }

        @Override
        public boolean hasNext() {
            return given < batches();
        }

        @Override
        public TrainingBatch next() {
            if (!hasNext()) {
                throw new NoSuchElementException("all " + batches() + " batches of the epoch were given");
            }
            while (asked < batches() && asked <= given + ahead) {
                coming.add(load(order, asked, streams.get(asked)));
                asked++;
            }
            given++;
            return coming.remove().join();
        }
    }

    private CompletableFuture<TrainingBatch> load(int[] order, int b, SplittableRandom random) {
        return CompletableFuture.supplyAsync(() -> batch(order, b, random), workers);
    }

    private TrainingBatch batch(int[] order, int b, SplittableRandom random) {
        int from = b * config.schedule().batchSize();
        int n = Math.min(config.schedule().batchSize(), order.length - from);
        int pixels = data.crops()[0].length;
        int fields = data.clinical()[0].length;
        TrainingBatch batch = TrainingBatch.empty(n, pixels, fields);
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
