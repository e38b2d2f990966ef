package org.xattnbmd.exporter;

import java.util.function.Supplier;
import org.xattnbmd.exporter.internal.failure.Failure;

/**
 * The one exception of this library: a block that cannot be exported, a model that cannot be written or a file that
 * cannot be trusted. The message says what was expected, what was received and what to do; {@link #code()} is stable
 * and meant for programs.
 */
public final class ExportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Stable reasons. New ones may be added; none is renamed. */
    public enum Code {
        /** The request itself is wrong: a missing input, a bad shape, an opset out of range. */
        INVALID_REQUEST,
        /** The block's parameters have no values yet. */
        BLOCK_NOT_INITIALIZED,
        /** The block asked for training behaviour although it is exported for inference. */
        TRAINING_MODE,
        /** An operation has no ONNX form, or none that this exporter writes. */
        UNSUPPORTED_OPERATION,
        /** The block's code reads a computed value, so its control flow may depend on it. */
        VALUE_DEPENDENT,
        /** The computation depends on the batch size in a way that one graph cannot follow. */
        BATCH_DEPENDENT,
        /** The same of another axis whose length may vary; the message names it. */
        SIZE_DEPENDENT,
        /** A random operation in the forward pass. */
        RANDOM_OPERATION,
        /** An array is read after another view of the same memory was written in place. */
        IN_PLACE_ON_VIEW,
        /** An array from outside the trace would be baked into the graph. */
        FOREIGN_ARRAY,
        /** The block itself threw while it was traced or run. */
        BLOCK_FAILED,
        /** The graph is not valid ONNX. */
        INVALID_GRAPH,
        /** ONNX Runtime would not load or run the model. */
        RUNTIME_FAILED,
        /** ONNX Runtime and the block disagree. */
        PARITY,
        /** The model or an input file is larger than allowed. */
        TOO_LARGE,
        /** A model file is damaged, is not ONNX, or uses what is refused (data outside its folder, deep nesting). */
        INVALID_MODEL_FILE,
        /** A quantised model breaks its accuracy budget or is not faster; a float16 model gives what is not finite. */
        QUANTIZATION_REFUSED,
        /** Reading or writing failed. */
        IO
    }

    private final Code code;

    public ExportException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public ExportException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Runs the library's own code, whose failures become exceptions of this type as if thrown where they happened. */
    static <T> T translating(Supplier<T> work) {
        try {
            return work.get();
        } catch (Failure failure) {
            ExportException e = new ExportException(
                    Code.valueOf(failure.reason().name()), failure.getMessage(), failure.getCause());
            e.setStackTrace(failure.getStackTrace());
            for (Throwable suppressed : failure.getSuppressed()) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /** The stable reason. */
    public Code code() {
        return code;
    }
}
