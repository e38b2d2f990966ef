package org.xattnbmd.sdk.internal.concurrent;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.xattnbmd.sdk.BmdException;

/** One piece of work on a thread of its own, which ends with it. */
public final class Background<T> {

    private static final long MOMENT_MILLISECONDS = 20;

    private final String name;
    private final FutureTask<T> task;
    private final AtomicBoolean begun = new AtomicBoolean();

    private Background(String name, Supplier<T> work) {
        this.name = name;
        task = new FutureTask<>(work::get);
    }

    /** Nothing to wait for. */
    public static <T> Background<T> done(T result) {
        Background<T> background = new Background<>("done", () -> result);
        background.begun.set(true);
        background.task.run();
        return background;
    }

    /** Starts the work. */
    public static <T> Background<T> start(String name, Supplier<T> work) {
        Background<T> background = later(name, work);
        background.begin();
        return background;
    }

    /** Work that starts when it is begun, or when somebody waits for its result. */
    public static <T> Background<T> later(String name, Supplier<T> work) {
        return new Background<>(name, work);
    }

    /** Starts the work, once. */
    public void begin() {
        if (begun.compareAndSet(false, true)) {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** The result, once it is there; what the work threw is thrown here. An interrupt is kept for later. */
    public T await() {
        begin();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof Error error) {
                        throw error;
                    }
                    throw (RuntimeException) e.getCause();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * As {@link #await()}, unless the signal says to stop before. The work itself goes on then, and what it makes too late
     * is given away.
     */
    public T await(StopSignal signal, Consumer<T> tooLate) {
        begin();
        try {
            while (!ended()) {
                signal.check();
            }
        } catch (BmdException stopped) {
            start(name + "-too-late", () -> {
                tooLate.accept(await());
                return null;
            });
            throw stopped;
        }
        return await();
    }

    /** Waits a moment; whether the work has ended. An interrupt is kept for later. */
    private boolean ended() {
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MOMENT_MILLISECONDS);
        try {
            while (!task.isDone() && System.nanoTime() < end) {
                try {
                    task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException | TimeoutException e) {
                    // What it threw, await() throws.
                    return task.isDone();
                }
            }
            return task.isDone();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for the end, whatever it is, of work that was begun. */
    public void join() {
        if (!begun.get()) {
            return;
        }
        try {
            await();
        } catch (RuntimeException | Error e) {
            // Reported by await, to whoever needs the result.
            return;
        }
    }
}
