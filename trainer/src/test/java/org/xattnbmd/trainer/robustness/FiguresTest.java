package org.xattnbmd.trainer.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.CaseMetrics;
import org.xattnbmd.trainer.evaluation.CasePair;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.report.Measure;

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

    @Test
    void nothingChangedIsNoChangeAtAll() {
        List<Case> cases = cases(60, 1, 0);
        Figures same = Figures.paired(CasePair.of(cases, cases), THRESHOLD, BOOTSTRAP);
        Figures alone = Figures.alone(cases, THRESHOLD, BOOTSTRAP);
        for (Measure<CaseMetrics> measure : Figures.measures(THRESHOLD)) {
            assertThat(same.of(measure).difference()).isZero();
            assertThat(same.of(measure).differenceInterval()).isEqualTo(new Interval(0, 0));
            assertThat(same.value(measure)).isEqualTo(alone.value(measure));
            assertThat(same.of(measure).interval()).isEqualTo(alone.of(measure).interval());
        }
    }

    /** A constant moves bias exactly, leaves the correlation and the ranks, and costs coverage. */
    @Test
    void aConstantErrorShowsWhereItShould() {
        Figures f = Figures.paired(CasePair.of(cases(80, 2, 0), cases(80, 2, 0.05)), THRESHOLD, BOOTSTRAP);
        assertThat(f.n()).isEqualTo(80);
        assertThat(f.of(Figures.BIAS).difference()).isEqualTo(0.05, within(1e-12));
        assertThat(f.of(Figures.BIAS).differenceInterval().width()).isLessThan(1e-12);
        assertThat(f.of(Figures.PEARSON).difference()).isEqualTo(0, within(1e-12));
        assertThat(f.of(Figures.AUC).difference()).isEqualTo(0, within(1e-12));
        assertThat(f.of(Figures.MAE).difference()).isPositive();
        assertThat(f.of(Figures.MAE).differenceInterval().lower()).isPositive();
        assertThat(f.of(Figures.COVERAGE).difference()).isNegative();
        assertThat(f.of(Figures.R2).difference()).isNegative();
    }

    @Test
    void otherSubjectsAreComparedWithoutPairs() {
        List<Case> own = cases(100, 3, 0);
        List<Case> others = cases(150, 4, 0.1);
        Figures f = Figures.against(own, others, THRESHOLD, BOOTSTRAP);
        assertThat(f.n()).isEqualTo(150);
        assertThat(f.of(Figures.BIAS).difference()).isBetween(0.08, 0.12);
        Interval bias = f.of(Figures.BIAS).differenceInterval();
        assertThat(bias.contains(f.of(Figures.BIAS).difference())).isTrue();
        assertThat(bias.width()).isBetween(0.01, 0.04);
    }

    @Test
    void everyFigureHasAName() {
        assertThat(Figures.alone(cases(20, 5, 0), THRESHOLD, BOOTSTRAP).named("All", "g/cm²"))
                .extracting(Figures.Named::name)
                .containsExactly(
                        "All: MAE, g/cm²",
                        "All: Pearson r",
                        "All: R²",
                        "All: Bias, g/cm²",
                        "All: AUC",
                        "All: Interval coverage");
    }
}
