package org.xattnbmd.trainer.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OutlierLimitTest {

    private final Random random = new Random(4);

    private double[] scores(int n, double mean) {
        return random.doubles(n, mean - 0.5, mean + 0.5).toArray();
    }

    @Test
    void manyPicturesSetItEitherWay() {
        assertThat(OutlierLimit.of(scores(1000, 3), 1.5).value()).isBetween(3.47, 3.5);
        assertThat(OutlierLimit.of(scores(1000, 1), 2.5).value()).isBetween(1.47, 1.5);
        assertThat(OutlierLimit.of(scores(99, 1), 2.5).basis())
                .isEqualTo("99th percentile of 99 pictures; it was 2.500");
    }

    @Test
    void aFewRaiseItOnlyAndOneStrayPictureDoesNotDecide() {
        double[] scores = scores(50, 3);
        scores[7] = 40;
        assertThat(OutlierLimit.of(scores, 1.5).value()).isBetween(3.3, 3.5);
        assertThat(OutlierLimit.of(scores, 1.5).basis()).contains("95th percentile of 50 pictures", "it was 1.500");
        OutlierLimit kept = OutlierLimit.of(scores, 3.6);
        assertThat(kept.value()).isEqualTo(3.6);
        assertThat(kept.basis()).contains("kept", "50 pictures");
    }

    @Test
    void veryFewSayNothing() {
        assertThat(OutlierLimit.of(scores(19, 3), 1.5).value()).isEqualTo(1.5);
        assertThat(OutlierLimit.of(scores(20, 3), 1.5).value()).isGreaterThan(3);
    }

    /** What a percentile of pictures promises of the next ones. */
    @Test
    void newPicturesOfTheSiteAreWarnedOfAsOftenAsItSays() {
        double many = 0;
        double few = 0;
        int rounds = 500;
        for (int round = 0; round < rounds; round++) {
            many += share(OutlierLimit.of(scores(200, 3), 1.5).value()) / rounds;
            few += share(OutlierLimit.of(scores(40, 3), 1.5).value()) / rounds;
        }
        assertThat(many).isBetween(0.006, 0.012);
        assertThat(few).isBetween(0.035, 0.055);
    }

    private double share(double limit) {
        double[] fresh = scores(400, 3);
        int above = 0;
        for (double score : fresh) {
            above += score > limit ? 1 : 0;
        }
        return above / 400.0;
    }
}
