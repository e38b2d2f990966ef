package org.xattnbmd.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.trainer.Garbage;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.training.Gradients;

/** A garbage collection between the forward and the backward pass must not change a gradient; see {@link Scalars}. */
class GradientMemoryTest {

    private static final int N = 2;

    @ParameterizedTest
    @EnumSource(FusionStrategy.class)
    void collectionBetweenForwardAndBackwardChangesNoGradient(FusionStrategy fusion) throws Exception {
        Map<String, float[]> undisturbed = gradients(fusion, false);
        Map<String, float[]> disturbed = gradients(fusion, true);
        assertThat(undisturbed).isNotEmpty();
        undisturbed.forEach(
                (name, gradient) -> assertThat(disturbed.get(name)).as(name).containsExactly(gradient));
    }

    private static Map<String, float[]> gradients(FusionStrategy fusion, boolean collect) throws Exception {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                Gradients off = Gradients.off()) {
            Engine.getInstance().setRandomSeed(3);
            XAttnBmd network = XAttnBmd.create(TinyNetworks.config(fusion, true), manager);
            int size = TinyNetworks.SIZE;
            NDList inputs = new NDList(
                    manager.create(TinyNetworks.pictures(N, 5), new Shape(N, 1, size, size)),
                    manager.create(TinyNetworks.rows(N, 6), new Shape(N, TinyNetworks.FIELDS.size())));
            Engine.getInstance().setRandomSeed(4);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDList outputs = network.forward(new ParameterStore(manager, false), inputs, true);
                NDArray total = outputs.get(0).sum().add(outputs.get(3).sum());
                for (NDArray more : outputs.subNDList(5)) {
                    total = total.add(more.sum());
                }
                if (collect) {
                    Garbage.collect();
                }
                collector.backward(total);
            }
            Map<String, float[]> gradients = new TreeMap<>();
            NamedParameters.of(network).forEach((name, parameter) -> {
                if (parameter.requiresGradient()) {
                    try (NDArray gradient = parameter.getArray().getGradient()) {
                        gradients.put(name, gradient.toFloatArray());
                    }
                }
            });
            return gradients;
        }
    }
}
