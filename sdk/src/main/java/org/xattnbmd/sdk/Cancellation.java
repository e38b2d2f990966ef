package org.xattnbmd.sdk;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * Ends estimates that are no longer wanted: when {@link #cancel} is called, from any thread, or at a deadline. Given to
 * {@link BmdEstimator#estimate(Radiograph, ClinicalRecord, Cancellation)}; one may be shared by any number of calls,
 * also of several estimators. A network that is computing stops after its current operator; there is nothing to clean
 * up, and the estimator serves on. Thread-safe; holds no resources.
 */
public final class Cancellation {

    /** For calls that nobody can end; nothing is ever registered with it. */
    static final Cancellation NEVER = manual();

    private static final Duration LONGEST = Duration.ofDays(1);

    private final Set<Runnable> stops = new LinkedHashSet<>();
    private final LongSupplier nanoClock;
    private final long startNanos;
    private final long limitNanos;
    private boolean cancelled;

    private Cancellation(long limitNanos, LongSupplier nanoClock) {
        this.limitNanos = limitNanos;
        this.nanoClock = nanoClock;
        this.startNanos = nanoClock.getAsLong();
    }

    /** Ends calls only when {@link #cancel} is called: {@code CANCELLED}. */
    public static Cancellation manual() {
        return new Cancellation(Long.MAX_VALUE, () -> 0);
    }

    /**
     * Ends calls that are not done after so much time from now, with {@code DEADLINE_EXCEEDED}; {@link #cancel} ends them
     * sooner.
     *
     * @param time above 0, at most a day
     */
    public static Cancellation after(Duration time) {
        return after(time, System::nanoTime);
    }

    static Cancellation after(Duration time, LongSupplier nanoClock) {
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new BmdException(
                    Code.INVALID_ARGUMENT, "Expected a time above 0 and of at most a day, received " + time + ".");
        }
        return new Cancellation(time.toNanos(), nanoClock);
    }

    /** Ends the calls in flight that were given this, and every later one. Calling again does nothing. */
    public synchronized void cancel() {
        cancelled = true;
        stopAll();
    }

    /** Whether {@link #cancel} was called or the time is over. */
    public synchronized boolean isCancelled() {
        return cancelled || remainingNanos() <= 0;
    }

    /** Throws if calls are to end. */
    void check() {
        boolean told;
        synchronized (this) {
            told = cancelled;
        }
        if (told) {
            throw new BmdException(Code.CANCELLED, "The estimate was cancelled by its caller. Nothing was computed.");
        }
        if (remainingNanos() <= 0) {
            throw new BmdException(
                    Code.DEADLINE_EXCEEDED,
                    "Expected an answer within " + Duration.ofNanos(limitNanos)
                            + ", it was not ready. Allow more time, or lower the load.");
        }
    }

    boolean hasDeadline() {
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
    synchronized Handle onStop(Runnable stop) {
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
    interface Handle extends AutoCloseable {

        @Override
        void close();
    }
}
