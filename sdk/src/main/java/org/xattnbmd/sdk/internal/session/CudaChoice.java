package org.xattnbmd.sdk.internal.session;

import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.Device;
import org.xattnbmd.sdk.RuntimeInfo.Processor;
import org.xattnbmd.sdk.internal.natives.CudaLibraries;

/**
 * Where a network runs, and why: the one place that decides between an NVIDIA GPU and the processor. Immutable.
 *
 * @param asked what the caller asked for
 * @param processor where to run
 * @param reason why, in words
 */
public record CudaChoice(Device asked, Processor processor, String reason) {

    /**
     * Looks for CUDA where it is wanted. Only looks at files.
     *
     * @throws BmdException {@code DEVICE_UNAVAILABLE} if CUDA is required and something is missing
     */
    public static CudaChoice of(Device asked) {
        return of(asked, missing(asked));
    }

    /** What CUDA lacks on this machine; empty if nothing, or if it is not wanted. */
    public static Optional<String> missing(Device asked) {
        return asked == Device.CPU ? Optional.empty() : CudaLibraries.missing();
    }

    /** As {@link #of(Device)}, where it is known already what is missing. */
    public static CudaChoice of(Device asked, Optional<String> missing) {
        if (asked == Device.CPU) {
            return new CudaChoice(asked, Processor.CPU, "the processor was asked for");
        }
        if (missing.isEmpty()) {
            return new CudaChoice(asked, Processor.CUDA, "CUDA was found");
        }
        if (asked == Device.CUDA_REQUIRED) {
            throw new BmdException(
                    Code.DEVICE_UNAVAILABLE,
                    "Expected a GPU with CUDA 12 and cuDNN 9, but " + missing.get()
                            + ". Install it, or open with CUDA_PREFERRED or CPU.");
        }
        return new CudaChoice(asked, Processor.CPU, "no CUDA: " + missing.get());
    }

    /** Whether the network runs on a GPU. */
    public boolean cuda() {
        return processor == Processor.CUDA;
    }

    /**
     * What to do now that the network could not be loaded there: the processor, where that was left open.
     *
     * @throws BmdException where it was not
     */
    public CudaChoice afterFailure(BmdException failure) {
        if (!cuda() || asked == Device.CUDA_REQUIRED && failure.code() == Code.DEVICE_UNAVAILABLE) {
            throw failure;
        }
        if (asked == Device.CUDA_REQUIRED) {
            throw new BmdException(Code.DEVICE_UNAVAILABLE, "The GPU cannot be used: " + failure.getMessage(), failure);
        }
        LoggerFactory.getLogger(CudaChoice.class)
                .warn("CUDA cannot be used, running on the processor: {}", failure.getMessage());
        return new CudaChoice(asked, Processor.CPU, "CUDA was found but failed: " + failure.getMessage());
    }
}
