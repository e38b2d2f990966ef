package org.xattnbmd.sdk;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of the SDK. Unchecked; every instance carries a {@link Code} whose {@linkplain Code#id() id} never
 * changes between releases. The message says what was expected, what was received and what to do; it never contains a
 * patient's name or clinical values beyond the one that was refused.
 */
public final class BmdException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Code code;

    /** An exception with a stable code and a message for the person who has to act on it. */
    public BmdException(Code code, String message) {
        this(code, message, null);
    }

    /** As {@link #BmdException(Code, String)}, with what caused it. */
    public BmdException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
    }

    /** What went wrong, as a value that programs may switch on. */
    public Code code() {
        return code;
    }

    @Override
    public String toString() {
        return code.id() + ": " + getMessage();
    }

    /**
     * Every way in which the SDK refuses or fails. 1xxx concern the radiograph, 2xxx the clinical record, 3xxx the model
     * file, 4xxx the running estimator, 5xxx a wrong call, 6xxx {@link ModelCheck}, 7xxx DICOM results ({@code
     * org.xattnbmd.sdk.results}).
     */
    public enum Code {
        /** The image file does not exist, or a row of an {@link ExamList} names none. Check the path. */
        IMAGE_NOT_FOUND("BMD-1001"),
        /** The image file exists but could not be read. Check permissions and the disk. */
        IMAGE_UNREADABLE("BMD-1002"),
        /** The bytes are none of the known formats. Supply PNG, JPEG, TIFF or DICOM. */
        IMAGE_NOT_RECOGNISED("BMD-1003"),
        /** The file ends before its picture does. Copy or export it again. */
        IMAGE_TRUNCATED("BMD-1004"),
        /** The picture has fewer pixels than an estimate can use (see {@link Radiograph#MINIMUM_SIDE}). */
        IMAGE_TOO_SMALL("BMD-1005"),
        /** The picture or its file is larger than the documented caps (see {@link Radiograph#MAXIMUM_SIDE}). */
        IMAGE_TOO_LARGE("BMD-1006"),
        /** A known format, but a variant that is not supported; the message names it. Convert it. */
        IMAGE_UNSUPPORTED("BMD-1007"),
        /** The file has the right format but its content contradicts itself. Export it again. */
        IMAGE_CORRUPT("BMD-1008"),
        /** The region of interest is not inside the picture. */
        REGION_OUTSIDE_IMAGE("BMD-1009"),
        /** The picture, or the region, has a single grey value: there is nothing to estimate from. */
        IMAGE_BLANK("BMD-1010"),

        /** The model has no clinical field of this name; the message lists those it has. */
        CLINICAL_FIELD_UNKNOWN("BMD-2001"),
        /** The value lies outside the field's range; the message gives the range and unit. */
        CLINICAL_OUT_OF_RANGE("BMD-2002"),
        /** A numeric field was given text that is no number. */
        CLINICAL_NOT_A_NUMBER("BMD-2003"),
        /** The category is none of the field's; the message lists them. */
        CLINICAL_CATEGORY_UNKNOWN("BMD-2004"),
        /** The unit is not known, or measures something else; the message lists those that convert. */
        CLINICAL_UNIT_UNKNOWN("BMD-2005"),
        /** One field was set under two names, such as {@code height} and {@code height_cm}. Set one of them. */
        CLINICAL_FIELD_TWICE("BMD-2006"),

        /** The model file does not exist. Check the path. */
        MODEL_NOT_FOUND("BMD-3001"),
        /** The model file exists but could not be read. */
        MODEL_UNREADABLE("BMD-3002"),
        /** The model file is larger than the cap. Raise the cap only for a file you trust. */
        MODEL_TOO_LARGE("BMD-3003"),
        /** The file is not an ONNX model. */
        MODEL_NOT_ONNX("BMD-3004"),
        /** The file starts as an ONNX model and ends too early. Copy it again. */
        MODEL_TRUNCATED("BMD-3005"),
        /** The model keeps weights in other files, which is refused. Export it as one file. */
        MODEL_EXTERNAL_DATA("BMD-3006"),
        /** The ONNX file has no {@code bmd.card} metadata, so it does not describe itself. */
        MODEL_CARD_MISSING("BMD-3007"),
        /** The card is not valid JSON or misses something; the message says where. */
        MODEL_CARD_INVALID("BMD-3008"),
        /** The card was written for a newer SDK. Update the SDK. */
        MODEL_CARD_NEWER("BMD-3009"),
        /** The graph's inputs or outputs are not those of the model contract. */
        MODEL_CONTRACT("BMD-3010"),
        /** The file's SHA-256 differs from the one that was asked for. */
        MODEL_HASH_MISMATCH("BMD-3011"),
        /** ONNX Runtime refused the model. */
        MODEL_LOAD_FAILED("BMD-3012"),
        /** On this machine the model does not compute what its card says it computes. It is not opened. */
        MODEL_SELF_TEST_FAILED("BMD-3013"),
        /** The model's signature is missing or not by the key that was asked for. Do not use the file. */
        MODEL_SIGNATURE_INVALID("BMD-3014"),
        /** Opening the model or estimating with it would take more memory or computing than a network for radiographs does. */
        MODEL_TOO_COSTLY("BMD-3015"),

        /** The estimator was closed. Open another. */
        ESTIMATOR_CLOSED("BMD-4001"),
        /** The requested device cannot be used; the message names what is missing. */
        DEVICE_UNAVAILABLE("BMD-4002"),
        /** ONNX Runtime failed while computing. */
        RUN_FAILED("BMD-4003"),
        /** The model answered with something that is not a finite number. */
        RESULT_NOT_FINITE("BMD-4004"),
        /** A native library could not be loaded on this machine. */
        NATIVE_LIBRARY("BMD-4005"),
        /** Two estimates that a follow-up cannot compare, because different models made them. */
        ESTIMATES_NOT_COMPARABLE("BMD-4006"),
        /** The call's {@link Cancellation} was cancelled. */
        CANCELLED("BMD-4007"),
        /** The call's {@link Cancellation} reached its deadline. Allow more time, or lower the load. */
        DEADLINE_EXCEEDED("BMD-4008"),
        /**
         * The model answered with a BMD that no femoral neck has, or with another value outside of its target's range, or with a
         * spread that is not positive.
         */
        RESULT_OUT_OF_RANGE("BMD-4009"),
        /**
         * The radiograph is none that the model can say anything about; the message has the reasons of {@link
         * BmdEstimate.Trust}. Also two estimates of a follow-up of which one is so.
         */
        NOT_USABLE("BMD-4010"),

        /** The call itself is wrong: an argument outside its documented range. */
        INVALID_ARGUMENT("BMD-5001"),
        /** A reference population on another densitometer's scale than the model's. Convert it, or use another. */
        REFERENCE_SCALE("BMD-5002"),

        /** The baseline of a model check is missing or not one; record it again. */
        CHECK_BASELINE("BMD-6001"),
        /** The reference manifest of a model check cannot be used; the message names the line. */
        CHECK_MANIFEST("BMD-6002"),

        /** A DICOM result was asked for of a radiograph that isn't DICOM: there is no study that it could belong to. */
        RESULT_NOT_DICOM("BMD-7001"),
        /** The radiograph's header cannot be repeated in a result: an identifier is missing, or a value too long. */
        RESULT_STUDY("BMD-7002"),
        /** The estimate says of no femoral neck where it is, and a result that shows it was asked for. */
        RESULT_NO_NECK("BMD-7003"),
        /** A FHIR, HL7 or DICOM result was asked for of an estimate for which they have no codes. */
        RESULT_TARGET("BMD-7004");

        private final String id;

        Code(String id) {
            this.id = id;
        }

        /** The stable text id, for logs and support: {@code BMD-1003}. */
        public String id() {
            return id;
        }
    }
}
