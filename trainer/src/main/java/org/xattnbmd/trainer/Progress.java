package org.xattnbmd.trainer;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Progress of one long task: a bar that redraws itself on a terminal, and elsewhere (a build log, a file) a plain line
 * every few seconds. Thread-safe; the caller closes it.
 */
public final class Progress implements AutoCloseable {

    private static final int WIDTH = 28;
    private static final long TERMINAL_NANOS = 100_000_000L;
    private static final long LOG_NANOS = 10_000_000_000L;

    private final PrintStream out;
    private final String label;
    private final String unit;
    private final long total;
    private final boolean terminal;
    private final long started = System.nanoTime();
    private long done;
    private long lastShown = Long.MIN_VALUE;
    private String note = "";
    private boolean closed;

    /** Shows progress on standard output, as a bar if it is a terminal. */
    public Progress(String label, long total, String unit) {
        this(System.out, System.console() != null, label, total, unit);
    }

    Progress(PrintStream out, boolean terminal, String label, long total, String unit) {
        this.out = out;
        this.terminal = terminal;
        this.label = label;
        this.total = Math.max(1, total);
        this.unit = unit;
    }

    /** Counts {@code n} more units as done; the note (may be empty) is shown behind the rate. */
    public synchronized void step(long n, String currentNote) {
        done = Math.min(total, done + n);
        note = currentNote;
        long now = System.nanoTime();
        long interval = terminal ? TERMINAL_NANOS : LOG_NANOS;
        if (lastShown == Long.MIN_VALUE ? terminal || now - started >= interval : now - lastShown >= interval) {
            lastShown = now;
            out.print(terminal ? "\r" + line() : line() + System.lineSeparator());
            out.flush();
        }
    }

    public void step() {
        step(1, "");
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            out.println((terminal ? "\r" : "") + line());
            out.flush();
        }
    }

    private String line() {
        double seconds = Math.max(1e-3, (System.nanoTime() - started) / 1e9);
        double rate = done / seconds;
        int filled = (int) (WIDTH * done / total);
        String time = done >= total || rate == 0
                ? String.format(Locale.ROOT, "in %s", clock(seconds))
                : String.format(Locale.ROOT, "ETA %s", clock((total - done) / rate));
        return String.format(
                Locale.ROOT,
                "%-10s [%s%s] %d/%d %s  %.1f/s  %s%s",
                label,
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                done,
                total,
                unit,
                rate,
                time,
                note.isEmpty() ? "" : "  " + note);
    }

    private static String clock(double seconds) {
        long s = Math.round(seconds);
        return String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60);
    }
}
