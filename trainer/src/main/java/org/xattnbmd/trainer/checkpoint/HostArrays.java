package org.xattnbmd.trainer.checkpoint;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;

/**
 * Values of native arrays on the Java side. DJL 0.35's own {@code toFloatArray} copies an array that is on a GPU to the
 * processor first and leaves that copy with the array's manager: for a network's weights, read after every epoch, that is
 * memory lost until training ends. Here the copy goes at once.
 */
public final class HostArrays {

    private HostArrays() {}

    /** The values in row-major order. */
    public static float[] floats(NDArray array) {
        if (!array.getDevice().isGpu()) {
            return array.toFloatArray();
        }
        try (NDArray copy = array.toDevice(Device.cpu(), true)) {
            return copy.toFloatArray();
        }
    }
}
