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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.trainer.Garbage;

class LossTest {

    private static float[] labels(long seed, int n) {
        Random random = new Random(seed);
        float[] bmd = new float[n];
        for (int i = 0; i < n; i++) {
            bmd[i] = (float) (0.9 + 0.15 * random.nextGaussian());
        }
        return bmd;
    }

    private static LossConfig weighted(double density, double clinical) {
        return LossConfig.defaults().withKind(LossKind.WEIGHTED_SMOOTH_L1, density, clinical);
    }

    /** The clinical weight rises over 0.1 g/cm² about 0.9. */
    private static LossConfig gentle(double density, double clinical) {
        return new LossConfig(LossKind.WEIGHTED_SMOOTH_L1, 0.5, density, clinical, 0.9, 0.1, 0);
    }

    /**
     * By hand, label sd 0.1 and beta 0.5: errors of 0.02, 0.1 and 0.3 g/cm² are 0.2, 1 and 3 sd; smooth L1 of them is 0.2²,
     * 1 - 0.25 and 3 - 0.25; the weights are 1, 2 and 0.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "MSE,                0.68,    0.04, 1,    9",
        "L1,                 0.73333, 0.2,  1,    3",
        "SMOOTH_L1,          0.51333, 0.04, 0.75, 2.75",
        "WEIGHTED_SMOOTH_L1, 0.51333, 0.04, 0.75, 2.75"
    })
    void lossesHaveTheirValuesByHand(LossKind kind, double mean, double small, double medium, double large) {
        RegressionLoss loss = new RegressionLoss(LossConfig.of(kind), 0.1);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray estimate = manager.create(new float[] {0.78f, 0.9f, 1.3f});
            NDArray label = manager.create(new float[] {0.8f, 0.8f, 1.0f});
            NDArray weight = manager.create(new float[] {1, 2, 0});
            assertThat((double) loss.apply(estimate, label, weight).getFloat()).isEqualTo(mean, within(1e-4));
        }
        assertThat(loss.unweighted(0.78f, 0.8f)).isEqualTo(small, within(1e-5));
        assertThat(loss.unweighted(0.9f, 0.8f)).isEqualTo(medium, within(1e-5));
        assertThat(loss.unweighted(1.3f, 1.0f)).isEqualTo(large, within(1e-4));
    }

    /** By hand, label sd 0.1: the pairs are 0.02 and 0.1 g/cm² apart, 0.2 and 1 sd, each estimate pulled by 1 / (2 * sd). */
    @Test
    void theDisagreementOfTwoCopiesHasItsValueByHand() {
        RegressionLoss loss = new RegressionLoss(LossConfig.defaults(), 0.1);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray estimate = manager.create(new float[] {0.78f, 0.8f, 1.3f, 1.2f});
            estimate.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray disagreement = loss.disagreement(estimate);
                assertThat((double) disagreement.getFloat()).isEqualTo(0.6, within(1e-5));
                collector.backward(disagreement);
            }
            assertThat(estimate.getGradient().toFloatArray())
                    .containsExactly(new float[] {-5, 5, 5, -5}, within(1e-4f));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void aConsistencyIsAWeight(double weight) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LossConfig.defaults().withConsistency(weight))
                .withMessageContaining("consistency");
    }

    /** A copy without its picture differs from the other by more than the change that should not matter. */
    @Test
    void aConsistencyNeedsEvenBatchesAndEveryPicture() {
        TrainingConfig usual = TrainingConfig.defaults();
        TrainingConfig pairs = usual.withLoss(usual.loss().withConsistency(0.2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pairs.withSchedule(usual.schedule().withBatchSize(7)))
                .withMessageContaining("even");
        AugmentationConfig some = usual.augmentation();
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        pairs.withAugmentation(some.withMissing(some.missing().withMissingImage(0.1))))
                .withMessageContaining("picture");
    }

    /** By hand, as above: the loss falls by weight * slope / (n * sd), the slope in sd. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"MSE, -1.3333, 13.333", "L1, -3.3333, 6.6667", "SMOOTH_L1, -1.3333, 6.6667"})
    void gradientsHaveTheirValuesByHand(LossKind kind, double first, double second) {
        RegressionLoss loss = new RegressionLoss(LossConfig.of(kind), 0.1);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray estimate = manager.create(new float[] {0.78f, 0.9f, 1.3f});
            estimate.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                collector.backward(loss.apply(
                        estimate, manager.create(new float[] {0.8f, 0.8f, 1.0f}), manager.create(new float[] {1, 2, 0
                        })));
            }
            float[] gradient = estimate.getGradient().toFloatArray();
            assertThat((double) gradient[0]).isEqualTo(first, within(1e-3));
            assertThat((double) gradient[1]).isEqualTo(second, within(1e-2));
            assertThat(gradient[2]).isZero();
        }
    }

    /** Three labels, Scott's bandwidth and the logistic written out. */
    @Test
    void labelWeightsHaveTheirValuesByHand() {
        float[] bmd = {0.7f, 0.9f, 1.1f};
        // sd 0.163299, bandwidth 1.06 * 0.163299 * 3^-0.2 = 0.138952: densities 1.37079, 1.70985, 1.37079, mean
        // 1.48381.
        double[] rare = {1.48381 / 1.37079, 1.48381 / 1.70985, 1.48381 / 1.37079};
        // Clinical weight 1, threshold 0.9, width 0.1: 1 + 1 / (1 + e^-2), 1.5, 1 + 1 / (1 + e^2).
        double[] low = {1.880797, 1.5, 1.119203};
        assertWeights(LabelWeights.of(bmd, gentle(1, 0)), rare);
        assertWeights(LabelWeights.of(bmd, gentle(0, 1)), low);
        assertWeights(
                LabelWeights.of(bmd, gentle(1, 1)),
                new double[] {rare[0] * low[0], rare[1] * low[1], rare[2] * low[2]});
    }

    private static void assertWeights(float[] weights, double[] unnormalised) {
        double mean = Arrays.stream(unnormalised).average().orElseThrow();
        for (int i = 0; i < weights.length; i++) {
            assertThat((double) weights[i]).isEqualTo(unnormalised[i] / mean, within(2e-4));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MSE", "L1", "SMOOTH_L1"})
    void weightsOfALossThatHasNoneAreRefused(LossKind kind) {
        assertThat(LabelWeights.of(labels(6, 30), LossConfig.of(kind))).containsOnly(1f);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LossConfig.of(kind).withKind(kind, 0.3, 0))
                .withMessageContaining("weighted_smooth_l1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LossConfig.of(kind).withKind(kind, 0, 0.3));
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
        LossConfig config = weighted(0, 0).withBeta(beta);
        try (NDManager manager = NDManager.newBaseManager()) {
            float loss = new RegressionLoss(config, sd)
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
        RegressionLoss loss = new RegressionLoss(LossConfig.defaults(), 0.15);
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
            RegressionLoss loss, NDManager manager, float[] estimate, float[] label, double spread) {
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
        float[] weights = LabelWeights.of(labels(seed, 50), weighted(density, clinical));
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
        float[] weights = LabelWeights.of(bmd, weighted(0, 1));
        for (int i = 1; i < bmd.length; i++) {
            assertThat(weights[i]).isLessThanOrEqualTo(weights[i - 1]);
        }
        assertThat(weights[0] / weights[59]).isBetween(1.9f, 2f);
    }

    @Test
    void densityWeightRaisesRareLabelsUpToTheCap() {
        float[] bmd = labels(4, 200);
        bmd[0] = 0.2f;
        float[] weights = LabelWeights.of(bmd, weighted(1, 0));
        float most = 0;
        for (float w : weights) {
            most = Math.max(most, w);
        }
        assertThat(weights[0]).isEqualTo(most);
        assertThat(most).isLessThan(5f);
    }

    @Test
    void weightsSwitchedOffAreOnes() {
        float[] weights = LabelWeights.of(labels(5, 20), weighted(0, 0));
        for (float w : weights) {
            assertThat(w).isEqualTo(1, within(1e-6f));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> weighted(0, 0).withBeta(0));
        assertThatIllegalArgumentException().isThrownBy(() -> weighted(0, -1));
    }

    @Test
    void equalLabelsHaveEqualWeights() {
        float[] same = new float[10];
        Arrays.fill(same, 0.8f);
        assertThat(LabelWeights.of(same, LossConfig.defaults())).containsOnly(1f);
    }

    /** See {@link org.xattnbmd.trainer.network.Scalars}. */
    @ParameterizedTest
    @EnumSource(LossKind.class)
    void garbageCollectionBeforeTheBackwardPassChangesNoGradient(LossKind kind) throws InterruptedException {
        assertThat(estimateGradient(kind, true)).containsExactly(estimateGradient(kind, false));
    }

    private static float[] estimateGradient(LossKind kind, boolean collect) throws InterruptedException {
        RegressionLoss loss = new RegressionLoss(LossConfig.of(kind), 0.13);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray estimate = manager.create(new float[] {0.78f, 0.9f, 1.3f});
            NDArray spread = manager.create(new float[] {0.05f, 0.06f, 0.07f});
            estimate.setRequiresGradient(true);
            spread.setRequiresGradient(true);
            NDArray label = manager.create(new float[] {0.8f, 0.8f, 1.0f});
            NDArray weight = manager.create(new float[] {1, 2, 0.5f});
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray total = loss.apply(estimate, label, weight).add(loss.spreadLoss(estimate, spread, label));
                if (collect) {
                    Garbage.collect();
                }
                collector.backward(total);
            }
            return estimate.getGradient().concat(spread.getGradient()).toFloatArray();
        }
    }
}
