package org.xattnbmd.sdk;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What an estimator runs on. Immutable.
 *
 * @param requestedDevice what the caller asked for
 * @param actualDevice where the network runs
 * @param reason why, in words; names the missing library after a fall-back
 * @param threads threads of the network's operators
 * @param libraries versions of the libraries in use
 */
public record RuntimeInfo(
        Device requestedDevice, Processor actualDevice, String reason, int threads, Map<String, String> libraries) {

    /** What computes. */
    public enum Processor {
        /** The processor of this machine. */
        CPU,
        /** An NVIDIA GPU. */
        CUDA
    }

    public RuntimeInfo {
        Objects.requireNonNull(requestedDevice, "requestedDevice");
        Objects.requireNonNull(actualDevice, "actualDevice");
        Objects.requireNonNull(reason, "reason");
        libraries = Collections.unmodifiableMap(new TreeMap<>(libraries));
    }
}
