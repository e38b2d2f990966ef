package org.xattnbmd.samples.batch;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Says how far a batch is and when it will be done, at most every two seconds. Thread-safe. */
final class BatchProgress {

    private static final long INTERVAL_NANOS = 2_000_000_000L;

    private final PrintWriter out;
    private final int total;
    private final int before;
    private final LongSupplier nanoClock;
    private final long start;

    private int done;
    private int refused;
    private long lastPrint;

    /** @param before how many an earlier start of this batch has done; they do not count for the speed */
    BatchProgress(PrintWriter out, int total, int before, LongSupplier nanoClock) {
        this.out = out;
        this.total = total;
        this.before = before;
        this.nanoClock = nanoClock;
        start = nanoClock.getAsLong();
        lastPrint = start;
    }

    /** Returns how many are done since the start. */
    synchronized int done(boolean estimated) {
        done++;
        refused += estimated ? 0 : 1;
        long now = nanoClock.getAsLong();
        if (now - lastPrint >= INTERVAL_NANOS) {
            lastPrint = now;
            out.println(line((now - start) / 1e9));
            out.flush();
        }
        return done;
    }

    private String line(double seconds) {
        int finished = before + done;
        double perSecond = done / seconds;
        return String.format(
                Locale.ROOT,
                "%d of %d (%.0f %%), %d refused, %.1f a second, %s left",
                finished,
                total,
                100.0 * finished / total,
                refused,
                perSecond,
                duration(Math.round((total - finished) / perSecond)));
    }

    static String duration(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d min %d s", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d h %d min", seconds / 3600, seconds / 60 % 60);
    }
}
