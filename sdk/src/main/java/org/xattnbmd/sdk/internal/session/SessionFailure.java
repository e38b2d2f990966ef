package org.xattnbmd.sdk.internal.session;

import java.util.regex.Pattern;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** Why ONNX Runtime made no session of a model: the model, or this process. */
final class SessionFailure {

    /** How ONNX Runtime and the C++ library say that the system gives no more threads or memory. */
    private static final Pattern NO_MEANS = Pattern.compile(
            "pthread_create|pthread_attr|resource temporarily unavailable|bad[_ ]alloc|failed to allocate|"
                    + "cannot allocate memory",
            Pattern.CASE_INSENSITIVE);

    private SessionFailure() {}

    static BmdException of(Exception failure) {
        String reason = oneLine(failure);
        return NO_MEANS.matcher(reason).find()
                ? new BmdException(
                        Code.RUN_FAILED,
                        "This process got no more threads or memory for the model's session: " + reason
                                + " Raise its limits, or open with fewer threads.",
                        failure)
                : new BmdException(
                        Code.MODEL_LOAD_FAILED,
                        "ONNX Runtime refused the model: " + reason + " Export it again.",
                        failure);
    }

    /** ONNX Runtime's words. */
    static String oneLine(Exception failure) {
        return String.valueOf(failure.getMessage()).replaceAll("\\s+", " ").strip();
    }
}
