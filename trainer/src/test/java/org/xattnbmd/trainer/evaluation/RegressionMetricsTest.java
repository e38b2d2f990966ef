package org.xattnbmd.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RegressionMetricsTest {

    @Test
    void agreesWithTheWorkedExampleOfScikitLearn() {
        RegressionMetrics m = RegressionMetrics.of(new double[] {3, -0.5, 2, 7}, new double[] {2.5, 0, 2, 8});
        assertThat(m.n()).isEqualTo(4);
        assertThat(m.mse()).isEqualTo(0.375, within(1e-15));
        assertThat(m.rmse()).isEqualTo(0.6123724356957945, within(1e-15));
        assertThat(m.mae()).isEqualTo(0.5, within(1e-15));
        assertThat(m.r2()).isEqualTo(0.9486081370449679, within(1e-15));
        assertThat(m.bias()).isEqualTo(0.25, within(1e-15));
        // Errors -0.5, 0.5, 0, 1 about 0.25: squares sum to 1.25, SD = sqrt(1.25 / 3).
        assertThat(m.limitsOfAgreement().lower()).isEqualTo(0.25 - 1.96 * 0.6454972243679028, within(1e-12));
        assertThat(m.limitsOfAgreement().upper()).isEqualTo(0.25 + 1.96 * 0.6454972243679028, within(1e-12));
    }

    @Test
    void calibrationLineOfAnscombesFirstSet() {
        double[] x = {10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
        double[] y = {8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
        RegressionMetrics m = RegressionMetrics.of(y, x);
        assertThat(m.calibration().slope()).isEqualTo(0.5000909090909091, within(1e-12));
        assertThat(m.calibration().intercept()).isEqualTo(3.000090909090909, within(1e-12));
        assertThat(m.pearson()).isEqualTo(0.8164205163448400, within(1e-12));
    }

    @Test
    void constantSidesLeaveFiguresUndefinedRatherThanWrong() {
        RegressionMetrics measured = RegressionMetrics.of(new double[] {0.9, 0.9, 0.9}, new double[] {0.8, 0.9, 1.0});
        assertThat(measured.r2()).isNaN();
        assertThat(measured.pearson()).isNaN();
        assertThat(measured.calibration().slope()).isZero();
        RegressionMetrics estimated = RegressionMetrics.of(new double[] {0.8, 0.9, 1.0}, new double[] {0.9, 0.9, 0.9});
        assertThat(estimated.r2()).isEqualTo(0, within(1e-12));
        assertThat(estimated.pearson()).isNaN();
        assertThat(estimated.calibration().slope()).isNaN();
        RegressionMetrics one = RegressionMetrics.of(List.of(Cases.of(0.9, 0.8)));
        assertThat(one.mae()).isEqualTo(0.1, within(1e-12));
        assertThat(one.limitsOfAgreement().defined()).isFalse();
    }

    @Test
    void refusesWhatItCannotCompare() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegressionMetrics.of(List.of()))
                .withMessageContaining("received none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegressionMetrics.of(new double[2], new double[3]))
                .withMessageContaining("2 measured and 3 estimated");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegressionMetrics.of(new double[] {1, 2}, new double[] {1, Double.NaN}))
                .withMessageContaining("index 1");
    }

    @Property(tries = 200)
    void boundsAndIdentitiesHoldForAnyData(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 60) int n,
            @ForAll @DoubleRange(min = 0, max = 3) double noise) {
        Random random = new Random(seed);
        double[] measured = random.doubles(n, 0.4, 1.4).toArray();
        double[] estimated = new double[n];
        for (int i = 0; i < n; i++) {
            estimated[i] = measured[i] + noise * random.nextGaussian();
        }
        RegressionMetrics m = RegressionMetrics.of(measured, estimated);
        assertThat(m.r2()).isLessThanOrEqualTo(1);
        assertThat(m.pearson()).isBetween(-1.0, 1.0);
        assertThat(m.mae()).isLessThanOrEqualTo(m.rmse() + 1e-12);
        assertThat(m.r2()).isLessThanOrEqualTo(m.pearson() * m.pearson() + 1e-9);
        assertThat(m.limitsOfAgreement().contains(m.bias())).isTrue();
    }

    @Property(tries = 100)
    void recalibrationMakesTheCalibrationLineTheIdentity(@ForAll long seed) {
        List<Case> cases = Cases.random(40, seed);
        RegressionMetrics before = RegressionMetrics.of(cases);
        double[] measured = Pairs.column(cases, Case::measured);
        double[] recalibrated = Pairs.column(
                cases,
                c -> before.calibration().intercept() + before.calibration().slope() * c.estimated());
        RegressionMetrics after = RegressionMetrics.of(measured, recalibrated);
        assertThat(after.calibration().slope()).isEqualTo(1, within(1e-9));
        assertThat(after.calibration().intercept()).isEqualTo(0, within(1e-9));
        assertThat(after.r2()).isEqualTo(before.pearson() * before.pearson(), within(1e-9));
    }
}
