package org.xattnbmd.sdk;

import java.time.Duration;
import org.xattnbmd.sdk.internal.concurrent.StopSignal;

/**
 * Ends calls that are no longer wanted: when {@link #cancel} is called, from any thread, or at a deadline. Given to
 * {@link BmdEstimator#estimate(Radiograph, ClinicalRecord, Cancellation)}, {@link BmdEstimator.Builder#open(Cancellation)} and
 * {@link Radiograph#read(java.nio.file.Path, Cancellation)}; one may be shared by any number of calls,
 * also of several estimators. A network that is computing stops after its current operator; there is nothing to clean
 * up, and the estimator serves on. Thread-safe; holds no resources.
 */
public final class Cancellation {

    /** For calls that nobody can end. */
    static final Cancellation NEVER = new Cancellation(StopSignal.NEVER);

    private final StopSignal signal;

    Cancellation(StopSignal signal) {
        this.signal = signal;
    }

    /** Ends calls only when {@link #cancel} is called: {@code CANCELLED}. */
    public static Cancellation manual() {
        return new Cancellation(StopSignal.manual());
    }

    /**
     * Ends calls that are not done after so much time from now, with {@code DEADLINE_EXCEEDED}; {@link #cancel} ends them
     * sooner.
     *
     * @param time above 0, at most a day
     */
    public static Cancellation after(Duration time) {
        return new Cancellation(StopSignal.after(time));
    }

    /** Ends the calls in flight that were given this, and every later one. Calling again does nothing. */
    public void cancel() {
        signal.cancel();
    }

    /** Whether {@link #cancel} was called or the time is over. */
    public boolean isCancelled() {
        return signal.isCancelled();
    }

    StopSignal signal() {
        return signal;
    }
}
