package org.xattnbmd.sdk.internal.check;

/** A check cannot run; the message says why. It never leaves this package. */
final class NotPossibleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotPossibleException(String why) {
        super(why, null, false, false);
    }
}
