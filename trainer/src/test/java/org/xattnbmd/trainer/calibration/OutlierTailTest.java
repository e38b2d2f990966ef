package org.xattnbmd.trainer.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutlierTailTest {

    private static double[] exponential(int n, long seed) {
        Random random = new Random(seed);
        return random.doubles(n).map(u -> -Math.log(1 - u)).toArray();
    }

    private static double limit(double[] scores) {
        return OutlierTail.of(scores).orElseThrow().limit();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 60, 200, 2000})
    void whatIsLikeTheKnownOnesHardlyEverExceedsIt(int n) {
        int tooLow = 0;
        double mean = 0;
        for (int seed = 0; seed < 200; seed++) {
            double limit = limit(exponential(n, seed));
            // An exponential score exceeds it with the chance e^-limit.
            tooLow += Math.exp(-limit) > 2e-5 ? 1 : 0;
            mean += limit / 200;
        }
        assertThat(tooLow).as("of 200").isLessThanOrEqualTo(32);
        assertThat(mean).as("11.5 is the score of one in 100,000").isBetween(11.5, 17.0);
    }

    @Test
    void noneOfTheKnownOnesLiesBeyondIt() {
        double[] scores = exponential(500, 1);
        scores[17] = 1000;
        assertThat(limit(scores)).isEqualTo(1000);
        double[] same = new double[30];
        Arrays.fill(same, 0.7);
        assertThat(limit(same)).isEqualTo(0.7);
    }

    @Test
    void itGoesWithTheScaleOfTheScores() {
        double[] scores = exponential(100, 2);
        double[] moved = Arrays.stream(scores).map(s -> 3 * s + 2).toArray();
        assertThat(limit(moved)).isCloseTo(3 * limit(scores) + 2, within(1e-9));
    }

    @Test
    void fewScoresSayNothingOfATail() {
        assertThat(OutlierTail.of(exponential(19, 3))).isEmpty();
        assertThat(OutlierTail.of(exponential(20, 3)).orElseThrow().basis())
                .contains("hard limit", "one of 100000", "20 known ones", "10 highest");
    }
}
