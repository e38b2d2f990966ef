package org.xattnbmd.sdk.internal.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RowWorkersTest {

    @ParameterizedTest
    @CsvSource({"0, 100", "1, 1", "1, 7", "1, 440", "3, 2", "3, 1000"})
    void everyRowIsWorkedOnOnce(int helpers, int rows) {
        try (RowWorkers workers = new RowWorkers(helpers)) {
            for (int repeat = 0; repeat < 50; repeat++) {
                assertThat(times(workers, rows)).containsOnly(1).hasSize(rows);
            }
        }
    }

    @Test
    void noTwoBandsRunUnderOneNumberAtATime() {
        try (RowWorkers workers = new RowWorkers(3)) {
            AtomicIntegerArray busy = new AtomicIntegerArray(workers.workers());
            for (int repeat = 0; repeat < 200; repeat++) {
                workers.run(64, (from, to, worker) -> {
                    if (busy.incrementAndGet(worker) != 1) {
                        throw new IllegalStateException("worker " + worker + " is at work already");
                    }
                    Thread.yield();
                    busy.decrementAndGet(worker);
                });
            }
        }
    }

    @Test
    void callersAtTheSameTimeAllGetTheirRowsDone() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try (RowWorkers workers = new RowWorkers(1)) {
            Callable<int[]> call = () -> times(workers, 333);
            List<Future<int[]>> results = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                results.add(callers.submit(call));
            }
            for (Future<int[]> result : results) {
                assertThat(result.get()).containsOnly(1);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void helpersDoHelp() {
        try (RowWorkers workers = new RowWorkers(1)) {
            CountDownLatch bothAtWork = new CountDownLatch(2);
            workers.run(2, (from, to, worker) -> {
                bothAtWork.countDown();
                try {
                    if (!bothAtWork.await(30, TimeUnit.SECONDS)) {
                        throw new IllegalStateException("only one worker came");
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void failuresReachTheCallerAndTheNextCallWorks(int helpers) {
        try (RowWorkers workers = new RowWorkers(helpers)) {
            assertThatThrownBy(() -> workers.run(100, (from, to, worker) -> {
                        throw new IllegalArgumentException("band");
                    }))
                    .hasMessage("band");
            assertThat(times(workers, 100)).containsOnly(1);
        }
    }

    @Test
    void noThreadIsLeftAfterClose() {
        RowWorkers workers = new RowWorkers(2);
        times(workers, 100);

        workers.close();

        // A pool counts a thread as ended a moment before it is.
        while (helperIsAlive()) {
            Thread.onSpinWait();
        }
        assertThat(helperIsAlive()).isFalse();
    }

    private static boolean helperIsAlive() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(RowWorkers.THREAD_NAME));
    }

    private static int[] times(RowWorkers workers, int rows) {
        AtomicIntegerArray times = new AtomicIntegerArray(rows);
        workers.run(rows, (from, to, worker) -> {
            for (int row = from; row < to; row++) {
                times.incrementAndGet(row);
            }
        });
        int[] copy = new int[rows];
        for (int row = 0; row < rows; row++) {
            copy[row] = times.get(row);
        }
        return copy;
    }
}
