package org.xattnbmd.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.network.Backbone;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.TinyNetworks;
import org.xattnbmd.trainer.network.XAttnBmd;
import org.xattnbmd.trainer.training.Gradients;

class NamedParametersTest {

    private NDManager manager;
    private Gradients gradients;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        gradients = Gradients.off();
    }

    @AfterEach
    void close() {
        gradients.close();
        manager.close();
    }

    private XAttnBmd network(Backbone backbone, int seed) {
        Engine.getInstance().setRandomSeed(seed);
        return XAttnBmd.create(TinyNetworks.config(backbone, 4, FusionStrategy.BOTH, true), manager);
    }

    /** The names of torchvision's resnet18 and resnet50 without their classifier. */
    @Test
    void residualNetworksHaveTorchvisionsNames() {
        assertThat(NamedParameters.of(network(Backbone.RESNET18, 1)).keySet())
                .contains(
                        "image.resnet.conv1.weight",
                        "image.resnet.bn1.weight",
                        "image.resnet.bn1.bias",
                        "image.resnet.bn1.running_mean",
                        "image.resnet.bn1.running_var",
                        "image.resnet.layer1.0.conv1.weight",
                        "image.resnet.layer1.0.bn1.running_mean",
                        "image.resnet.layer1.1.conv2.weight",
                        "image.resnet.layer2.0.downsample.0.weight",
                        "image.resnet.layer2.0.downsample.1.running_var",
                        "image.resnet.layer4.1.bn2.bias")
                .doesNotContain("image.resnet.layer1.0.downsample.0.weight", "image.resnet.conv1.bias");
        assertThat(NamedParameters.of(network(Backbone.RESNET50, 1)).keySet())
                .contains(
                        "image.resnet.layer1.0.downsample.0.weight",
                        "image.resnet.layer1.2.conv3.weight",
                        "image.resnet.layer3.5.bn3.running_mean",
                        "image.resnet.layer4.2.conv3.weight");
    }

    /** As torchvision's state_dict without its classifier and its num_batches_tracked: a kernel and four vectors each. */
    @Test
    void residualNetworksHaveTorchvisionsCount() {
        assertThat(trunk(Backbone.RESNET18)).isEqualTo(100);
        assertThat(trunk(Backbone.RESNET34)).isEqualTo(180);
        assertThat(trunk(Backbone.RESNET50)).isEqualTo(265);
    }

    /** A sequence's layers have no names of their own; two of them under one name would lose one in every checkpoint. */
    @Test
    void everyParameterHasANameOfItsOwn() {
        XAttnBmd network = network(Backbone.RESNET18, 1);
        assertThat(NamedParameters.of(network).values())
                .doesNotHaveDuplicates()
                .hasSize(network.getParameters().size());
        assertThat(NamedParameters.of(network).keySet())
                .contains("localizer.features.0.weight", "localizer.features.1.running_mean", "localizer.heat.weight");
    }

    private long trunk(Backbone backbone) {
        return NamedParameters.of(network(backbone, 1)).keySet().stream()
                .filter(name -> name.startsWith("image.resnet."))
                .count();
    }

    @Test
    void loadedNetworkHasTheValuesOfTheSavedOne() {
        Map<String, Tensor> saved = NamedParameters.values(network(Backbone.RESNET18, 1));
        XAttnBmd other = network(Backbone.RESNET18, 2);
        assertThat(NamedParameters.values(other).get("regressor.bmd.weight").values())
                .isNotEqualTo(saved.get("regressor.bmd.weight").values());
        NamedParameters.load(other, saved);
        NamedParameters.values(other)
                .forEach((name, tensor) -> assertThat(tensor.values())
                        .as(name)
                        .containsExactly(saved.get(name).values()));
    }

    @Test
    void anotherNetworksValuesAreRefusedByName() {
        Map<String, Tensor> saved = NamedParameters.values(network(Backbone.RESNET18, 1));
        XAttnBmd larger = network(Backbone.RESNET34, 1);
        assertThatThrownBy(() -> NamedParameters.load(larger, saved))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT))
                .hasMessageContaining("image.resnet.layer1.2.conv1.weight")
                .hasMessageContaining("nothing");
        Map<String, Tensor> wrong = new LinkedHashMap<>(saved);
        wrong.put("image.resnet.conv1.weight", new Tensor(new long[] {4, 1, 5, 5}, new float[100]));
        assertThatThrownBy(() -> NamedParameters.load(network(Backbone.RESNET18, 1), wrong))
                .hasMessageContaining("image.resnet.conv1.weight expected [4, 1, 7, 7], received [4, 1, 5, 5]");
    }
}
