package org.xattnbmd.trainer;

/** Whatever the trainer refuses or fails at, with a stable code; the message says expected, received and remedy. */
public final class TrainerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Stable codes; their text ids never change meaning. */
    public enum Code {
        /** The manifest can't be read or lacks a column. */
        MANIFEST_UNREADABLE("TRN-1001"),
        /** A row names an image that does not exist. */
        MANIFEST_IMAGE_MISSING("TRN-1002"),
        /** Two rows have the same subject. */
        MANIFEST_DUPLICATE_SUBJECT("TRN-1003"),
        /** A label is empty, not a number or out of range. */
        MANIFEST_LABEL("TRN-1004"),
        /** A clinical value, split or side can't be understood. */
        MANIFEST_VALUE("TRN-1005"),
        /** A split that the task needs has too few subjects. */
        COHORT_TOO_SMALL("TRN-1006"),
        /** An image of the cohort was refused by the SDK. */
        COHORT_IMAGE("TRN-1007"),
        /** The cohort's description can't be read or says what can't be. */
        COHORT_DESCRIPTION("TRN-1008"),
        /** The cohort is not the one that the run learned from. */
        COHORT_OTHER("TRN-1009"),
        /** A declared clinical field tells the target by itself. */
        FIELD_TELLS_TARGET("TRN-1010"),
        /** The output folder can't be written or already holds something else. */
        OUTPUT("TRN-2001"),
        /** A checkpoint is missing, damaged or of another network. */
        CHECKPOINT("TRN-2002"),
        /** The device that was demanded is not there. */
        DEVICE("TRN-3001"),
        /** Training diverged: the loss is not a number. */
        DIVERGED("TRN-3002"),
        /** The exported file does not compute what the trainer computes. */
        EXPORT_MISMATCH("TRN-4001"),
        /** A lower precision moves estimates by more than is allowed, or the model has nothing to lower. */
        PRECISION_REFUSED("TRN-4002"),
        /** A run whose network does not stand for itself: something was done to its inputs that no file would do. */
        NOT_EXPORTABLE("TRN-4003"),
        /** An option's value is not allowed. */
        OPTION("TRN-5001");

        private final String id;

        Code(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }
    }

    private final Code code;

    public TrainerException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public TrainerException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
