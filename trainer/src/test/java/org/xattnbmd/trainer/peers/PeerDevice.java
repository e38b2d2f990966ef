package org.xattnbmd.trainer.peers;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import org.xattnbmd.sdk.Device;

/** Where a peer computes, and how exactly. */
enum PeerDevice {
    CPU,
    /** Products in float32, as the SDK has them. */
    CUDA,
    /** Products rounded to the 10 bits of TF32, which the SDK does not allow. */
    CUDA_TF32;

    Device ofSdk() {
        return this == CPU ? Device.CPU : Device.CUDA_REQUIRED;
    }

    void addTo(SessionOptions options) throws OrtException {
        if (this == CPU) {
            return;
        }
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
            cuda.add("use_tf32", this == CUDA_TF32 ? "1" : "0");
            options.addCUDA(cuda);
        }
    }
}
