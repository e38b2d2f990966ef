package org.xattnbmd.trainer.training;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The batches of one epoch, shuffled, some made on worker threads while earlier ones are computed. They depend on seed and
 * epoch alone, not on the threads. What fails in making one is thrown where it would come.
 */
public final class EpochBatches<T> implements Iterator<T> {

    /** Makes the batch of these examples; its random numbers are its own. */
    @FunctionalInterface
    public interface Maker<T> {
        T make(int[] examples, SplittableRandom random);
    }

    /** Run one batch each at a time; the caller's. */
    private final Executor workers;

    private final Maker<T> maker;
    private final int batchSize;
    private final int ahead;
    private final int[] order;
    private final List<SplittableRandom> streams = new ArrayList<>();
    private final Deque<CompletableFuture<T>> coming = new ArrayDeque<>();
    private int asked;
    private int given;

    /**
     * @param examples how many there are
     * @param random of this epoch alone
     * @param ahead how many batches at most are made or wait while one is computed, at least 1
     */
    public EpochBatches(
            int examples, int batchSize, SplittableRandom random, Executor workers, int ahead, Maker<T> maker) {
        this.workers = workers;
        this.maker = maker;
        this.batchSize = batchSize;
        this.ahead = ahead;
        order = shuffled(examples, random);
        for (int b = 0; b < count(examples, batchSize); b++) {
            streams.add(random.split());
        }
    }

    /** The random numbers of an epoch, from the training's seed. */
    public static SplittableRandom random(long seed, int epoch) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + epoch);
    }

    /** Batches of an epoch. The rest that fills none is left for another epoch: tiny batches upset batch normalisation. */
    public static int count(int examples, int batchSize) {
        return Math.max(1, examples / batchSize);
    }

    @Override
    public boolean hasNext() {
        return given < streams.size();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all " + streams.size() + " batches of the epoch were given");
        }
        while (asked < streams.size() && asked <= given + ahead) {
            coming.add(load(asked));
            asked++;
        }
        given++;
        return coming.remove().join();
    }

    private CompletableFuture<T> load(int b) {
        int from = b * batchSize;
        int[] examples = Arrays.copyOfRange(order, from, Math.min(order.length, from + batchSize));
        return CompletableFuture.supplyAsync(() -> maker.make(examples, streams.get(b)), workers);
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
