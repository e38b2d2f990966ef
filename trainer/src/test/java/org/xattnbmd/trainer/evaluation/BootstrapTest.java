package org.xattnbmd.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BootstrapTest {

    private static double mae(List<Case> cases) {
        return RegressionMetrics.of(cases).mae();
    }

    @Test
    void sameSeedSameIntervalOtherSeedAnother() {
        List<Case> cases = Cases.random(60, 3);
        Interval first = new Bootstrap(500, 0.95, 7).interval(cases, BootstrapTest::mae);
        assertThat(new Bootstrap(500, 0.95, 7).interval(cases, BootstrapTest::mae))
                .isEqualTo(first);
        assertThat(new Bootstrap(500, 0.95, 8).interval(cases, BootstrapTest::mae))
                .isNotEqualTo(first);
        assertThat(first.contains(mae(cases))).isTrue();
    }

    @Test
    void intervalOfAMeanMatchesTheNormalApproximation() {
        Random random = new Random(11);
        List<Case> cases = Stream.generate(() -> 0.1 * random.nextGaussian())
                .limit(400)
                .map(error -> Cases.of(1.0, 1.0 + error))
                .toList();
        RegressionMetrics m = RegressionMetrics.of(cases);
        double halfWidth = m.limitsOfAgreement().width() / 2 / Math.sqrt(cases.size());
        Interval interval = new Bootstrap(4000, 0.95, 1)
                .interval(cases, c -> RegressionMetrics.of(c).bias());
        assertThat(interval.width() / 2).isEqualTo(halfWidth, within(0.07 * halfWidth));
        assertThat((interval.lower() + interval.upper()) / 2).isEqualTo(m.bias(), within(0.1 * halfWidth));
    }

    @Test
    void casesOfOneSubjectStayTogether() {
        List<Case> single = Cases.random(40, 5);
        List<Case> tripled = single.stream().flatMap(c -> Stream.of(c, c, c)).toList();
        Bootstrap bootstrap = new Bootstrap(300, 0.9, 2);
        Interval expected = bootstrap.interval(single, BootstrapTest::mae);
        Interval actual = bootstrap.interval(tripled, BootstrapTest::mae);
        assertThat(actual.lower()).isEqualTo(expected.lower(), within(1e-12));
        assertThat(actual.upper()).isEqualTo(expected.upper(), within(1e-12));
    }

    @Test
    void severalMetricsShareTheirResamples() {
        List<Case> cases = Cases.random(50, 9);
        Bootstrap bootstrap = new Bootstrap(200, 0.9, 3);
        List<Interval> both = bootstrap.intervals(cases, c ->
                new double[] {mae(c), RocCurve.of(c, 0.88).auc()});
        assertThat(both)
                .containsExactly(
                        bootstrap.interval(cases, BootstrapTest::mae),
                        bootstrap.interval(cases, c -> RocCurve.of(c, 0.88).auc()));
    }

    @Test
    void metricThatIsMostlyUndefinedHasNoInterval() {
        List<Case> oneClass = List.of(Cases.of(1.0, 1.0), Cases.of(1.1, 1.0));
        Interval interval = new Bootstrap(100, 0.95, 1)
                .interval(oneClass, c -> RocCurve.of(c, 0.899).auc());
        assertThat(interval.defined()).isFalse();
    }

    /** Errors scatter by 0.1 g/cm² from subject to subject, yet each subject's own change is exact. */
    @Test
    void pairsKeepASubjectsChangeTogether() {
        List<Case> cases = Cases.random(80, 13);
        record Pair(Case before, Case after) {}
        List<Pair> pairs = cases.stream()
                .map(c -> new Pair(c, Cases.of(c.subjectId(), c.measured(), c.estimated() + 0.01)))
                .toList();
        Interval change = new Bootstrap(300, 0.95, 5)
                .intervals(pairs, p -> p.before().subjectId(), sample -> new double[] {
                    RegressionMetrics.of(sample.stream().map(Pair::after).toList())
                                    .bias()
                            - RegressionMetrics.of(
                                            sample.stream().map(Pair::before).toList())
                                    .bias()
                })
                .get(0);
        assertThat(change.lower()).isEqualTo(0.01, within(1e-12));
        assertThat(change.upper()).isEqualTo(0.01, within(1e-12));
    }

    @Test
    void differenceOfTwoSetsMatchesTheNormalApproximation() {
        List<Case> first = Cases.random(300, 21);
        List<Case> second = Cases.random(500, 22);
        RegressionMetrics a = RegressionMetrics.of(first);
        RegressionMetrics b = RegressionMetrics.of(second);
        double error = Math.hypot(
                a.limitsOfAgreement().width() / Math.sqrt(first.size()),
                b.limitsOfAgreement().width() / Math.sqrt(second.size()));
        Interval interval = new Bootstrap(4000, 0.95, 4)
                .differences(first, second, c ->
                        new double[] {RegressionMetrics.of(c).bias()})
                .get(0);
        assertThat(interval.width()).isEqualTo(error, within(0.07 * error));
        assertThat((interval.lower() + interval.upper()) / 2).isEqualTo(b.bias() - a.bias(), within(0.05 * error));
    }

    @Test
    void quantileInterpolatesLikeType7() {
        double[] sorted = DoubleStream.of(1, 2, 3, 4, 5).toArray();
        assertThat(Quantiles.ofSorted(sorted, 0.1)).isEqualTo(1.4, within(1e-12));
        assertThat(Quantiles.ofSorted(sorted, 1)).isEqualTo(5);
        assertThat(Quantiles.ofSorted(new double[] {3}, 0.3)).isEqualTo(3);
    }

    @Test
    void refusesUnusableSettings() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Bootstrap(10, 0.95, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Bootstrap(100, 1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bootstrap(100, 0.9, 1).interval(List.of(), c -> 0))
                .withMessageContaining("at least one case");
    }
}
