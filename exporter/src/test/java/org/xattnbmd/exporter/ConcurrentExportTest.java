package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Exports share nothing: several threads get what each would have got alone, of one block and of different ones. */
class ConcurrentExportTest {

    private static final int THREADS = 2;
    private static final int ROUNDS = 3;

    private static NDManager manager;

    @BeforeAll
    static void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static Block perceptron(int seed) {
        Block block = new SequentialBlock()
                .add(Linear.builder().setUnits(6 + seed).build())
                .add(Activation::gelu)
                .add(Linear.builder().setUnits(3).build());
        return SeededWeights.initialize(block, manager, seed, new Shape(1, 4));
    }

    private static OnnxExporter exporter(Block block) {
        return OnnxExporter.of(block).input("x", DataType.FLOAT32, -1, 4);
    }

    /** Runs one task per thread, all starting together, several times over. */
    private static List<byte[]> together(List<Callable<byte[]>> tasks) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<byte[]> results = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                CyclicBarrier start = new CyclicBarrier(THREADS);
                List<Future<byte[]>> futures = new ArrayList<>();
                for (Callable<byte[]> task : tasks) {
                    futures.add(pool.submit(() -> {
                        start.await(1, TimeUnit.MINUTES);
                        return task.call();
                    }));
                }
                for (Future<byte[]> future : futures) {
                    results.add(future.get(2, TimeUnit.MINUTES));
                }
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void ofTheSameBlock() throws Exception {
        Block block = perceptron(1);
        byte[] alone = exporter(block).export().toBytes();
        Callable<byte[]> task = () -> exporter(block).export().toBytes();
        assertThat(together(List.of(task, task)))
                .hasSize(THREADS * ROUNDS)
                .allMatch(b -> java.util.Arrays.equals(b, alone));
    }

    @Test
    void ofDifferentBlocks() throws Exception {
        Block first = perceptron(2);
        Block second = perceptron(3);
        byte[] firstAlone = exporter(first).export().toBytes();
        byte[] secondAlone = exporter(second).export().toBytes();
        List<byte[]> results = together(List.of(
                () -> exporter(first).export().toBytes(),
                () -> exporter(second).export().toBytes()));
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i)).isEqualTo(i % 2 == 0 ? firstAlone : secondAlone);
        }
    }

    /** A model is immutable: conversions from two threads at once give what they give one after the other. */
    @Test
    void ofConversionsOfOneModel() throws Exception {
        OnnxModel model = exporter(perceptron(4)).export();
        byte[] half = model.toFloat16().toBytes();
        byte[] optimized = model.optimized().toBytes();
        List<byte[]> results = together(List.of(
                () -> model.toFloat16().toBytes(), () -> model.optimized().toBytes()));
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i)).isEqualTo(i % 2 == 0 ? half : optimized);
        }
    }
}
