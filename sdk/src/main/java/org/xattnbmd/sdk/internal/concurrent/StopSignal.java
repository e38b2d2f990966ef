package org.xattnbmd.sdk.internal.concurrent;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** Tells calls in flight to end, when somebody says so or when their time is over. Safe for concurrent use. */
public final class StopSignal {

    /** For calls that nobody can end; nothing is ever registered with it. */
    public static final StopSignal NEVER = manual();

    private static final Duration LONGEST = Duration.ofDays(1);

    private final Set<Runnable> stops = new LinkedHashSet<>();
    private final LongSupplier nanoClock;
    private final long startNanos;
    private final long limitNanos;
    private boolean cancelled;

    private StopSignal(long limitNanos, LongSupplier nanoClock) {
        this.limitNanos = limitNanos;
        this.nanoClock = nanoClock;
        this.startNanos = nanoClock.getAsLong();
    }

    /** Without a deadline. */
    public static StopSignal manual() {
        return new StopSignal(Long.MAX_VALUE, () -> 0);
    }

    /** @param time above 0, at most a day */
    public static StopSignal after(Duration time) {
        return after(time, System::nanoTime);
    }

    public static StopSignal after(Duration time, LongSupplier nanoClock) {
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT, "Expected a time above 0 and of at most a day, received " + time + ".");
        }
        return new StopSignal(time.toNanos(), nanoClock);
    }

    /** Ends the calls in flight, and every later one. Calling again does nothing. */
    public synchronized void cancel() {
        cancelled = true;
        stopAll();
    }

    /** Whether {@link #cancel} was called or the time is over. */
    public synchronized boolean isCancelled() {
        return cancelled || remainingNanos() <= 0;
    }

    /** Throws if calls are to end. */
    public void check() {
        boolean told;
        synchronized (this) {
            told = cancelled;
        }
        if (told) {
            throw new BmdException(Code.CANCELLED, "The call was cancelled by its caller. Nothing was returned.");
        }
        if (remainingNanos() <= 0) {
            throw new BmdException(
                    Code.DEADLINE_EXCEEDED,
                    "Expected an answer within " + Duration.ofNanos(limitNanos)
                            + ", it was not ready. Allow more time, or lower the load.");
        }
    }

    public boolean hasDeadline() {
        return limitNanos != Long.MAX_VALUE;
    }

    long remainingNanos() {
        return hasDeadline() ? limitNanos - (nanoClock.getAsLong() - startNanos) : Long.MAX_VALUE;
    }

    /** Runs what was registered, at the deadline. */
    synchronized void stopAll() {
        stops.forEach(Runnable::run);
    }

    /** {@code stop} runs on {@link #cancel}, at once if that was before; never after the returned handle is closed. */
    public synchronized Handle onStop(Runnable stop) {
        if (this == NEVER) {
            throw new IllegalStateException("NEVER is shared by all calls");
        }
        stops.add(Objects.requireNonNull(stop, "stop"));
        if (cancelled) {
            stop.run();
        }
        return () -> {
            synchronized (this) {
                stops.remove(stop);
            }
        };
    }

    /** Ends a registration. */
    public interface Handle extends AutoCloseable {

        @Override
        void close();
    }
}
