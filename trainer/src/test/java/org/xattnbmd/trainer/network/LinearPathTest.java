package org.xattnbmd.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.xattnbmd.trainer.network.TinyNetworks.SIZE;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.training.Gradients;

/** A clinical value reaches the estimate in proportion to its distance from the mean, beside all hidden layers. */
class LinearPathTest {

    private static final int FIELDS = TinyNetworks.FIELDS.size();

    @ParameterizedTest
    @EnumSource(names = {"CLINICAL", "CONCAT", "BOTH"})
    void twiceAsFarFromTheMeanMovesTheEstimateTwiceAsFar(FusionStrategy fusion) {
        double[] steps = estimates(fusion, true);
        double one = steps[1] - steps[0];
        assertThat(Math.abs(one)).isGreaterThan(1e-3);
        assertThat(steps[2] - steps[0]).isEqualTo(2 * one, within(1e-5 + 1e-4 * Math.abs(one)));
        assertThat(steps[3] - steps[0]).isEqualTo(4 * one, within(1e-5 + 1e-4 * Math.abs(one)));
    }

    @Test
    void theHiddenLayersBendIt() {
        double[] steps = estimates(FusionStrategy.CLINICAL, false);
        double one = steps[1] - steps[0];
        assertThat(Math.abs(steps[3] - steps[0] - 4 * one)).isGreaterThan(1e-3);
    }

    /** Estimates with the first field 0, 1, 2 and 4 standard deviations above its mean; the rest at theirs. */
    private static double[] estimates(FusionStrategy fusion, boolean linearOnly) {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            Engine.getInstance().setRandomSeed(11);
            XAttnBmd network = XAttnBmd.create(TinyNetworks.config(fusion, false), manager);
            if (linearOnly) {
                NamedParameters.of(network).forEach((name, parameter) -> {
                    NDArray values = parameter.getArray();
                    boolean enhances = name.startsWith("cross.") && !name.endsWith("mix");
                    if (name.startsWith("clinical.bend.contract") || name.startsWith("regressor.bmd") || enhances) {
                        NamedParameters.set(
                                values, new float[(int) values.getShape().size()]);
                    }
                });
            }
            double[] far = {0, 1, 2, 4};
            float[] rows = new float[far.length * FIELDS];
            for (int i = 0; i < far.length; i++) {
                for (int f = 0; f < FIELDS; f++) {
                    NetworkConfig.FieldEncoding field = TinyNetworks.FIELDS.get(f);
                    boolean first = f == 0;
                    rows[i * FIELDS + f] =
                            field.categories() > 0 ? 0 : (float) (field.mean() + (first ? far[i] * field.sd() : 0));
                }
            }
            float[] pictures = new float[far.length * SIZE * SIZE];
            NDArray bmd = network.forward(
                            new ParameterStore(manager, false),
                            new NDList(
                                    manager.create(pictures, new Shape(far.length, 1, SIZE, SIZE)),
                                    manager.create(rows, new Shape(far.length, FIELDS))),
                            false)
                    .get(0);
            float[] values = bmd.toFloatArray();
            return new double[] {values[0], values[1], values[2], values[3]};
        }
    }
}
