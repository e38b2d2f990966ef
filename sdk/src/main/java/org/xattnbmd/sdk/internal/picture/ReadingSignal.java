package org.xattnbmd.sdk.internal.picture;

import java.util.function.Supplier;
import org.xattnbmd.sdk.internal.concurrent.StopSignal;

/**
 * Tells the decoders when the reading that their thread does is to end; they ask between pieces of work. It belongs to the
 * thread, because a picture is read on one, and no decoder has to hand it on to the next.
 */
public final class ReadingSignal {

    private static final ThreadLocal<StopSignal> CURRENT = new ThreadLocal<>();

    private ReadingSignal() {}

    /** Reads under a signal, and refuses what is ready too late. */
    public static <T> T during(StopSignal signal, Supplier<T> reading) {
        CURRENT.set(signal);
        try {
            signal.check();
            T read = reading.get();
            signal.check();
            return read;
        } finally {
            CURRENT.remove();
        }
    }

    /**
     * Ends the reading if it is to end.
     *
     * @throws org.xattnbmd.sdk.BmdException {@code CANCELLED}, {@code DEADLINE_EXCEEDED}
     */
    public static void check() {
        StopSignal signal = CURRENT.get();
        if (signal != null) {
            signal.check();
        }
    }
}
