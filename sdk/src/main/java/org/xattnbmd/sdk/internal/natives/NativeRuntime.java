package org.xattnbmd.sdk.internal.natives;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** Brings ONNX Runtime into this JVM, from the cache if possible, and says in words why where it does not come. */
public final class NativeRuntime {

    private NativeRuntime() {}

    /**
     * Refuses to begin in a JVM that is ending: ONNX Runtime takes itself down in a shutdown hook.
     *
     * @throws BmdException {@code NATIVE_LIBRARY}
     */
    public static void refuseWhileEnding() {
        try {
            Thread hook = new Thread(() -> {}, "bmd-never-started");
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            throw new BmdException(
                    Code.NATIVE_LIBRARY,
                    "Expected a Java virtual machine at work, this one is ending: native libraries can no longer be used."
                            + " Open models before, not in a shutdown hook.",
                    e);
        }
    }

    /**
     * ONNX Runtime's environment, of which a JVM has one.
     *
     * @param cache where to unpack; null = the user's usual cache folder, if it can be written
     */
    public static OrtEnvironment environment(Path cache, boolean cuda) {
        Optional<Path> folder = Optional.empty();
        try {
            folder = NativeCache.prepare(cache == null ? NativeCache.usualFolder() : cache, cuda);
        } catch (IOException | RuntimeException e) {
            if (cache != null) {
                throw NativeCache.notUsable(cache, e);
            }
            LoggerFactory.getLogger(NativeRuntime.class)
                    .debug("No native cache, unpacking into the temp folder: {}", e.toString());
        }
        try {
            // The host may have made the environment already: asking for another name or level would log a warning.
            NativeCache.load(folder, OrtEnvironment::getEnvironment);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            environment.setTelemetry(false);
            return environment;
        } catch (OrtException e) {
            throw new BmdException(
                    Code.NATIVE_LIBRARY, "ONNX Runtime's telemetry cannot be switched off: " + e.getMessage(), e);
        } catch (LinkageError | RuntimeException e) {
            throw new BmdException(Code.NATIVE_LIBRARY, LoadFailure.explain("ONNX Runtime", "onnxruntime", e), e);
        }
    }
}
