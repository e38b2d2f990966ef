package org.xattnbmd.sdk;

import ai.onnxruntime.OrtEnvironment;
import java.util.Optional;
import org.xattnbmd.sdk.internal.AreaResampler;
import org.xattnbmd.sdk.internal.Background;
import org.xattnbmd.sdk.internal.CudaLibraries;

/**
 * The native libraries on their way into this JVM: OpenCV's and ONNX Runtime's side by side, while the caller reads and
 * checks the model. Closing waits until both are there or have failed; no thread is left.
 */
final class NativeLoading implements AutoCloseable {

    private final Optional<String> missingForCuda;
    private final boolean cuda;
    private final Background<OrtEnvironment> runtime;
    private final Background<String> openCv;

    private NativeLoading(OpenOptions options) {
        missingForCuda = options.device() == Device.CPU ? Optional.empty() : CudaLibraries.missing();
        cuda = options.device() != Device.CPU && missingForCuda.isEmpty();
        NativeRuntime.chooseCache(options.nativeCache());
        openCv = Background.start("bmd-opencv-loading", () -> AreaResampler.load(options.nativeCache()));
        runtime = Background.start(
                "bmd-onnxruntime-loading", () -> NativeRuntime.environment(options.nativeCache(), cuda));
    }

    static NativeLoading start(OpenOptions options) {
        return new NativeLoading(options);
    }

    /** What CUDA lacks on this machine; empty if nothing, or if it is not wanted. */
    Optional<String> missingForCuda() {
        return missingForCuda;
    }

    /** Whether CUDA is wanted and there. */
    boolean cuda() {
        return cuda;
    }

    /** ONNX Runtime, once it is loaded. */
    OrtEnvironment environment() {
        return runtime.await();
    }

    /** Version of OpenCV, once it is loaded. */
    String openCvVersion() {
        return openCv.await();
    }

    @Override
    public void close() {
        runtime.join();
        openCv.join();
    }
}
