package org.xattnbmd.sdk;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.NativeCache;

/** Brings ONNX Runtime into this JVM, from the cache if possible, and says in words why where it does not come. */
final class NativeRuntime {

    private NativeRuntime() {}

    /** OpenCV's loader has a cache of its own; it goes where the caller wants unless the host said otherwise. */
    static void chooseCache(Path cache) {
        if (cache != null) {
            System.getProperties()
                    .putIfAbsent(
                            "org.bytedeco.javacpp.cachedir",
                            cache.resolve("javacpp").toAbsolutePath().toString());
        }
    }

    /**
     * ONNX Runtime's environment, of which a JVM has one.
     *
     * @param cache where to unpack; null = the user's usual cache folder, if it can be written
     */
    static OrtEnvironment environment(Path cache, boolean cuda) {
        Optional<Path> folder = Optional.empty();
        try {
            folder = NativeCache.prepare(cache == null ? NativeCache.usualFolder() : cache, cuda);
        } catch (IOException | RuntimeException e) {
            if (cache != null) {
                throw new BmdException(
                        Code.NATIVE_LIBRARY,
                        "Expected a folder for native libraries that can be written, but " + cache + " cannot ("
                                + e.getClass().getSimpleName() + "). Choose another.",
                        e);
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
            throw new BmdException(
                    Code.NATIVE_LIBRARY, explain(root(e), Files.exists(Path.of("/lib/libc.musl-x86_64.so.1"))), e);
        }
    }

    /** From the loader's text to a cause and a remedy. */
    static String explain(Throwable failure, boolean musl) {
        String text = String.valueOf(failure.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        String remedy;
        if (lower.contains("failed to map segment") || lower.contains("operation not permitted")) {
            remedy = "The folder it was unpacked to does not allow execution (noexec). Choose another native cache, or"
                    + " start Java with -Djava.io.tmpdir=FOLDER.";
        } else if (musl || lower.contains("ld-linux") || lower.contains("error relocating")) {
            remedy = "It needs glibc, and this system has musl. Use a glibc-based system or image.";
        } else if (lower.contains("glibc_") || lower.contains("glibcxx_")) {
            remedy = "This system's glibc is too old for it. Use a newer system.";
        } else {
            remedy = "Check that the onnxruntime jar for this platform is on the class path.";
        }
        return "ONNX Runtime could not be loaded on this machine (" + text + "). " + remedy;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
