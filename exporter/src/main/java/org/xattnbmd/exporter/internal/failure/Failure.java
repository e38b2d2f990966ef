package org.xattnbmd.exporter.internal.failure;

/**
 * What stops an export, a conversion or the reading of a file, inside this library. The public classes turn it into the
 * {@code ExportException} of the same reason, message, cause and stack.
 */
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why; the codes of {@code ExportException} of these names say what each means. */
    public enum Reason {
        INVALID_REQUEST,
        TRAINING_MODE,
        UNSUPPORTED_OPERATION,
        VALUE_DEPENDENT,
        BATCH_DEPENDENT,
        SIZE_DEPENDENT,
        RANDOM_OPERATION,
        IN_PLACE_ON_VIEW,
        FOREIGN_ARRAY,
        BLOCK_FAILED,
        RUNTIME_FAILED,
        TOO_LARGE,
        INVALID_MODEL_FILE,
        QUANTIZATION_REFUSED,
        IO
    }

    private final Reason reason;

    public Failure(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Failure(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
