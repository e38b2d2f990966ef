package org.xattnbmd.sdk;

/** Where the network is to run. */
public enum Device {
    /** The processor. */
    CPU,
    /** An NVIDIA GPU if this machine has all that is needed, else the processor; {@link RuntimeInfo} says why. */
    CUDA_PREFERRED,
    /** An NVIDIA GPU, or {@link BmdException.Code#DEVICE_UNAVAILABLE}. */
    CUDA_REQUIRED
}
