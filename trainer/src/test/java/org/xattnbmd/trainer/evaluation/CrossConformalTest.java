package org.xattnbmd.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CrossConformalTest {

    /** Scores 1, 2, … in units of the spread. */
    private static CrossConformal.Fold fold(double... errors) {
        double[] measured = new double[errors.length];
        double[] estimated = new double[errors.length];
        double[] spread = new double[errors.length];
        for (int i = 0; i < errors.length; i++) {
            measured[i] = 0.9;
            spread[i] = 0.01;
            estimated[i] = 0.9 + errors[i] * spread[i];
        }
        return new CrossConformal.Fold(measured, estimated, spread);
    }

    @Test
    void aFoldsIntervalComesFromTheOtherFoldsErrors() {
        CrossConformal c = CrossConformal.of(List.of(fold(1, 1, 1), fold(5, 5, 5)), 0.7);
        assertThat(c.foldQuantiles().get(0)).isCloseTo(5, within(1e-9));
        assertThat(c.foldQuantiles().get(1)).isCloseTo(1, within(1e-9));
        assertThat(c.quantile()).isCloseTo(5, within(1e-9));
        Interval interval = c.interval(1, 0.8, 0.02);
        assertThat(interval.lower()).isCloseTo(0.78, within(1e-9));
        assertThat(interval.upper()).isCloseTo(0.82, within(1e-9));
    }

    @Test
    void ofFewOtherSubjectsTheIntervalIsUnbounded() {
        CrossConformal c = CrossConformal.of(List.of(fold(1, 2), fold(1, 2)), 0.9);
        assertThat(c.foldQuantiles()).containsOnly(Double.POSITIVE_INFINITY);
        assertThat(c.interval(0, 0.8, 0.02).upper()).isInfinite();
    }

    @Test
    void nominalCoverageIsReachedOnExchangeableErrors() {
        Random random = new Random(4);
        List<CrossConformal.Fold> folds = new ArrayList<>();
        for (int f = 0; f < 10; f++) {
            folds.add(fold(random.doubles(200, -3, 3).toArray()));
        }
        CrossConformal c = CrossConformal.of(folds, 0.9);
        int covered = 0;
        for (int f = 0; f < 10; f++) {
            for (int i = 0; i < 200; i++) {
                covered += c.interval(f, folds.get(f).estimated()[i], 0.01).contains(0.9) ? 1 : 0;
            }
        }
        assertThat(covered / 2000.0).isCloseTo(0.9, within(0.02));
    }

    @Test
    void oneFoldIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossConformal.of(List.of(fold(1)), 0.9))
                .withMessageContaining("two folds");
    }
}
