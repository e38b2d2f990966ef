package org.xattnbmd.trainer.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.xattnbmd.trainer.network.Backbone;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.run.DeviceChoice;
import org.xattnbmd.trainer.simulator.CohortSimulator;
import org.xattnbmd.trainer.simulator.SimulationConfig;

/**
 * Images a second: of training from examples in memory, shuffled and augmented as always, against the same network's steps on
 * batches that are ready, on a GPU if PyTorch sees one; and of the simulator without writing files. {@code trainer/BENCHMARKS.md} has the command.
 */
final class ThroughputBenchmark {

    private static final int THREADS = 2;
    private static final int EXAMPLES = 320;
    private static final int ROUNDS = 9;
    private static final int SIMULATED = 12;

    private ThroughputBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%s, %d processors, %d threads%n",
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                THREADS);
        // The demo's network, and a wider one, in which more of the time is the network's.
        training("ResNet-18, width 16, neck crop of 128 from 256", Backbone.RESNET18, 16, 256, 128);
        training("ResNet-34, width 64, neck crop of 128 from 256", Backbone.RESNET34, 64, 256, 128);
        for (int side : new int[] {SimulationConfig.defaults().imageSize(), 768}) {
            simulator(side);
        }
    }

    private static void training(String name, Backbone backbone, int width, int side, int crop) throws IOException {
        Device device = DeviceChoice.of(DeviceChoice.Request.AUTO, 1).device();
        int makers = Fit.makers(device);
        TrainingData data = BenchmarkTraining.data(EXAMPLES, side);
        NetworkConfig network = BenchmarkTraining.network(backbone, width, side, crop, data);
        TrainingConfig config = TrainingConfig.defaults();
        Path folder = Files.createTempDirectory("throughput");
        ExecutorService worker = Executors.newFixedThreadPool(makers);
        try (NDManager manager = NDManager.newBaseManager(device);
                Gradients off = Gradients.off();
                Fit fit = BenchmarkTraining.fit(network, config, data, manager, folder)) {
            BatchSource source = BenchmarkTraining.source(data, network, config, worker, makers);
            List<TrainingBatch> ready = new ArrayList<>();
            source.epoch(0).forEach(ready::add);
            double[] loaded = new double[ROUNDS];
            double[] pure = new double[ROUNDS];
            double[] gradients = new double[ROUNDS];
            double[] ratios = new double[ROUNDS];
            for (int round = -1; round < ROUNDS; round++) {
                int epoch = round + 2;
                double withLoading = rate(() -> source.epoch(epoch).forEach(batch -> fit.step(batch, 1e-4)));
                double without = rate(() -> ready.forEach(batch -> fit.step(batch, 1e-4)));
                double alone = rate(() -> ready.forEach(batch -> gradient(fit, manager, batch)));
                if (round >= 0) {
                    gradients[round] = without / alone;
                    loaded[round] = withLoading;
                    pure[round] = without;
                    ratios[round] = withLoading / without;
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "training, %s: %.0f images/s, %.0f on ready batches; ratio %.2f (median of %d rounds in turns);"
                            + " optimiser and averaging take %.2f of a step%n",
                    name + " on " + device,
                    BenchmarkTraining.median(loaded),
                    BenchmarkTraining.median(pure),
                    BenchmarkTraining.median(ratios),
                    ROUNDS,
                    1 - BenchmarkTraining.median(gradients));
        } finally {
            worker.shutdownNow();
            Files.deleteIfExists(folder);
        }
    }

    private static void gradient(Fit fit, NDManager manager, TrainingBatch batch) {
        try (NDManager scope = manager.newSubManager()) {
            fit.backward(batch, scope);
        }
    }

    private static double rate(Runnable epoch) {
        long start = System.nanoTime();
        epoch.run();
        return EXAMPLES * 1e9 / (System.nanoTime() - start);
    }

    private static void simulator(int side) throws Exception {
        CohortSimulator simulator = new CohortSimulator(
                SimulationConfig.defaults().withSubjects(1 + 4 * SIMULATED).withImageSize(side));
        simulator.subject(0);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        double[] seconds = new double[3];
        try {
            for (int round = 0; round <= seconds.length; round++) {
                int first = 1 + round * SIMULATED;
                long start = System.nanoTime();
                pool.invokeAll(IntStream.range(first, first + SIMULATED)
                        .mapToObj(i -> (Callable<Object>) () -> simulator.subject(i))
                        .toList());
                if (round > 0) {
                    seconds[round - 1] = (System.nanoTime() - start) / 1e9 / SIMULATED;
                }
            }
        } finally {
            pool.shutdownNow();
        }
        System.out.printf(
                Locale.ROOT,
                "simulator, %d × %d: %.2f images/s, %.2f s an image on %d threads%n",
                side,
                side,
                1 / BenchmarkTraining.median(seconds),
                BenchmarkTraining.median(seconds),
                THREADS);
    }
}
