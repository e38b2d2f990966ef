package org.xattnbmd.trainer.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.Interval;

class FiguresTest {

    private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 0.95, 1);
    private static final double THRESHOLD = 0.9;

    private static List<Case> cases(int n, long seed, double shift) {
        Random random = new Random(seed);
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double measured = 0.9 + 0.15 * random.nextGaussian();
            double estimated = measured + 0.04 * random.nextGaussian() + shift;
            cases.add(new Case("S" + i, "female", 70, measured, estimated, 0.05, estimated - 0.06, estimated + 0.06));
        }
        return cases;
    }

    private static List<Figures.Pair> pairs(List<Case> clean, List<Case> changed) {
        List<Figures.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < clean.size(); i++) {
            pairs.add(new Figures.Pair(clean.get(i), changed.get(i)));
        }
        return pairs;
    }

    @Test
    void nothingChangedIsNoChangeAtAll() {
        List<Case> cases = cases(60, 1, 0);
        Figures same = Figures.paired(pairs(cases, cases), THRESHOLD, BOOTSTRAP);
        assertThat(same.differences()).containsOnly(0);
        assertThat(same.differenceIntervals()).containsOnly(new Interval(0, 0));
        Figures alone = Figures.alone(cases, THRESHOLD, BOOTSTRAP);
        assertThat(same.values()).isEqualTo(alone.values());
        assertThat(same.intervals()).isEqualTo(alone.intervals());
    }

    /** A constant moves bias exactly, leaves the correlation and the ranks, and costs coverage. */
    @Test
    void aConstantErrorShowsWhereItShould() {
        Figures f = Figures.paired(pairs(cases(80, 2, 0), cases(80, 2, 0.05)), THRESHOLD, BOOTSTRAP);
        assertThat(f.n()).isEqualTo(80);
        assertThat(f.differences()[Figures.BIAS]).isEqualTo(0.05, within(1e-12));
        assertThat(f.differenceIntervals().get(Figures.BIAS).width()).isLessThan(1e-12);
        assertThat(f.differences()[Figures.PEARSON]).isEqualTo(0, within(1e-12));
        assertThat(f.differences()[Figures.AUC]).isEqualTo(0, within(1e-12));
        assertThat(f.differences()[Figures.MAE]).isPositive();
        assertThat(f.differenceIntervals().get(Figures.MAE).lower()).isPositive();
        assertThat(f.differences()[Figures.COVERAGE]).isNegative();
        assertThat(f.differences()[Figures.R2]).isNegative();
    }

    @Test
    void otherSubjectsAreComparedWithoutPairs() {
        List<Case> own = cases(100, 3, 0);
        List<Case> others = cases(150, 4, 0.1);
        Figures f = Figures.against(own, others, THRESHOLD, BOOTSTRAP);
        assertThat(f.n()).isEqualTo(150);
        assertThat(f.differences()[Figures.BIAS]).isBetween(0.08, 0.12);
        Interval bias = f.differenceIntervals().get(Figures.BIAS);
        assertThat(bias.contains(f.differences()[Figures.BIAS])).isTrue();
        assertThat(bias.width()).isBetween(0.01, 0.04);
    }

    @Test
    void everyFigureHasAName() {
        assertThat(Figures.alone(cases(20, 5, 0), THRESHOLD, BOOTSTRAP).values())
                .hasSize(Figures.NAMES.size());
    }
}
