package org.xattnbmd.sdk.internal.check;

import java.util.function.Supplier;

/**
 * A value that is made when it is first asked for. Who asks again gets the same, or the same exception. Not thread-safe.
 */
final class Once<T> implements Supplier<T> {

    private Supplier<T> making;
    private T value;
    private RuntimeException failure;

    Once(Supplier<T> making) {
        this.making = making;
    }

    @Override
    public T get() {
        if (making != null) {
            try {
                value = making.get();
            } catch (RuntimeException e) {
                failure = e;
            }
            making = null;
        }
        if (failure != null) {
            throw failure;
        }
        return value;
    }

    /** The value, for a check whose subject it is not: {@link NotPossibleException} where it cannot be made. */
    T orNotPossible(String why) {
        try {
            return get();
        } catch (RuntimeException e) {
            throw new NotPossibleException(why);
        }
    }

    /** The value if it was made. */
    T orNull() {
        return value;
    }
}
