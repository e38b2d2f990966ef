package org.xattnbmd.sdk.internal;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** One piece of work on a thread of its own, which ends with it. */
public final class Background<T> {

    private final FutureTask<T> task;

    private Background(Supplier<T> work) {
        task = new FutureTask<>(work::get);
    }

    /** Nothing to wait for. */
    public static <T> Background<T> done(T result) {
        Background<T> background = new Background<>(() -> result);
        background.task.run();
        return background;
    }

    /** Starts the work. */
    public static <T> Background<T> start(String name, Supplier<T> work) {
        Background<T> background = new Background<>(work);
        Thread thread = new Thread(background.task, name);
        thread.setDaemon(true);
        thread.start();
        return background;
    }

    /** The result, once it is there; what the work threw is thrown here. An interrupt is kept for later. */
    public T await() {
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

    /** Waits for the end, whatever it is. */
    public void join() {
        try {
            await();
        } catch (RuntimeException | Error e) {
            // Reported by await, to whoever needs the result.
            return;
        }
    }
}
