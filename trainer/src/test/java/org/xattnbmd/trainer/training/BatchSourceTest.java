package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.network.NetworkConfig.FieldEncoding;

class BatchSourceTest {

    private static final int SIDE = 8;

    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final ExecutorService many = Executors.newFixedThreadPool(4);

    @AfterEach
    void stop() {
        worker.shutdownNow();
        many.shutdownNow();
    }

    /** The label says which example it is. */
    private static TrainingData data(int n) {
        float[][] crops = new float[n][SIDE * SIDE];
        float[][] clinical = new float[n][2];
        float[] bmd = new float[n];
        float[][] boxes = new float[n][];
        for (int i = 0; i < n; i++) {
            Arrays.fill(crops[i], i / (float) n);
            bmd[i] = i;
            boxes[i] = new float[] {0.5f, 0.5f, 0.2f, 0.2f};
        }
        return new TrainingData(crops, clinical, bmd, boxes);
    }

    private BatchSource source(int n, int batchSize, long seed, AugmentationConfig augmentation) {
        return source(n, batchSize, seed, augmentation, worker, 1);
    }

    private static BatchSource source(
            int n, int batchSize, long seed, AugmentationConfig augmentation, Executor workers, int ahead) {
        TrainingConfig d = TrainingConfig.defaults();
        TrainingConfig config = d.withSeed(seed)
                .withSchedule(d.schedule().withBatchSize(batchSize))
                .withAugmentation(augmentation);
        float[] weights = new float[n];
        for (int i = 0; i < n; i++) {
            weights[i] = 1000 + i;
        }
        float[] box = {0.5f, 0.5f, 0.2f, 0.2f};
        return new BatchSource(
                data(n),
                weights,
                new Augmentation(augmentation, SIDE, SIDE, new float[SIDE * SIDE], box, List.of()),
                config,
                workers,
                ahead);
    }

    private static List<Float> labels(BatchSource source, int epoch) {
        List<Float> labels = new ArrayList<>();
        source.epoch(epoch).forEach(batch -> {
            for (int k = 0; k < batch.size(); k++) {
                labels.add(batch.bmd()[k]);
                assertThat(batch.weights()[k]).isEqualTo(1000 + batch.bmd()[k]);
            }
        });
        return labels;
    }

    @Test
    void anEpochHasEachExampleAtMostOnceInFullBatches() {
        BatchSource source = source(23, 5, 1, AugmentationConfig.none());
        assertThat(source.batches()).isEqualTo(4);
        List<Float> labels = labels(source, 1);
        assertThat(labels).hasSize(20).doesNotHaveDuplicates().allMatch(v -> v >= 0 && v < 23);
    }

    @Test
    void whatOneEpochLeavesOutAnotherHas() {
        BatchSource source = source(23, 5, 1, AugmentationConfig.none());
        List<Float> seen = new ArrayList<>();
        for (int epoch = 1; epoch <= 8; epoch++) {
            seen.addAll(labels(source, epoch));
        }
        assertThat(seen.stream().distinct()).hasSize(23);
    }

    @Test
    void anEpochDependsOnSeedAndNumberAlone() {
        BatchSource first = source(23, 5, 1, AugmentationConfig.defaults());
        List<float[]> pictures = new ArrayList<>();
        labels(first, 1);
        first.epoch(2).forEach(batch -> pictures.add(batch.crops()));
        List<float[]> again = new ArrayList<>();
        source(23, 5, 1, AugmentationConfig.defaults()).epoch(2).forEach(batch -> again.add(batch.crops()));
        assertThat(again).hasSameSizeAs(pictures);
        for (int b = 0; b < again.size(); b++) {
            assertThat(again.get(b)).containsExactly(pictures.get(b));
        }
        assertThat(labels(first, 3)).isNotEqualTo(labels(first, 4));
        assertThat(labels(source(23, 5, 2, AugmentationConfig.none()), 3)).isNotEqualTo(labels(first, 3));
    }

    @Test
    void anEpochIsTheSameFromManyThreads() {
        List<float[]> one = new ArrayList<>();
        source(90, 4, 1, AugmentationConfig.defaults()).epoch(2).forEach(batch -> one.add(batch.crops()));
        List<float[]> several = new ArrayList<>();
        source(90, 4, 1, AugmentationConfig.defaults(), many, 6).epoch(2).forEach(batch -> several.add(batch.crops()));
        assertThat(several).hasSize(22).hasSameSizeAs(one);
        for (int b = 0; b < one.size(); b++) {
            assertThat(several.get(b)).containsExactly(one.get(b));
        }
    }

    @Test
    void neverMoreBatchesAreAskedForThanAgreed() {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger computed = new AtomicInteger();
        Executor counting = task -> {
            asked.incrementAndGet();
            many.execute(task);
        };
        source(90, 4, 1, AugmentationConfig.none(), counting, 3)
                .epoch(1)
                .forEach(batch -> assertThat(asked.get()).isLessThanOrEqualTo(computed.incrementAndGet() + 3));
        assertThat(asked).hasValue(22);
    }

    @Test
    void fewerExamplesThanABatchAreOneSmallBatch() {
        BatchSource source = source(3, 8, 1, AugmentationConfig.none());
        assertThat(labels(source, 1)).containsExactlyInAnyOrder(0f, 1f, 2f);
    }

    /** Side by side: two pictures of one person, changed differently, with the same fields and label. */
    @Test
    void aConsistencyHasEachExampleAsTwoCopies() {
        AugmentationConfig changed = AugmentationConfig.defaults();
        TrainingConfig usual = TrainingConfig.defaults();
        TrainingConfig config = usual.withLoss(usual.loss().withConsistency(0.2))
                .withSchedule(usual.schedule().withBatchSize(6))
                .withAugmentation(changed);
        TrainingData data = data(23);
        for (int i = 0; i < data.size(); i++) {
            data.clinical()[i] = new float[] {60 + i, i};
        }
        List<FieldEncoding> fields = List.of(new FieldEncoding("age", 0, 75, 6), new FieldEncoding("bmi", 0, 27, 4));
        float[] box = {0.5f, 0.5f, 0.2f, 0.2f};
        Augmentation augmentation = new Augmentation(changed, SIDE, SIDE, new float[SIDE * SIDE], box, fields);
        BatchSource source = new BatchSource(data, new float[23], augmentation, config, worker, 1);
        assertThat(source.batches()).isEqualTo(7);
        List<Float> seen = new ArrayList<>();
        source.epoch(1).forEach(batch -> {
            assertThat(batch.size()).isEqualTo(6);
            for (int k = 0; k < batch.size(); k += 2) {
                seen.add(batch.bmd()[k]);
                assertThat(batch.bmd()[k + 1]).isEqualTo(batch.bmd()[k]);
                assertThat(slice(batch.clinical(), k + 1, 2)).isEqualTo(slice(batch.clinical(), k, 2));
                assertThat(slice(batch.crops(), k + 1, SIDE * SIDE)).isNotEqualTo(slice(batch.crops(), k, SIDE * SIDE));
            }
        });
        assertThat(seen).hasSize(21).doesNotHaveDuplicates();
    }

    private static float[] slice(float[] values, int row, int width) {
        return Arrays.copyOfRange(values, row * width, (row + 1) * width);
    }

    @Test
    void failureOnTheWorkerReachesTheTrainer() {
        TrainingData broken = data(6);
        broken.crops()[2] = new float[1];
        broken.crops()[3] = new float[1];
        TrainingConfig usual = TrainingConfig.defaults();
        TrainingConfig config =
                usual.withSchedule(usual.schedule().withBatchSize(6)).withAugmentation(AugmentationConfig.none());
        Augmentation augmentation =
                new Augmentation(config.augmentation(), SIDE, SIDE, new float[SIDE * SIDE], new float[4], List.of());
        BatchSource source = new BatchSource(broken, new float[6], augmentation, config, worker, 1);
        assertThatThrownBy(() -> source.epoch(1).forEach(batch -> {})).isInstanceOf(CompletionException.class);
    }
}
