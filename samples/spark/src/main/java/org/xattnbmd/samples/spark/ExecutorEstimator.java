package org.xattnbmd.samples.spark;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.xattnbmd.sdk.BmdEstimator;

/**
 * The one estimator that a JVM has for a model, shared by all tasks that run in it. Static, because Spark gives its tasks
 * nothing else that lives as long as their executor. Opened by the first task that asks, while the others wait; closed when
 * the JVM ends. Thread-safe.
 */
final class ExecutorEstimator {

    /** Ending is not held up longer than this by a call that does not return. */
    private static final long CLOSING_MILLISECONDS = 10_000;

    private static final Map<String, BmdEstimator> BY_SHA256 = new ConcurrentHashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ExecutorEstimator::closeInTime, "bmd-estimator-closing"));
    }

    private ExecutorEstimator() {}

    /**
     * The estimator for this model; the caller does not close it.
     *
     * @param sha256 the hash that the file must have
     * @param threads of the network for one radiograph, as many as a task has processors; the first caller decides
     * @throws org.xattnbmd.sdk.BmdException {@code MODEL_*}, {@code NATIVE_LIBRARY}
     */
    static BmdEstimator of(Path model, String sha256, int threads) {
        return BY_SHA256.computeIfAbsent(
                sha256,
                hash -> BmdEstimator.builder(model)
                        .sha256(hash)
                        .threads(threads)
                        .open());
    }

    /** How many models are open in this JVM. */
    static int open() {
        return BY_SHA256.size();
    }

    private static void closeInTime() {
        // close() waits for calls in flight, and an executor is told to end while its tasks still run.
        Thread closing = new Thread(() -> BY_SHA256.values().forEach(BmdEstimator::close), "bmd-estimator-close");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(CLOSING_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
