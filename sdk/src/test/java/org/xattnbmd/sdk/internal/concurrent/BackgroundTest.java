package org.xattnbmd.sdk.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xattnbmd.sdk.BmdException.Code;

/** Work that cannot be stopped: who waits for it can be, and what it makes too late is not lost. */
@Timeout(60)
class BackgroundTest {

    @Test
    void whatIsReadyInTimeIsReturned() {
        Background<String> work = Background.start("test-work", () -> "made");

        assertThat(work.await(StopSignal.after(Duration.ofHours(1)), late -> {
                    throw new AssertionError(late);
                }))
                .isEqualTo("made");
    }

    @Test
    void whatTheWorkThrowsIsThrownToWhoWaits() {
        Background<String> work = Background.start("test-work", () -> {
            throw new IllegalStateException("broken");
        });

        assertThatThrownBy(() -> work.await(StopSignal.manual(), late -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");
    }

    @Test
    void theDeadlineEndsTheWaitingAndWhatComesTooLateIsGivenAway() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<String> late = new CompletableFuture<>();
        Background<String> work = Background.start("test-work", () -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "made";
        });

        assertRefused(
                Code.DEADLINE_EXCEEDED, () -> work.await(StopSignal.after(Duration.ofMillis(50)), late::complete));
        assertThat(late).isNotDone();
        go.countDown();
        assertThat(late.get(30, TimeUnit.SECONDS)).isEqualTo("made");
    }

    @Test
    void cancellingEndsTheWaitingAndAnInterruptIsKept() {
        CountDownLatch never = new CountDownLatch(1);
        Background<String> work = Background.start("test-work", () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "made";
        });
        StopSignal signal = StopSignal.manual();
        Thread.currentThread().interrupt();
        Background.start("test-cancel", () -> {
            signal.cancel();
            return null;
        });

        assertRefused(Code.CANCELLED, () -> work.await(signal, late -> {}));
        assertThat(Thread.interrupted()).isTrue();
    }
}
