package org.xattnbmd.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ScreeningMetricsTest {

    @Test
    void agreesWithTheWorkedExampleOfScikitLearn() {
        // Labels 0, 0, 1, 1 and scores 0.1, 0.4, 0.35, 0.8; the score is minus the estimate.
        double[] measured = {1.0, 1.0, 0.7, 0.7};
        double[] estimated = {-0.1, -0.4, -0.35, -0.8};
        RocCurve roc = RocCurve.of(measured, estimated, 0.899);
        assertThat(roc.auc()).isEqualTo(0.75, within(1e-15));
        assertThat(roc.averagePrecision()).isEqualTo(0.8333333333333333, within(1e-15));
        assertThat(roc.points()).extracting(RocCurve.Point::falsePositiveRate).containsExactly(0.0, 0.0, 0.5, 0.5, 1.0);
        assertThat(roc.points()).extracting(RocCurve.Point::truePositiveRate).containsExactly(0.0, 0.5, 0.5, 1.0, 1.0);
    }

    @Test
    void confusionCountsAndRatesByHand() {
        double[] measured = {0.6, 0.7, 0.8, 0.85, 0.95, 1.0, 1.1, 0.899};
        double[] estimated = {0.65, 0.9, 0.7, 0.8, 0.88, 1.0, 1.2, 0.95};
        ScreeningMetrics m = ScreeningMetrics.of(measured, estimated, 0.899);
        assertThat(m.counts().truePositives()).isEqualTo(3);
        assertThat(m.counts().falseNegatives()).isEqualTo(1);
        assertThat(m.counts().falsePositives()).isEqualTo(1);
        assertThat(m.counts().trueNegatives()).isEqualTo(3);
        assertThat(m.counts().sensitivity()).isEqualTo(0.75);
        assertThat(m.counts().specificity()).isEqualTo(0.75);
        assertThat(m.counts().ppv()).isEqualTo(0.75);
        assertThat(m.counts().npv()).isEqualTo(0.75);
        assertThat(m.counts().f1()).isEqualTo(0.75);
        // Of 16 pairs only (0.9 positive, 0.88 negative) is in the wrong order.
        assertThat(m.auc()).isEqualTo(15 / 16.0, within(1e-15));
        assertThat(m.counts().positives()).isEqualTo(4);
        assertThat(m.counts().n()).isEqualTo(8);
    }

    @Test
    void tiedScoresCountHalf() {
        RocCurve roc = RocCurve.of(new double[] {0.7, 0.7, 1.0}, new double[] {0.9, 0.9, 0.9}, 0.899);
        assertThat(roc.auc()).isEqualTo(0.5);
        assertThat(roc.averagePrecision()).isEqualTo(2 / 3.0, within(1e-15));
        assertThat(roc.points()).hasSize(2);
    }

    @Test
    void oneClassLeavesRankingUndefined() {
        ScreeningMetrics m = ScreeningMetrics.of(new double[] {1.0, 1.1}, new double[] {1.0, 1.2}, 0.899);
        assertThat(m.auc()).isNaN();
        assertThat(m.auprc()).isNaN();
        assertThat(m.counts().sensitivity()).isNaN();
        assertThat(m.counts().ppv()).isNaN();
        assertThat(m.counts().specificity()).isEqualTo(1);
        assertThat(RocCurve.of(new double[] {1.0}, new double[] {1.0}, 0.899).points())
                .isEmpty();
    }

    @Test
    void refusesAnUnusableThreshold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScreeningMetrics.of(List.of(Cases.of(1, 1)), Double.NaN))
                .withMessageContaining("finite threshold");
    }

    @Property(tries = 200)
    void aucIsTheShareOfPairsInTheRightOrder(@ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int n) {
        double[][] data = rounded(seed, n);
        double wins = 0;
        int pairs = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (data[0][i] < 0.9 && data[0][j] >= 0.9) {
                    pairs++;
                    wins += data[1][i] < data[1][j] ? 1 : data[1][i] == data[1][j] ? 0.5 : 0;
                }
            }
        }
        double auc = RocCurve.of(data[0], data[1], 0.9).auc();
        if (pairs == 0) {
            assertThat(auc).isNaN();
        } else {
            assertThat(auc).isEqualTo(wins / pairs, within(1e-12));
        }
    }

    @Property(tries = 200)
    void aucIgnoresRisingMapsAndTurnsRoundUnderFallingOnes(@ForAll long seed) {
        double[][] data = rounded(seed, 30);
        double auc = RocCurve.of(data[0], data[1], 0.9).auc();
        double[] risen = Arrays.stream(data[1]).map(e -> Math.exp(3 * e) - 7).toArray();
        double[] fallen = Arrays.stream(data[1]).map(e -> -e).toArray();
        if (!Double.isNaN(auc)) {
            assertThat(RocCurve.of(data[0], risen, 0.9).auc()).isEqualTo(auc, within(1e-12));
            assertThat(RocCurve.of(data[0], fallen, 0.9).auc()).isEqualTo(1 - auc, within(1e-12));
        }
    }

    @Property(tries = 200)
    void rocNeverFallsAndEndsInTheCorner(@ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int n) {
        double[][] data = rounded(seed, n);
        List<RocCurve.Point> points = RocCurve.of(data[0], data[1], 0.9).points();
        for (int i = 1; i < points.size(); i++) {
            assertThat(points.get(i).falsePositiveRate())
                    .isGreaterThanOrEqualTo(points.get(i - 1).falsePositiveRate());
            assertThat(points.get(i).truePositiveRate())
                    .isGreaterThanOrEqualTo(points.get(i - 1).truePositiveRate());
            assertThat(points.get(i).cutoff()).isGreaterThan(points.get(i - 1).cutoff());
        }
        if (!points.isEmpty()) {
            RocCurve.Point last = points.get(points.size() - 1);
            assertThat(last.falsePositiveRate()).isEqualTo(1);
            assertThat(last.truePositiveRate()).isEqualTo(1);
        }
    }

    /** Measured and estimated values, the latter rounded so that ties are common. */
    private static double[][] rounded(long seed, int n) {
        Random random = new Random(seed);
        double[] measured = new double[n];
        double[] estimated = new double[n];
        for (int i = 0; i < n; i++) {
            measured[i] = 0.9 + 0.15 * random.nextGaussian();
            estimated[i] = Math.round(10 * (measured[i] + 0.2 * random.nextGaussian())) / 10.0;
        }
        return new double[][] {measured, estimated};
    }
}
