package org.xattnbmd.sdk;

import java.nio.file.Path;

/**
 * How an estimator is opened, checked by its builder.
 *
 * @param nativeCache where natives are unpacked, or null
 * @param gpuMemoryBytes most device memory, or 0 for no limit
 * @param fixedBatch inputs of every run, or 0 if runs may differ
 * @param listener told of every call, or null
 */
record OpenOptions(
        Device device,
        int threads,
        Path nativeCache,
        long gpuMemoryBytes,
        int fixedBatch,
        BmdEstimator.Listener listener) {}
