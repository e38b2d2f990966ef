package org.xattnbmd.sdk.internal.preprocessing;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/**
 * Works through the rows of a picture in bands, on the calling thread and on helpers that happen to be free. The caller
 * never waits for a helper to start, only for one that is at work. One call at a time gets the helpers; the others, which
 * keep the processors busy anyway, work alone. Thread-safe.
 */
public final class RowWorkers implements AutoCloseable {

    private static final int BANDS_PER_WORKER = 4;
    private static final long IDLE_SECONDS = 30;

    static final String THREAD_NAME = "bmd-preprocessing";

    private final int helpers;
    private final ThreadPoolExecutor pool;
    private final AtomicBoolean taken = new AtomicBoolean();

    /** With so many helper threads, which start when first used; 0 = only the caller works. */
    public RowWorkers(int helpers) {
        this.helpers = helpers;
        if (helpers == 0) {
            pool = null;
            return;
        }
        pool = new ThreadPoolExecutor(
                helpers, helpers, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, THREAD_NAME);
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /** Work on rows; must be independent of how they are divided and of who does it. */
    interface Task {

        /** @param worker 0 to {@link #workers()} - 1; no two bands are worked on under one number at a time */
        void rows(int from, int to, int worker);
    }

    int workers() {
        return helpers + 1;
    }

    /** Returns when all rows are done. */
    void run(int rows, Task task) {
        if (helpers == 0 || !taken.compareAndSet(false, true)) {
            task.rows(0, rows, 0);
            return;
        }
        try {
            Job job = new Job(task, rows, Math.min(rows, BANDS_PER_WORKER * workers()));
            try {
                for (int helper = 1; helper <= helpers; helper++) {
                    pool.execute(job);
                }
            } catch (OutOfMemoryError e) {
                // The system gives no more threads: the rows are done by who is there.
                LoggerFactory.getLogger(RowWorkers.class).debug("No helper threads: {}", e.toString());
            }
            job.work(0);
            job.await();
        } finally {
            taken.set(false);
        }
    }

    /** Ends the helpers. No call may be in flight. */
    @Override
    public void close() {
        if (pool == null) {
            return;
        }
        pool.shutdown();
        try {
            pool.awaitTermination(IDLE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            // The helpers end by themselves; the caller learns that it was interrupted.
            Thread.currentThread().interrupt();
        }
    }

    private static final class Job implements Runnable {

        private static final AtomicIntegerFieldUpdater<Job> NEXT =
                AtomicIntegerFieldUpdater.newUpdater(Job.class, "next");
        private static final AtomicIntegerFieldUpdater<Job> LEFT =
                AtomicIntegerFieldUpdater.newUpdater(Job.class, "left");
        private static final AtomicIntegerFieldUpdater<Job> HELPERS =
                AtomicIntegerFieldUpdater.newUpdater(Job.class, "helpers");

        private final Task task;
        private final int rows;
        private final int bands;
        private final Thread caller = Thread.currentThread();
        private volatile int next;
        private volatile int left;
        private volatile int helpers;
        private volatile Throwable failure;

        Job(Task task, int rows, int bands) {
            this.task = task;
            this.rows = rows;
            this.bands = bands;
            left = bands;
        }

        @Override
        public void run() {
            work(HELPERS.incrementAndGet(this));
        }

        /** A helper that comes late finds no band left and touches nothing. */
        void work(int worker) {
            for (int band = NEXT.getAndIncrement(this); band < bands; band = NEXT.getAndIncrement(this)) {
                try {
                    task.rows((int) ((long) rows * band / bands), (int) ((long) rows * (band + 1) / bands), worker);
                } catch (RuntimeException | Error e) {
                    failure = e;
                } finally {
                    if (LEFT.decrementAndGet(this) == 0) {
                        LockSupport.unpark(caller);
                    }
                }
            }
        }

        void await() {
            boolean interrupted = false;
            while (left > 0) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure != null) {
                throw (RuntimeException) failure;
            }
        }
    }
}
