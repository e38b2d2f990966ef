package org.xattnbmd.samples.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BatchProgressTest {

    private final StringWriter text = new StringWriter();
    private final AtomicLong clock = new AtomicLong();

    @Test
    void saysHowFarHowFastAndHowLongStill() {
        BatchProgress progress = new BatchProgress(new PrintWriter(text), 1000, 200, clock::get);
        for (int i = 0; i < 40; i++) {
            clock.addAndGet(100_000_000L);
            progress.done(i % 10 != 0);
        }

        // 10 a second; what an earlier start did counts as done, not as fast.
        assertThat(text.toString().lines())
                .containsExactly(
                        "220 of 1000 (22 %), 2 refused, 10.0 a second, 1 min 18 s left",
                        "240 of 1000 (24 %), 4 refused, 10.0 a second, 1 min 16 s left");
    }

    @Test
    void durationsReadWell() {
        assertThat(BatchProgress.duration(0)).isEqualTo("0 s");
        assertThat(BatchProgress.duration(59)).isEqualTo("59 s");
        assertThat(BatchProgress.duration(3599)).isEqualTo("59 min 59 s");
        assertThat(BatchProgress.duration(3600 * 30 + 120)).isEqualTo("30 h 2 min");
    }
}
