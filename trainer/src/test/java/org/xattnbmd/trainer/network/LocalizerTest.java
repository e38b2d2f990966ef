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
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.training.Gradients;

class LocalizerTest {

    /** Whatever the weights say, a box has its centre in the picture and about the size of the training boxes. */
    @ParameterizedTest
    @ValueSource(doubles = {NetworkConfig.USUAL_SIZE_RANGE, NetworkConfig.WIDE_SIZE_RANGE})
    void boxesStayNearTheTrainingSizeAndInsideThePicture(double sizeRange) {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            for (int seed = 0; seed < 5; seed++) {
                Engine.getInstance().setRandomSeed(seed);
                Localizer localizer = new Localizer(withRange(sizeRange));
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
                double e = Math.exp(sizeRange) + 1e-6;
                assertThat(box[0]).isBetween(0f, 1f);
                assertThat(box[1]).isBetween(0f, 1f);
                assertThat((double) box[2]).isBetween(0.2 / e, 0.2 * e);
                assertThat((double) box[3]).isBetween(0.3 / e, 0.3 * e);
            }
        }
    }

    private static NetworkConfig withRange(double sizeRange) {
        NetworkConfig c = TinyNetworks.config(FusionStrategy.BOTH, true);
        return new NetworkConfig(c.settings(), c.fields(), sizeRange);
    }

    /** A checkpoint of an older run has no range on record and must go on computing what it computed. */
    @Test
    void aRecordWithoutARangeHasTheOneThatItWasTrainedWith() throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode old = json.valueToTree(withRange(NetworkConfig.WIDE_SIZE_RANGE));
        assertThat(json.treeToValue(old, NetworkConfig.class).sizeRange()).isEqualTo(1.0);
        old.remove("sizeRange");
        NetworkConfig read = json.treeToValue(old, NetworkConfig.class);
        assertThat(read.sizeRange()).isEqualTo(0.5);
        assertThat(read).isEqualTo(TinyNetworks.config(FusionStrategy.BOTH, true));
    }

    /** Same names and shapes whatever the range, and the range is a factor of the size's logarithm. */
    @Test
    void theRangeScalesTheLogarithmOfTheSizeAndNothingElse() {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            Engine.getInstance().setRandomSeed(3);
            Localizer usual = new Localizer(withRange(NetworkConfig.USUAL_SIZE_RANGE));
            Localizer wide = new Localizer(withRange(NetworkConfig.WIDE_SIZE_RANGE));
            usual.initialize(manager, DataType.FLOAT32, new Shape(1, 1, SIZE, SIZE));
            wide.initialize(manager, DataType.FLOAT32, new Shape(1, 1, SIZE, SIZE));
            NamedParameters.load(wide, NamedParameters.values(usual));
            float[] a = box(usual, manager);
            float[] b = box(wide, manager);
            assertThat(b[0]).isEqualTo(a[0]);
            assertThat(b[1]).isEqualTo(a[1]);
            for (int side = 2; side < 4; side++) {
                assertThat(Math.log(b[side] / 0.2)).isEqualTo(2 * Math.log(a[side] / 0.2), within(1e-5));
                assertThat(Math.abs(Math.log(a[side] / 0.2))).isGreaterThan(1e-4);
            }
        }
    }

    private static float[] box(Localizer localizer, NDManager manager) {
        return localizer
                .forward(
                        new ParameterStore(manager, false),
                        new NDList(manager.create(TinyNetworks.pictures(1, 4), new Shape(1, 1, SIZE, SIZE))),
                        false)
                .singletonOrThrow()
                .toFloatArray();
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
