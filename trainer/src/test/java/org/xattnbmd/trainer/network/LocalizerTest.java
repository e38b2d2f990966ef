package org.xattnbmd.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.xattnbmd.trainer.network.TinyNetworks.SIZE;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.training.Gradients;

class LocalizerTest {

    /** Whatever the weights say, a box has its centre in the picture and about the size of the training boxes. */
    @Test
    void boxesStayNearTheTrainingSizeAndInsideThePicture() {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            for (int seed = 0; seed < 5; seed++) {
                Engine.getInstance().setRandomSeed(seed);
                Localizer localizer = new Localizer(TinyNetworks.config(FusionStrategy.BOTH, true));
                localizer.initialize(manager, DataType.FLOAT32, new Shape(1, 1, SIZE, SIZE));
                NamedParameters.of(localizer).forEach((name, p) -> {
                    if (name.endsWith("weight")) {
                        p.getArray().muli(10);
                    }
                });
                NamedParameters.set(
                        NamedParameters.of(localizer).get("mean_size").getArray(), 0.2f, 0.3f);
                float[] box = localizer
                        .forward(
                                new ParameterStore(manager, false),
                                new NDList(manager.create(TinyNetworks.pictures(1, seed), new Shape(1, 1, SIZE, SIZE))),
                                false)
                        .singletonOrThrow()
                        .toFloatArray();
                double e = Math.exp(0.5) + 1e-6;
                assertThat(box[0]).isBetween(0f, 1f);
                assertThat(box[1]).isBetween(0f, 1f);
                assertThat((double) box[2]).isBetween(0.2 / e, 0.2 * e);
                assertThat((double) box[3]).isBetween(0.3 / e, 0.3 * e);
            }
        }
    }

    @Test
    void evenHeatPutsTheCentreInTheMiddle() {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            Localizer localizer = new Localizer(TinyNetworks.config(FusionStrategy.BOTH, true));
            localizer.initialize(manager, DataType.FLOAT32, new Shape(1, 1, SIZE, SIZE));
            NamedParameters.of(localizer).get("heat.weight").getArray().muli(0);
            float[] picture = new float[SIZE * SIZE];
            Arrays.fill(picture, 0.5f);
            float[] box = localizer
                    .forward(
                            new ParameterStore(manager, false),
                            new NDList(manager.create(picture, new Shape(1, 1, SIZE, SIZE))),
                            false)
                    .singletonOrThrow()
                    .toFloatArray();
            assertThat(box[0]).isEqualTo(0.5f, within(1e-5f));
            assertThat(box[1]).isEqualTo(0.5f, within(1e-5f));
        }
    }
}
