package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.SlowModel;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.internal.concurrent.StopSignal;

/** The model of this test computes for seconds where it has many subjects; cancellation ends such a call at once. */
@Timeout(60)
class CancellationTest {

    private static final Radiograph HIP = Radiograph.of(SyntheticHip.left(90, 80, 3), 90, 80, PixelFormat.unsigned(16));
    private static final ClinicalRecord USUAL =
            ClinicalRecord.builder().set("age", 75).build();
    private static final List<BmdRequest> MANY = Collections.nCopies(SlowModel.MANY, new BmdRequest(HIP, USUAL));

    @TempDir
    static Path folder;

    private static BmdEstimator estimator;

    @BeforeAll
    static void open() {
        estimator = BmdEstimator.builder(TinyModel.write(folder, SlowModel.bytes()))
                .threads(1)
                .open();
    }

    @AfterAll
    static void close() {
        estimator.close();
    }

    @Test
    void cancelStopsANetworkThatIsComputingAndTheEstimatorServesOn() throws Exception {
        Cancellation cancellation = Cancellation.manual();
        FutureTask<List<BmdEstimate>> call = new FutureTask<>(() -> estimator.estimateAll(MANY, cancellation));
        Thread thread = start(call);
        waitUntilInTheNetwork(thread);
        cancellation.cancel();

        assertThatThrownBy(call::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        BmdException.class, e -> assertThat(e.code()).isEqualTo(Code.CANCELLED));
        assertThat(estimator.estimate(HIP, USUAL, Cancellation.manual()).bmd()).isPositive();
    }

    @Test
    void oneCancellationStopsEveryCallThatHasIt() throws Exception {
        Cancellation cancellation = Cancellation.manual();
        List<FutureTask<List<BmdEstimate>>> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            calls.add(new FutureTask<>(() -> estimator.estimateAll(MANY, cancellation)));
            waitUntilInTheNetwork(start(calls.get(i)));
        }
        cancellation.cancel();

        for (FutureTask<List<BmdEstimate>> call : calls) {
            assertThatThrownBy(call::get).hasCauseInstanceOf(BmdException.class);
        }
        assertThat(cancellation.isCancelled()).isTrue();
        assertRefused(Code.CANCELLED, () -> estimator.estimate(HIP, USUAL, cancellation));
    }

    @Test
    void deadlineStopsANetworkThatIsComputing() {
        assertRefused(
                Code.DEADLINE_EXCEEDED, () -> estimator.estimateAll(MANY, Cancellation.after(Duration.ofMillis(200))));
        assertThat(estimator.estimate(HIP, USUAL).bmd()).isPositive();
    }

    @Test
    void deadlineThatIsNotReachedChangesNothing() {
        Cancellation cancellation = Cancellation.after(Duration.ofHours(1));

        assertThat(estimator.estimate(HIP, USUAL, cancellation)).isEqualTo(estimator.estimate(HIP, USUAL));
        assertThat(cancellation.isCancelled()).isFalse();
    }

    @Test
    void deadlineThatIsOverRefusesBeforeAnythingIsComputed() {
        AtomicLong clock = new AtomicLong();
        Cancellation cancellation = new Cancellation(StopSignal.after(Duration.ofSeconds(1), clock::get));
        clock.set(Duration.ofSeconds(1).toNanos());

        assertThat(cancellation.isCancelled()).isTrue();
        assertRefused(Code.DEADLINE_EXCEEDED, () -> estimator.estimate(HIP, USUAL, cancellation));
    }

    @Test
    void openingIsGivenUpAtTheDeadlineOrWhenCancelled() {
        BmdEstimator.Builder builder = BmdEstimator.builder(TinyModel.write(folder));
        Cancellation cancelled = Cancellation.manual();
        cancelled.cancel();

        assertRefused(Code.DEADLINE_EXCEEDED, () -> builder.open(Cancellation.after(Duration.ofNanos(1))));
        assertRefused(Code.CANCELLED, () -> builder.open(cancelled));
        builder.open(Cancellation.after(Duration.ofHours(1))).close();
    }

    /** The golden vectors of this model, computed in one batch, take seconds. */
    @Test
    void provingAModelStopsAtTheDeadline() {
        AtomicLong clock = new AtomicLong();
        StopSignal signal = StopSignal.after(Duration.ofSeconds(1), clock::get);
        Path slow = TinyModel.write(folder, SlowModel.bytes());
        Thread test = Thread.currentThread();
        Thread later = start(() -> {
            try {
                waitUntilInTheNetwork(test);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            signal.cancel();
        });

        assertThat(later.isDaemon()).isTrue();
        assertRefused(
                Code.CANCELLED, () -> BmdEstimator.builder(slow).threads(1).open(new Cancellation(signal)));
    }

    @Test
    void timesThatMakeNoSenseAreRefused() {
        for (Duration time : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(2))) {
            assertRefused(Code.INVALID_ARGUMENT, () -> Cancellation.after(time));
        }
    }

    @Test
    void closingEndsTheTimersThread() throws Exception {
        Path model = TinyModel.write(folder, TinyModel.bytes());
        List<Thread> before = timers();
        BmdEstimator own = BmdEstimator.open(model);
        own.estimate(HIP, USUAL, Cancellation.after(Duration.ofHours(1)));
        List<Thread> started = new ArrayList<>(timers());
        started.removeAll(before);
        own.close();

        assertThat(started).hasSize(1);
        started.get(0).join();
    }

    private static List<Thread> timers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("bmd-deadline"))
                .toList();
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void waitUntilInTheNetwork(Thread thread) throws InterruptedException {
        while (thread.isAlive() && !inTheNetwork(thread.getStackTrace())) {
            Thread.sleep(5);
        }
    }

    private static boolean inTheNetwork(StackTraceElement[] stack) {
        return stack.length > 0
                && stack[0].isNativeMethod()
                && stack[0].getClassName().equals("ai.onnxruntime.OrtSession");
    }
}
