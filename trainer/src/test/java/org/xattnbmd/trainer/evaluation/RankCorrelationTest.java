package org.xattnbmd.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankCorrelationTest {

    @Test
    void byHand() {
        // Ranks differ by 0, 1, 1, 1, 1: rho = 1 - 6 * 4 / (5 * 24).
        RankCorrelation found = RankCorrelation.of(new double[] {10, 20, 30, 40, 50}, new double[] {1, 3, 2, 9, 5.5});
        assertThat(found.rho()).isEqualTo(1 - 6.0 * 4 / 120, within(1e-12));
        assertThat(found.n()).isEqualTo(5);
    }

    @Test
    void tiesShareTheirMeanRank() {
        assertThat(RankCorrelation.ranks(new double[] {3, 1, 3, 2, 3})).containsExactly(4, 1, 4, 2, 4);
    }

    @Test
    void onlyTheOrderCounts() {
        Random random = new Random(3);
        double[] a = random.doubles(20).toArray();
        double[] b = random.doubles(20).toArray();
        RankCorrelation found = RankCorrelation.of(a, b);
        double[] stretched = Arrays.stream(a).map(v -> Math.exp(5 * v)).toArray();
        assertThat(RankCorrelation.of(stretched, b)).isEqualTo(found);
        assertThat(RankCorrelation.of(Arrays.stream(a).map(v -> -v).toArray(), b)
                        .rho())
                .isEqualTo(-found.rho(), within(1e-12));
        assertThat(found.pValue()).isBetween(0.0, 1.0);
        assertThat(RankCorrelation.of(a, a).rho()).isEqualTo(1, within(1e-12));
        assertThat(RankCorrelation.of(a, a).pValue()).isZero();
    }

    @Test
    void whatSaysNothingIsUndefinedAndWhatIsNoNumberRefused() {
        assertThat(RankCorrelation.of(new double[] {1, 1, 1}, new double[] {1, 2, 3})
                        .rho())
                .isNaN();
        assertThat(RankCorrelation.of(new double[] {1, 2}, new double[] {1, 2}).pValue())
                .isNaN();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RankCorrelation.of(new double[] {1, Double.NaN}, new double[] {1, 2}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RankCorrelation.of(new double[] {1, 2}, new double[] {1}));
    }
}
