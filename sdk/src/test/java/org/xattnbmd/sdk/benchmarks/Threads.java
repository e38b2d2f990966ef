package org.xattnbmd.sdk.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.Turns;

/** Throughput of one estimator under more calling threads than the machine has cores, against two callers; in turns. */
final class Threads {

    private static final int CALLS = 16;

    private Threads() {}

    static void run(Path model, int rounds, PrintStream out) throws Exception {
        Radiograph radiograph = BenchmarkModel.radiograph();
        ClinicalRecord clinical = BenchmarkModel.clinical();
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try (BmdEstimator estimator = BmdEstimator.builder(model).threads(2).open()) {
            Turns turns = new Turns()
                    .add("2 callers", () -> estimate(estimator, radiograph, clinical, callers, 2))
                    .add("8 callers", () -> estimate(estimator, radiograph, clinical, callers, 8));
            turns.take(2);
            turns.forget();
            turns.take(rounds);
            turns.print(out);
            out.printf(
                    Locale.ROOT,
                    "throughput of 8 callers / of 2, median of pairs: %.3f (%d estimates a turn)%n",
                    1 / turns.ratio("8 callers", "2 callers"),
                    CALLS);
        } finally {
            callers.shutdownNow();
        }
    }

    private static void estimate(
            BmdEstimator estimator, Radiograph radiograph, ClinicalRecord clinical, ExecutorService pool, int callers)
            throws Exception {
        List<Future<?>> futures = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            futures.add(pool.submit(() -> {
                for (int call = 0; call < CALLS / callers; call++) {
                    estimator.estimate(radiograph, clinical);
                }
            }));
        }
        for (Future<?> future : futures) {
            future.get();
        }
    }
}
