package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.network.AttentionGate;
import org.xattnbmd.trainer.network.AttentionSettings;
import org.xattnbmd.trainer.network.Regressor;
import org.xattnbmd.trainer.network.Regressor.Scale;

class FurtherTargetsLossTest {

    private static final float NONE = Float.NaN;
    private static final List<Scale> SCALES = List.of(new Scale(30, 9, 0.5), new Scale(2, 0.5, 0.01));
    private static final double SHARE = 0.3;

    private static final float[][] ESTIMATES = {{31, 2.1f}, {25, 1.2f}, {40, 2.5f}, {18, 3}};
    private static final float[][] SPREADS = {{4, 0.2f}, {5, 0.3f}, {6, 0.4f}, {7, 0.5f}};
    private static final float[][] LABELS = {{35, NONE}, {NONE, 1.9f}, {22, 2.4f}, {19, NONE}};

    @ParameterizedTest
    @EnumSource
    void aMissingLabelCountsNeitherInTheLossNorInItsGradient(LossKind kind) {
        LossConfig config = LossConfig.of(kind);
        try (NDManager manager = NDManager.newBaseManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray estimate = manager.create(ESTIMATES);
            NDArray spread = manager.create(SPREADS);
            estimate.setRequiresGradient(true);
            spread.setRequiresGradient(true);
            NDArray loss =
                    new FurtherTargetsLoss(config, SCALES, SHARE).apply(estimate, spread, manager.create(LABELS));
            collector.backward(loss);

            float[] byEstimate = estimate.getGradient().toFloatArray();
            float[] bySpread = spread.getGradient().toFloatArray();
            double expected = 0;
            for (int k = 0; k < 2; k++) {
                int labels = 0;
                for (float[] row : LABELS) {
                    labels += Float.isNaN(row[k]) ? 0 : 1;
                }
                double sd = SCALES.get(k).sd();
                double each = SHARE / 2 / labels;
                for (int i = 0; i < LABELS.length; i++) {
                    if (Float.isNaN(LABELS[i][k])) {
                        assertThat(byEstimate[2 * i + k]).isZero();
                        assertThat(bySpread[2 * i + k]).isZero();
                        continue;
                    }
                    double difference = ESTIMATES[i][k] - LABELS[i][k];
                    double error = Math.abs(difference) / sd;
                    double width = SPREADS[i][k] / sd;
                    expected += each * (kind.of(error, config.beta()) + 0.25 * (error / width + Math.log(width)));
                    // Central differences of the loss's own definition; no error here lies where it has a bend.
                    double slope = (kind.of(error + 1e-6, config.beta()) - kind.of(error - 1e-6, config.beta())) / 2e-6;
                    double toEstimate = each * Math.signum(difference) * slope / sd;
                    double toSpread = each * 0.25 * (1 / width - error / (width * width)) / sd;
                    assertThat((double) byEstimate[2 * i + k])
                            .isEqualTo(toEstimate, within(1e-5 * Math.abs(toEstimate) + 1e-8));
                    assertThat((double) bySpread[2 * i + k])
                            .isEqualTo(toSpread, within(1e-5 * Math.abs(toSpread) + 1e-8));
                }
            }
            assertThat((double) loss.getFloat()).isEqualTo(expected, within(1e-5));
        }
    }

    @Test
    void aBatchWithoutAnyLabelOfATargetTeachesItNothing() {
        float[][] labels = {{35, NONE}, {NONE, NONE}, {22, NONE}, {19, NONE}};
        float[][] one = {{35}, {NONE}, {22}, {19}};
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            NDArray estimate = manager.create(ESTIMATES);
            NDArray spread = manager.create(SPREADS);
            float both = new FurtherTargetsLoss(LossConfig.defaults(), SCALES, SHARE)
                    .apply(estimate, spread, manager.create(labels))
                    .getFloat();
            float alone = new FurtherTargetsLoss(LossConfig.defaults(), SCALES.subList(0, 1), SHARE / 2)
                    .apply(estimate.get(":, :1"), spread.get(":, :1"), manager.create(one))
                    .getFloat();
            assertThat(both).isEqualTo(alone, within(1e-6f));
        }
    }

    @Test
    void aShareThatIsNoneIsRefused() {
        for (double share : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new FurtherTargetsLoss(LossConfig.defaults(), SCALES, share))
                    .isInstanceOf(RefusedValueException.class)
                    .hasMessageContaining("share");
        }
        assertThatThrownBy(() -> new FurtherTargetsLoss(LossConfig.defaults(), List.of(), 1))
                .isInstanceOf(RefusedValueException.class)
                .hasMessageContaining("at least one");
    }

    @Test
    void labelsThatWouldBeSpreadOverTheTargetsAreRefused() {
        FurtherTargetsLoss loss = new FurtherTargetsLoss(LossConfig.defaults(), SCALES, SHARE);
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            NDArray estimate = manager.create(new float[][] {{31, 2.1f}, {25, 1.2f}});
            NDArray spread = manager.create(new float[][] {{4, 0.2f}, {5, 0.3f}});
            for (NDArray label : List.of(
                    manager.create(new float[] {35, 22}),
                    manager.create(new float[][] {{35, 22}}),
                    manager.create(new float[][] {{35}, {22}}))) {
                assertThatThrownBy(() -> loss.apply(estimate, spread, label))
                        .isInstanceOf(RefusedValueException.class)
                        .hasMessageContaining("[N, 2]");
            }
        }
    }

    /** Two targets that are straight lines of the features, a third of the first's and half of the second's labels missing. */
    @Test
    void itTeachesFromTheLabelsThatThereAre() {
        int n = 60;
        Random random = new Random(4);
        float[] features = new float[n * 4];
        float[] truth = new float[n * 2];
        float[] labels = new float[n * 2];
        for (int i = 0; i < n; i++) {
            for (int f = 0; f < 4; f++) {
                features[4 * i + f] = (float) random.nextGaussian();
            }
            truth[2 * i] = 30 + 9 * features[4 * i];
            truth[2 * i + 1] = 2 - 0.5f * features[4 * i + 1];
            labels[2 * i] = i % 3 == 0 ? NONE : truth[2 * i];
            labels[2 * i + 1] = i % 2 == 0 ? NONE : truth[2 * i + 1];
        }
        Engine.getInstance().setRandomSeed(2);
        try (NDManager manager = NDManager.newBaseManager()) {
            Regressor regressor = new Regressor(
                    new AttentionSettings(8, 2, 1, 0, AttentionGate.NONE), new Scale(0, 1, 0.01), false, SCALES);
            regressor.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
            NDArray inputs = manager.create(features, new Shape(n, 4));
            FurtherTargetsLoss loss = new FurtherTargetsLoss(LossConfig.of(LossKind.MSE), SCALES, 1);
            for (int step = 0; step < 300; step++) {
                step(regressor, loss, inputs, labels);
            }
            float[] estimates = regressor
                    .forward(new ParameterStore(manager, false), new NDList(inputs), false)
                    .get(2)
                    .toFloatArray();
            for (int k = 0; k < 2; k++) {
                double squares = 0;
                int unlabelled = 0;
                for (int i = 0; i < n; i++) {
                    if (Float.isNaN(labels[2 * i + k])) {
                        double error = (estimates[2 * i + k] - truth[2 * i + k])
                                / SCALES.get(k).sd();
                        squares += error * error;
                        unlabelled++;
                    }
                }
                assertThat(squares / unlabelled).as("of target " + k).isLessThan(0.1);
            }
        }
    }

    /** One step of plain gradient descent. */
    private static void step(Regressor regressor, FurtherTargetsLoss loss, NDArray inputs, float[] labels) {
        try (NDManager scope = inputs.getManager().newSubManager()) {
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray batch = inputs.duplicate();
                batch.attach(scope);
                NDList outputs = regressor.forward(new ParameterStore(scope, false), new NDList(batch), true);
                NDArray wanted = scope.create(labels, new Shape(labels.length / 2, 2));
                collector.backward(loss.apply(outputs.get(2), outputs.get(3), wanted));
            }
            NamedParameters.of(regressor).forEach((name, parameter) -> {
                NDArray values = parameter.getArray();
                if (name.startsWith("further.") && parameter.requiresGradient()) {
                    NDArray gradient = values.getGradient();
                    gradient.attach(scope);
                    float[] stepped = values.toFloatArray();
                    float[] slopes = gradient.toFloatArray();
                    // PyTorch adds the next step's gradient to what is there.
                    gradient.muli(0);
                    for (int i = 0; i < stepped.length; i++) {
                        stepped[i] -= 0.1f * slopes[i];
                    }
                    NamedParameters.set(values, stepped);
                }
            });
        }
    }
}
