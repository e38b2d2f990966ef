package org.xattnbmd.trainer;

/**
 * A value that a person gave is not allowed; the message says which are. Whoever read the value reports it with a stable
 * code: the command line as {@link TrainerException.Code#OPTION}, a file's reader with the file's name. Any other
 * {@link IllegalArgumentException} is a mistake of this program or of a library and is never reported so.
 */
public final class RefusedValueException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public RefusedValueException(String message) {
        super(message);
    }

    /** Refuses with this message unless the condition holds. */
    public static void require(boolean holds, String message) {
        if (!holds) {
            throw new RefusedValueException(message);
        }
    }

    /** Refuses a number of threads that none can be. */
    public static void requireThreads(int threads) {
        require(threads >= 1, "expected at least 1 thread, received " + threads);
    }
}
