package org.xattnbmd.sdk.internal.concurrent;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread that stops calls at their deadline. It exists only while there are any, and never keeps a JVM alive. */
public final class DeadlineTimer implements AutoCloseable {

    private static final long IDLE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor executor;

    public DeadlineTimer() {
        executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "bmd-deadline");
            thread.setDaemon(true);
            // A pool thread must not hold on to the class loader of the application that happened to start it.
            thread.setContextClassLoader(null);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
    }

    /** Stops what is registered at the signal's deadline, unless the handle is closed before. */
    public StopSignal.Handle watch(StopSignal signal) {
        ScheduledFuture<?> stop =
                executor.schedule(signal::stopAll, Math.max(0, signal.remainingNanos()), TimeUnit.NANOSECONDS);
        return () -> stop.cancel(false);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
