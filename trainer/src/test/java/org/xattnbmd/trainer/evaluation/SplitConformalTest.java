package org.xattnbmd.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplitConformalTest {

    @Test
    void takesTheRankWithTheFiniteSampleCorrection() {
        double[] estimated = new double[9];
        double[] measured = {0.09, 0.01, 0.05, 0.03, 0.07, 0.02, 0.04, 0.08, 0.06};
        double[] spread = new double[9];
        Arrays.fill(spread, 0.5);
        // (9 + 1) * 0.8 = 8: the eighth smallest error, 0.08, over the spread.
        SplitConformal conformal = SplitConformal.calibrate(measured, estimated, spread, 0.8);
        assertThat(conformal.quantile()).isEqualTo(0.16, within(1e-15));
        assertThat(conformal.interval(1.0, 0.25)).isEqualTo(new Interval(1.0 - 0.04, 1.0 + 0.04));
        // (9 + 1) * 0.9 = 9 is still a rank of nine; 0.95 asks for the tenth, which does not exist.
        assertThat(SplitConformal.calibrate(measured, estimated, spread, 0.9).quantile())
                .isEqualTo(0.18, within(1e-15));
        assertThat(SplitConformal.calibrate(measured, estimated, spread, 0.95).quantile())
                .isInfinite();
    }

    @Property(tries = 60, seed = "42")
    void coversAtLeastAtItsNominalLevelOnExchangeableData(
            @ForAll @IntRange(min = 0, max = 1_000_000) int seed,
            @ForAll @IntRange(min = 20, max = 200) int calibrationSize,
            @ForAll @DoubleRange(min = 0.5, max = 0.95) double confidence) {
        // Averaged over calibration sets the guarantee is exact; 40 sets of 100 new subjects leave this much chance.
        int covered = 0;
        int tested = 0;
        for (int set = 0; set < 40; set++) {
            List<Case> all = Cases.random(calibrationSize + 100, seed * 1000L + set);
            SplitConformal conformal = SplitConformal.calibrate(all.subList(0, calibrationSize), confidence);
            for (Case one : all.subList(calibrationSize, all.size())) {
                covered += conformal.interval(one.estimated(), one.spread()).contains(one.measured()) ? 1 : 0;
                tested++;
            }
        }
        double variance = confidence * (1 - confidence) * (1.0 / tested + 1.0 / (40.0 * (calibrationSize + 2)));
        assertThat((double) covered / tested).isGreaterThan(confidence - 5 * Math.sqrt(variance));
    }

    @Test
    void refusesUnusableCalibration() {
        double[] one = {1};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SplitConformal.calibrate(List.of(), 0.9))
                .withMessageContaining("received none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SplitConformal.calibrate(one, one, new double[1], 0.9))
                .withMessageContaining("spread above zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SplitConformal.calibrate(one, one, one, 1.0))
                .withMessageContaining("confidence");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SplitConformal(0.9, 5, 1).interval(1, Double.NaN))
                .withMessageContaining("spread");
    }
}
