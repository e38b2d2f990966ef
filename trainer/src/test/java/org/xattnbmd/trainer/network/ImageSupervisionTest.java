package org.xattnbmd.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.trainer.network.TinyNetworks.SIZE;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.training.Gradients;

/** In training the image has an estimate of its own, which teaches the image encoder alone and is gone afterwards. */
class ImageSupervisionTest {

    private static final int N = 3;

    @ParameterizedTest
    @EnumSource(names = {"CONCAT", "BOTH", "JOINT"})
    void trainingAddsOneOutputWhichInferenceDoesNotHave(FusionStrategy fusion) {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            XAttnBmd network = XAttnBmd.create(TinyNetworks.config(fusion, true), manager);
            int declared = network.outputNames().size();
            assertThat(forward(network, manager, 1, false)).hasSize(declared);
            NDList trained = forward(network, manager, 1, true);
            assertThat(trained).hasSize(declared + 1);
            assertThat(trained.get(declared).getShape()).isEqualTo(new Shape(N));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IMAGE", "CLINICAL"})
    void aNetworkOfOneSideHasNone(FusionStrategy fusion) {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            XAttnBmd network = XAttnBmd.create(TinyNetworks.config(fusion, true), manager);
            assertThat(forward(network, manager, 1, true))
                    .hasSize(network.outputNames().size());
        }
    }

    @Test
    void itSeesNoClinicalValue() {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            XAttnBmd network = XAttnBmd.create(TinyNetworks.config(FusionStrategy.BOTH, false), manager);
            NDList one = forward(network, manager, 1, true);
            NDList other = forward(network, manager, 2, true);
            assertThat(other.get(0).toFloatArray()).isNotEqualTo(one.get(0).toFloatArray());
            assertThat(other.get(5).toFloatArray()).isEqualTo(one.get(5).toFloatArray());
        }
    }

    @Test
    void itsLossTeachesTheImageEncoderAndNothingElse() {
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            XAttnBmd network = XAttnBmd.create(TinyNetworks.config(FusionStrategy.BOTH, false), manager);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                collector.backward(forward(network, manager, 1, true).get(5).sum());
            }
            TreeSet<String> taught = new TreeSet<>();
            NamedParameters.of(network).forEach((name, parameter) -> {
                if (parameter.requiresGradient()) {
                    NDArray gradient = parameter.getArray().getGradient();
                    if (gradient.abs().sum().getFloat() > 0) {
                        taught.add(name);
                    }
                }
            });
            assertThat(taught).contains("image.resnet.conv1.weight", "regressor.image.weight");
            assertThat(taught).allMatch(name -> name.startsWith("image.") || name.startsWith("regressor.image."));
        }
    }

    private static NDList forward(XAttnBmd network, NDManager manager, long rows, boolean training) {
        Engine.getInstance().setRandomSeed(4);
        return network.forward(
                new ParameterStore(manager, false),
                new NDList(
                        manager.create(TinyNetworks.pictures(N, 5), new Shape(N, 1, SIZE, SIZE)),
                        manager.create(TinyNetworks.rows(N, rows), new Shape(N, TinyNetworks.FIELDS.size()))),
                training);
    }
}
