package org.xattnbmd.sdk.internal.session;

import ai.onnxruntime.OrtEnvironment;
import java.util.Optional;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.Device;
import org.xattnbmd.sdk.internal.concurrent.Background;
import org.xattnbmd.sdk.internal.natives.NativeRuntime;
import org.xattnbmd.sdk.internal.natives.OpenCv;

/**
 * The native libraries on their way into this JVM: OpenCV's and ONNX Runtime's side by side, while the caller reads and
 * checks the model. Closing waits until both are there or have failed; no thread is left.
 */
public final class NativeLoading implements AutoCloseable {

    private final Device device;
    private final Optional<String> missingForCuda;
    private final Background<OrtEnvironment> runtime;
    private final Background<String> openCv;

    private NativeLoading(OpenOptions options) {
        device = options.device();
        missingForCuda = CudaChoice.missing(device);
        boolean cuda = device != Device.CPU && missingForCuda.isEmpty();
        openCv = Background.start("bmd-opencv-loading", () -> OpenCv.load(options.nativeCache()));
        runtime = Background.start(
                "bmd-onnxruntime-loading", () -> NativeRuntime.environment(options.nativeCache(), cuda));
    }

    /** @throws BmdException {@code NATIVE_LIBRARY} if the JVM is ending */
    public static NativeLoading start(OpenOptions options) {
        NativeRuntime.refuseWhileEnding();
        return new NativeLoading(options);
    }

    /**
     * Where the network is to run, by what was found before the loading began.
     *
     * @throws BmdException {@code DEVICE_UNAVAILABLE} if CUDA is required and something is missing
     */
    public CudaChoice choice() {
        return CudaChoice.of(device, missingForCuda);
    }

    /** ONNX Runtime, once it is loaded. */
    public OrtEnvironment environment() {
        return runtime.await();
    }

    /** Version of OpenCV, once it is loaded. */
    public String openCvVersion() {
        return openCv.await();
    }

    @Override
    public void close() {
        runtime.join();
        openCv.join();
    }
}
