package org.xattnbmd.exporter.internal.runtime;

import ai.onnxruntime.OrtEnvironment;
import java.util.concurrent.CompletableFuture;

/**
 * ONNX Runtime's environment, of which a process has one. It is first asked for on a thread with a deep stack: version
 * 1.29 runs a recursive regular expression over the process's command line, which overflows an ordinary stack and kills
 * the JVM where the class path is longer than about 3,500 characters.
 */
final class Environment {

    private static final long STACK_BYTES = 256L << 20;

    /** Loaded with the class, once. */
    private static final class Holder {
        private static final OrtEnvironment INSTANCE = create();
    }

    private Environment() {}

    static OrtEnvironment get() {
        return Holder.INSTANCE;
    }

    private static OrtEnvironment create() {
        CompletableFuture<OrtEnvironment> created = new CompletableFuture<>();
        Runnable start = () -> {
            try {
                created.complete(OrtEnvironment.getEnvironment());
            } catch (RuntimeException | LinkageError e) {
                created.completeExceptionally(e);
            }
        };
        new Thread(null, start, "onnxruntime-start", STACK_BYTES).start();
        return created.join();
    }
}
