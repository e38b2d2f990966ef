package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.initializer.ConstantInitializer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;

/** On the quadratic {@code sum(curvature * (w - target)^2) / 2}, against Adam written out in doubles. */
class AdamWTest {

    private static final float[] CURVATURE = {1, 10, 0.1f, 3};
    private static final float[] TARGET = {1, -2, 3, 0.5f};
    private static final float[] START = {0.3f, 0.1f, -0.4f, 2};

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static OptimizerSettings config(double decay, double clip) {
        return OptimizerSettings.defaults().withWeightDecay(decay).withClipNorm(clip);
    }

    private Map<String, Parameter> parameters(String name, boolean gradient) {
        Parameter parameter = Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.OTHER)
                .optRequiresGrad(gradient)
                .optInitializer(new ConstantInitializer(0))
                .optShape(new Shape(2, 2))
                .build();
        parameter.initialize(manager, DataType.FLOAT32);
        try (Gradients off = Gradients.off()) {
            NamedParameters.set(parameter.getArray(), START);
        }
        Map<String, Parameter> named = new LinkedHashMap<>();
        named.put(name, parameter);
        return named;
    }

    private void step(AdamW optimizer, Parameter parameter, double learningRate) {
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray weight = parameter.getArray();
            NDArray difference = scope.create(TARGET, weight.getShape()).sub(weight);
            NDArray loss = scope.create(CURVATURE, weight.getShape())
                    .mul(difference)
                    .mul(difference)
                    .sum()
                    .mul(0.5f);
            collector.backward(loss);
        }
        try (Gradients off = Gradients.off()) {
            optimizer.update(learningRate);
        }
    }

    /** Kingma and Ba 2015, algorithm 1, with decoupled decay (Loshchilov and Hutter 2019) and clipping before it. */
    private static double[] reference(int steps, double rate, double decay, double clip) {
        double[] w = {START[0], START[1], START[2], START[3]};
        double[] m = new double[4];
        double[] v = new double[4];
        for (int t = 1; t <= steps; t++) {
            double[] g = new double[4];
            double norm = 0;
            for (int i = 0; i < 4; i++) {
                g[i] = CURVATURE[i] * (w[i] - TARGET[i]);
                norm += g[i] * g[i];
            }
            double scale = Math.min(1, clip / Math.sqrt(norm));
            for (int i = 0; i < 4; i++) {
                g[i] *= scale;
                m[i] = 0.9 * m[i] + 0.1 * g[i];
                v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
                w[i] *= 1 - rate * decay;
                w[i] -= rate * (m[i] / (1 - Math.pow(0.9, t))) / (Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + 1e-8);
            }
        }
        return w;
    }

    private void matches(String name, double decay, double appliedDecay, double clip) {
        Map<String, Parameter> named = parameters(name, true);
        AdamW optimizer = new AdamW(FlatParameters.trained(named, manager), manager, config(decay, clip));
        for (int i = 0; i < 40; i++) {
            step(optimizer, named.get(name), 0.05);
        }
        double[] expected = reference(40, 0.05, appliedDecay, clip);
        float[] actual = named.get(name).getArray().toFloatArray();
        for (int i = 0; i < 4; i++) {
            assertThat((double) actual[i]).isEqualTo(expected[i], within(2e-4));
        }
        assertThat(optimizer.step()).isEqualTo(40);
    }

    @Test
    void plainAdam() {
        matches("a.weight", 0, 0, 1e9);
    }

    @Test
    void decoupledDecayOfWeights() {
        matches("a.weight", 0.1, 0.1, 1e9);
    }

    @Test
    void biasesAndTokensDoNotDecay() {
        matches("a.bias", 0.1, 0, 1e9);
        matches("a.missing", 0.1, 0, 1e9);
    }

    @Test
    void clippingByTheGlobalNorm() {
        matches("a.weight", 0, 0, 0.7);
    }

    /** Adam forgets the scale of a gradient, not the ratio between steps: the norm must span all parameters. */
    @Test
    void theNormIsThatOfAllParametersTogether() {
        Map<String, Parameter> named = parameters("a.weight", true);
        named.putAll(parameters("b.weight", true));
        AdamW optimizer = new AdamW(FlatParameters.trained(named, manager), manager, config(0, 1));
        NDArray a = named.get("a.weight").getArray();
        NDArray b = named.get("b.weight").getArray();
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(a.mul(3).sum().add(b.mul(4).sum()));
        }
        try (Gradients off = Gradients.off()) {
            optimizer.update(0.01);
        }
        // Gradients 3 and 4, four of each: norm 10, so 0.3 and 0.4 are left.
        assertThat(optimizer.state().get("adam.mean.a.weight").values())
                .containsOnly(new float[] {0.1f * 0.3f}, within(1e-6f));
        assertThat(optimizer.state().get("adam.mean.b.weight").values())
                .containsOnly(new float[] {0.1f * 0.4f}, within(1e-6f));
    }

    @Test
    void aGradientThatIsNotFiniteMovesNothingAndIsNamed() {
        Map<String, Parameter> named = parameters("a.weight", true);
        named.putAll(parameters("b.weight", true));
        AdamW optimizer = new AdamW(FlatParameters.trained(named, manager), manager, config(0, 1));
        NDArray a = named.get("a.weight").getArray();
        NDArray b = named.get("b.weight").getArray();
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(a.mul(3).sum().add(b.mul(Float.NaN).sum()));
        }
        try (Gradients off = Gradients.off()) {
            assertThatExceptionOfType(TrainerException.class)
                    .isThrownBy(() -> optimizer.update(0.01))
                    .withMessageContaining("b.weight")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(TrainerException.Code.DIVERGED));
        }
        assertThat(a.toFloatArray()).containsExactly(START);
        assertThat(b.toFloatArray()).containsExactly(START);
    }

    @Test
    void constantsStayAndHaveNoState() {
        Map<String, Parameter> named = parameters("mean_size", false);
        AdamW optimizer = new AdamW(FlatParameters.trained(named, manager), manager, config(0.1, 1));
        try (Gradients off = Gradients.off()) {
            optimizer.update(0.5);
        }
        assertThat(named.get("mean_size").getArray().toFloatArray()).containsExactly(START);
        assertThat(optimizer.state()).isEmpty();
    }

    @Test
    void restoredStateGoesOnExactly() {
        Map<String, Parameter> whole = parameters("a.weight", true);
        AdamW first = new AdamW(FlatParameters.trained(whole, manager), manager, config(0.1, 1));
        for (int i = 0; i < 5; i++) {
            step(first, whole.get("a.weight"), 0.05);
        }
        Map<String, Parameter> part = parameters("a.weight", true);
        try (Gradients off = Gradients.off()) {
            NamedParameters.set(
                    part.get("a.weight").getArray(),
                    whole.get("a.weight").getArray().toFloatArray());
        }
        AdamW second = new AdamW(FlatParameters.trained(part, manager), manager, config(0.1, 1));
        second.restore(first.state(), first.step());
        for (int i = 0; i < 5; i++) {
            step(first, whole.get("a.weight"), 0.05);
            step(second, part.get("a.weight"), 0.05);
        }
        assertThat(part.get("a.weight").getArray().toFloatArray())
                .containsExactly(whole.get("a.weight").getArray().toFloatArray());
        Map<String, Tensor> lacking = new LinkedHashMap<>(first.state());
        lacking.remove("adam.mean.a.weight");
        assertThatThrownBy(() -> second.restore(lacking, 5)).isInstanceOf(TrainerException.class);
    }

    @Test
    void learningRateWarmsUpThenFallsAlongHalfACosine() {
        Schedule schedule =
                Schedule.defaults().withEpochs(20).withLearningRate(1e-2).withWarmUpEpochs(4);
        assertThat(schedule.rateAt(0)).isEqualTo(5e-4, within(1e-12));
        assertThat(schedule.rateAt(2)).isEqualTo(1e-2 * (0.05 + 0.95 / 2), within(1e-12));
        assertThat(schedule.rateAt(4)).isEqualTo(1e-2, within(1e-12));
        assertThat(schedule.rateAt(12)).isEqualTo(1e-2 * (0.01 + 0.99 / 2), within(1e-12));
        assertThat(schedule.rateAt(20)).isEqualTo(1e-4, within(1e-12));
        assertThat(schedule.rateAt(25)).isEqualTo(1e-4, within(1e-12));
        double[] rates = new double[160];
        Arrays.setAll(rates, i -> schedule.rateAt(4 + i / 10.0));
        for (int i = 1; i < rates.length; i++) {
            assertThat(rates[i]).isLessThan(rates[i - 1]);
        }
        assertThat(schedule.withWarmUpEpochs(0).rateAt(0)).isEqualTo(1e-2, within(1e-12));
    }
}
