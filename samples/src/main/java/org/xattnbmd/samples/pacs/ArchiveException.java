package org.xattnbmd.samples.pacs;

/**
 * What went wrong between the service and its archive, with a stable code. Messages name neither patient nor study, and no
 * password.
 */
final class ArchiveException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Codes are stable; messages are not. */
    enum Code {
        /** No connection, no answer in time, or one that says to come back later. */
        UNREACHABLE("PACS-1001"),
        /** User name, password, token or right is missing. */
        NOT_ALLOWED("PACS-1002"),
        /** An answer that DICOMweb does not know. */
        BAD_ANSWER("PACS-1003"),
        /** An object or answer beyond the limit. */
        TOO_LARGE("PACS-1004"),
        /** The archive took a result and does not have it, or refused it. */
        NOT_STORED("PACS-1005");

        private final String id;

        Code(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }
    }

    private final Code code;

    ArchiveException(Code code, String message) {
        this(code, message, null);
    }

    ArchiveException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    Code code() {
        return code;
    }
}
