package org.xattnbmd.sdk.internal.session;

import java.nio.file.Path;
import org.xattnbmd.sdk.Device;

/**
 * How an estimator is opened, checked by its builder.
 *
 * @param nativeCache where natives are unpacked, or null
 * @param gpuMemoryBytes most device memory, or 0 for no limit
 * @param fixedBatch inputs of every run, or 0 if runs may differ
 */
public record OpenOptions(Device device, int threads, Path nativeCache, long gpuMemoryBytes, int fixedBatch) {}
