package org.xattnbmd.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CohortStatisticTest {

    private static void assertStatistic(CohortStatistic s, double value, double low, double high) {
        assertThat(s.value()).isEqualTo(value, within(1e-4));
        assertThat(s.low()).isEqualTo(low, within(1e-4));
        assertThat(s.high()).isEqualTo(high, within(1e-4));
    }

    /** By hand: 2, 4, 4, 4, 5, 5, 7, 9 has mean 5, squares 32, sd 2.13809. */
    @Test
    void valuesByHand() {
        double[] v = {2, 4, 4, 4, 5, 5, 7, 9};
        assertStatistic(CohortStatistic.mean(v), 5, 5 - 1.959964 * 0.755929, 5 + 1.959964 * 0.755929);
        assertStatistic(CohortStatistic.sd(v), 2.13809, 2.13809 * (1 - 0.523822), 2.13809 * (1 + 0.523822));
        assertStatistic(CohortStatistic.median(v), 4.5, 2, 9);
        // Wilson, 2 of 10.
        assertStatistic(CohortStatistic.percent(2, 10), 20, 5.6682, 50.9838);
        assertStatistic(CohortStatistic.slope(new double[] {0, 1, 2, 3}, new double[] {1, 3, 5, 7}), 2, 2, 2);
        // Residuals 0.2, -0.6, 0.6, -0.2 about 0.2 + 1.4 x: variance 0.8 / 2 over 5.
        assertStatistic(
                CohortStatistic.slope(new double[] {0, 1, 2, 3}, new double[] {0.4, 1, 3.6, 4.2}),
                1.4,
                1.4 - 1.959964 * Math.sqrt(0.08),
                1.4 + 1.959964 * Math.sqrt(0.08));
        assertStatistic(CohortStatistic.mean(v).times(-2), -10, -10 - 2 * 1.481594, -10 + 2 * 1.481594);
        assertStatistic(
                CohortStatistic.difference(new double[] {1, 2, 3}, new double[] {1, 1, 1}),
                1,
                1 - 1.959964 * Math.sqrt(1.0 / 3),
                1 + 1.959964 * Math.sqrt(1.0 / 3));
    }

    /** A 95 % interval holds the truth about 95 times of 100. */
    @Test
    void intervalsCoverTheTruth() {
        Random random = new Random(4);
        int mean = 0;
        int sd = 0;
        int median = 0;
        for (int trial = 0; trial < 400; trial++) {
            double[] v = random.doubles(60)
                    .map(u -> 0)
                    .map(z -> 3 + 2 * random.nextGaussian())
                    .toArray();
            mean += holds(v, CohortStatistic::mean, 3);
            sd += holds(v, CohortStatistic::sd, 2);
            median += holds(v, CohortStatistic::median, 3);
        }
        assertThat(List.of(mean, sd, median)).allSatisfy(n -> assertThat(n).isBetween(364, 396));
    }

    private static int holds(double[] v, Function<double[], CohortStatistic> of, double truth) {
        CohortStatistic s = of.apply(v);
        return s.low() <= truth && truth <= s.high() ? 1 : 0;
    }

    @Test
    void tooFewValuesSayNothing() {
        assertThat(CohortStatistic.mean(new double[] {1, 2}).value()).isNaN();
        assertThat(CohortStatistic.median(new double[0]).value()).isNaN();
        assertThat(CohortStatistic.percent(0, 0).value()).isNaN();
        PublishedFigure figure = PublishedFigure.cited(1, 2, "1 to 2", "a study");
        assertThat(figure.verdict(List.of(Double.NaN, Double.NaN))).isEqualTo("too few");
        assertThat(figure.verdict(List.of(1.9, 2.4))).isEqualTo("agrees");
        assertThat(figure.verdict(List.of(2.1, 2.4))).isEqualTo("differs");
        assertThat(figure.verdict(List.of(0.1, 0.9))).isEqualTo("differs");
        assertThat(PublishedFigure.chosen("3", "a study").verdict(List.of(1.0, 2.0)))
                .isEqualTo("not compared");
    }
}
