package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.initializer.ConstantInitializer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlatParametersTest {

    private final Map<String, Parameter> named = new LinkedHashMap<>();

    private NDManager manager;
    private Gradients off;
    private FlatParameters trained;
    private FlatParameters statistics;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        off = Gradients.off();
        add("a.weight", Parameter.Type.WEIGHT, true, 1, new Shape(2, 3));
        add("bn.running_mean", Parameter.Type.RUNNING_MEAN, false, 2, new Shape(3));
        add("mean_size", Parameter.Type.OTHER, false, 3, new Shape(2));
        add("a.bias", Parameter.Type.BIAS, true, 4, new Shape(2));
        add("bn.running_var", Parameter.Type.RUNNING_VAR, false, 5, new Shape(3));
        trained = FlatParameters.trained(named, manager);
        statistics = FlatParameters.statistics(named, manager);
    }

    @AfterEach
    void close() {
        off.close();
        manager.close();
    }

    private void add(String name, Parameter.Type type, boolean gradient, float value, Shape shape) {
        Parameter parameter = Parameter.builder()
                .setName(name)
                .setType(type)
                .optRequiresGrad(gradient)
                .optInitializer(new ConstantInitializer(value))
                .optShape(shape)
                .build();
        parameter.initialize(manager, DataType.FLOAT32);
        named.put(name, parameter);
    }

    private float[] values(String name) {
        return named.get(name).getArray().toFloatArray();
    }

    @Test
    void valuesShapesAndOrderStayAndConstantsAreLeftAlone() {
        assertThat(trained.values().toFloatArray()).containsExactly(1, 1, 1, 1, 1, 1, 4, 4);
        assertThat(statistics.values().toFloatArray()).containsExactly(2, 2, 2, 5, 5, 5);
        assertThat(named.get("a.weight").getArray().getShape()).isEqualTo(new Shape(2, 3));
        assertThat(values("a.bias")).containsExactly(4, 4);
        assertThat(values("mean_size")).containsExactly(3, 3);
    }

    @Test
    void whatChangesOneChangesTheOther() {
        trained.values().muli(2);
        assertThat(values("a.weight")).containsOnly(2);
        assertThat(values("a.bias")).containsOnly(8);
        named.get("bn.running_var").getArray().addi(1);
        assertThat(statistics.values().toFloatArray()).containsExactly(2, 2, 2, 6, 6, 6);
    }

    @Test
    void gradientsAreTakenInOrderOnceAndAddUpUntilThen() {
        for (int pass = 0; pass < 2; pass++) {
            NDArray weight = named.get("a.weight").getArray();
            NDArray bias = named.get("a.bias").getArray();
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                collector.backward(weight.mul(3).sum().add(bias.mul(5).sum()));
            }
        }
        assertThat(trained.takeGradients().toFloatArray()).containsExactly(6, 6, 6, 6, 6, 6, 10, 10);
        assertThat(trained.takeGradients().toFloatArray()).containsOnly(0);
    }

    @Test
    void partsAreFoundByName() {
        assertThat(trained.sums(trained.values())).containsExactly(6, 8);
        assertThat(trained.mask(manager, name -> name.endsWith("bias")).toFloatArray())
                .containsExactly(0, 0, 0, 0, 0, 0, 1, 1);
        NDArray other = trained.zeros(manager);
        trained.fill(other, name -> name.equals("a.bias") ? new float[] {7, 8} : new float[] {1, 2, 3, 4, 5, 6});
        assertThat(trained.parts(other).get("a.weight")).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(trained.parts(other).get("a.bias")).containsExactly(7, 8);
    }

    @Test
    void noParametersAreNoArray() {
        FlatParameters none = FlatParameters.trained(Map.of(), manager);
        assertThat(none.isEmpty()).isTrue();
        assertThat(trained.isEmpty()).isFalse();
    }
}
