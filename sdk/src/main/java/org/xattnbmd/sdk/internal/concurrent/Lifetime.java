package org.xattnbmd.sdk.internal.concurrent;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** Keeps the calls on an object and its closing apart: any number of calls at once, the closing after them, once. */
public final class Lifetime {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final String whenClosed;
    private boolean closed;

    /** @param whenClosed what a call on the closed object is told */
    public Lifetime(String whenClosed) {
        this.whenClosed = whenClosed;
    }

    /** @throws BmdException {@code ESTIMATOR_CLOSED} after {@link #end} */
    public <T> T during(Supplier<T> call) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new BmdException(Code.ESTIMATOR_CLOSED, whenClosed);
            }
            return call.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Waits for the calls in flight; at its second call it does nothing. */
    public void end(Runnable release) {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                release.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
