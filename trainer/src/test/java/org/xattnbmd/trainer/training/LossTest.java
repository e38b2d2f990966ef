package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LossTest {

    private static float[] labels(long seed, int n) {
        Random random = new Random(seed);
        float[] bmd = new float[n];
        for (int i = 0; i < n; i++) {
            bmd[i] = (float) (0.9 + 0.15 * random.nextGaussian());
        }
        return bmd;
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void smoothL1IsItsFormula(
            @ForAll @LongRange(min = 0, max = 1_000_000) long seed,
            @ForAll @DoubleRange(min = 0.05, max = 3) double beta,
            @ForAll @DoubleRange(min = 0.05, max = 0.4) double sd) {
        float[] label = labels(seed, 9);
        float[] estimate = labels(seed + 1, 9);
        float[] weight = labels(seed + 2, 9);
        double expected = 0;
        for (int i = 0; i < 9; i++) {
            double e = Math.abs(estimate[i] - label[i]) / sd;
            expected += weight[i] * (e < beta ? 0.5 * e * e / beta : e - 0.5 * beta) / 9;
        }
        LossConfig config = new LossConfig(beta, 0, 0, 0.899, 0.05);
        try (NDManager manager = NDManager.newBaseManager()) {
            float loss = new WeightedSmoothL1(config, sd)
                    .apply(manager.create(estimate), manager.create(label), manager.create(weight))
                    .getFloat();
            assertThat((double) loss).isEqualTo(expected, within(1e-5 * Math.max(1, expected)));
        }
    }

    @Test
    void spreadLossIsLeastAtTheMeanAbsoluteErrorAndLeavesTheEstimateAlone() {
        float[] label = labels(1, 64);
        float[] estimate = labels(2, 64);
        double mae = 0;
        for (int i = 0; i < 64; i++) {
            mae += Math.abs(estimate[i] - label[i]) / 64;
        }
        WeightedSmoothL1 loss = new WeightedSmoothL1(LossConfig.defaults(), 0.15);
        try (NDManager manager = NDManager.newBaseManager()) {
            double least = spread(loss, manager, estimate, label, mae);
            assertThat(spread(loss, manager, estimate, label, 0.9 * mae)).isGreaterThan(least);
            assertThat(spread(loss, manager, estimate, label, 1.1 * mae)).isGreaterThan(least);
            NDArray variable = manager.create(estimate);
            NDArray wide = manager.ones(variable.getShape());
            variable.setRequiresGradient(true);
            wide.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                collector.backward(loss.spreadLoss(variable, wide, manager.create(label)));
            }
            assertThat(wide.getGradient().abs().sum().getFloat()).isPositive();
            assertThat(variable.getGradient().abs().sum().getFloat()).isZero();
        }
    }

    private static double spread(
            WeightedSmoothL1 loss, NDManager manager, float[] estimate, float[] label, double spread) {
        float[] spreads = new float[label.length];
        Arrays.fill(spreads, (float) spread);
        return loss.spreadLoss(manager.create(estimate), manager.create(spreads), manager.create(label))
                .getFloat();
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void weightsHaveMeanOneAndArePositive(
            @ForAll @LongRange(min = 0, max = 1_000_000) long seed,
            @ForAll @DoubleRange(min = 0, max = 1) double density,
            @ForAll @DoubleRange(min = 0, max = 3) double clinical) {
        float[] weights = LabelWeights.of(labels(seed, 50), new LossConfig(0.5, density, clinical, 0.899, 0.05));
        double mean = 0;
        for (float w : weights) {
            assertThat(w).isPositive();
            mean += w / 50.0;
        }
        assertThat(mean).isEqualTo(1, within(1e-5));
    }

    @Test
    void clinicalWeightRisesTowardsLowBmd() {
        float[] bmd = labels(3, 60);
        Arrays.sort(bmd);
        float[] weights = LabelWeights.of(bmd, new LossConfig(0.5, 0, 1, 0.899, 0.05));
        for (int i = 1; i < bmd.length; i++) {
            assertThat(weights[i]).isLessThanOrEqualTo(weights[i - 1]);
        }
        assertThat(weights[0] / weights[59]).isBetween(1.9f, 2f);
    }

    @Test
    void densityWeightRaisesRareLabelsUpToTheCap() {
        float[] bmd = labels(4, 200);
        bmd[0] = 0.2f;
        float[] weights = LabelWeights.of(bmd, new LossConfig(0.5, 1, 0, 0.899, 0.05));
        float most = 0;
        for (float w : weights) {
            most = Math.max(most, w);
        }
        assertThat(weights[0]).isEqualTo(most);
        assertThat(most).isLessThan(5f);
    }

    @Test
    void weightsSwitchedOffAreOnes() {
        float[] weights = LabelWeights.of(labels(5, 20), new LossConfig(0.5, 0, 0, 0.899, 0.05));
        for (float w : weights) {
            assertThat(w).isEqualTo(1, within(1e-6f));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new LossConfig(0, 0, 0, 0.9, 0.05));
        assertThatIllegalArgumentException().isThrownBy(() -> new LossConfig(0.5, 0, -1, 0.9, 0.05));
    }

    @Test
    void equalLabelsHaveEqualWeights() {
        float[] same = new float[10];
        Arrays.fill(same, 0.8f);
        assertThat(LabelWeights.of(same, LossConfig.defaults())).containsOnly(1f);
    }
}
