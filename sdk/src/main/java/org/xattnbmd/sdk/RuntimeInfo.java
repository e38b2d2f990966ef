package org.xattnbmd.sdk;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What an estimator runs on. Immutable.
 *
 * @param requestedDevice what the caller asked for
 * @param actualDevice {@link Device#CPU}, or {@link Device#CUDA_REQUIRED} if the network runs on a GPU
 * @param reason why, in words; names the missing library after a fall-back
 * @param threads threads of the network's operators
 * @param libraries versions of the libraries in use
 */
public record RuntimeInfo(
        Device requestedDevice, Device actualDevice, String reason, int threads, Map<String, String> libraries) {

    public RuntimeInfo {
        Objects.requireNonNull(requestedDevice, "requestedDevice");
        Objects.requireNonNull(actualDevice, "actualDevice");
        Objects.requireNonNull(reason, "reason");
        libraries = Collections.unmodifiableMap(new TreeMap<>(libraries));
    }
}
