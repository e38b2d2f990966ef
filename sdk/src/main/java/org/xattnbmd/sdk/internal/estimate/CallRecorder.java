package org.xattnbmd.sdk.internal.estimate;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.xattnbmd.sdk.BmdEstimator.CallMetrics;
import org.xattnbmd.sdk.BmdEstimator.Listener;
import org.xattnbmd.sdk.BmdException;

/** Takes a call's times for a listener; without one it reads no clock and allocates nothing. */
public final class CallRecorder {

    private static final Call UNHEARD = new Call(null, 0);

    private final Listener listener;

    public CallRecorder(Listener listener) {
        this.listener = listener;
    }

    public Call start(int requests) {
        return listener == null ? UNHEARD : new Call(listener, requests);
    }

    /** One call, from its start on. Used by one thread. */
    public static final class Call {

        private final Listener listener;
        private final int requests;
        private final long start;
        private long preparedAt;
        private long computedAt;

        private Call(Listener listener, int requests) {
            this.listener = listener;
            this.requests = requests;
            this.start = listener == null ? 0 : System.nanoTime();
            this.preparedAt = start;
            this.computedAt = start;
        }

        void prepared() {
            if (listener != null) {
                preparedAt = System.nanoTime();
                computedAt = preparedAt;
            }
        }

        void computed() {
            if (listener != null) {
                computedAt = System.nanoTime();
            }
        }

        /** @param failure null if the call succeeded */
        public void ended(BmdException.Code failure) {
            if (listener == null) {
                return;
            }
            CallMetrics metrics = new CallMetrics(
                    requests,
                    Duration.ofNanos(preparedAt - start),
                    Duration.ofNanos(computedAt - preparedAt),
                    Duration.ofNanos(System.nanoTime() - start),
                    Optional.ofNullable(failure));
            try {
                listener.callEnded(metrics);
            } catch (RuntimeException e) {
                // The host's metrics must not cost it an estimate.
                LoggerFactory.getLogger(CallRecorder.class).warn("The estimator's listener failed: {}", e.toString());
            }
        }
    }
}
