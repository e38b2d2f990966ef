package org.xattnbmd.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.checkpoint.TorchPickles;
import org.xattnbmd.trainer.training.Gradients;

class BackboneWeightsTest {

    private static final int WIDTH = 4;

    @TempDir
    Path folder;

    private Path file(Map<String, Tensor> tensors) {
        return TorchvisionFile.write(folder.resolve("resnet.safetensors"), tensors);
    }

    private TrainerException refusal(Path file, Backbone backbone, int width) {
        TrainerException e =
                catchThrowableOfType(TrainerException.class, () -> BackboneWeights.read(file, backbone, width));
        assertThat(e).as("a refusal").isNotNull();
        assertThat(e.code()).isEqualTo(Code.CHECKPOINT);
        return e;
    }

    @ParameterizedTest
    @EnumSource(Backbone.class)
    void everyTensorOfTheEncoderIsTheFilesAndNothingElseChanges(Backbone backbone) {
        Map<String, Tensor> published = TorchvisionFile.tensors(backbone, WIDTH, 1);
        Path file = file(published);
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            XAttnBmd network = network(backbone, manager);
            Map<String, Tensor> before = NamedParameters.values(network);
            BackboneWeights.read(file, backbone, WIDTH).apply(network);
            NamedParameters.values(network).forEach((name, tensor) -> {
                String own = name.startsWith("image.resnet.") ? name.substring("image.resnet.".length()) : "";
                float[] expected = own.equals("conv1.weight")
                        ? TorchvisionFile.stemSums(file)
                        : (own.isEmpty() ? before.get(name) : published.get(own)).values();
                assertThat(tensor.values()).as(name).containsExactly(expected);
            });
        }
    }

    private static XAttnBmd network(Backbone backbone, NDManager manager) {
        return XAttnBmd.create(TinyNetworks.config(backbone, WIDTH, FusionStrategy.IMAGE, false), manager);
    }

    @Test
    void aFirstLayerForGreyIsTakenAsItIs() {
        Map<String, Tensor> tensors = TorchvisionFile.tensors(Backbone.RESNET18, WIDTH, 2);
        Tensor grey = TorchvisionFile.tensor(new Random(3), WIDTH, 1, 7, 7);
        tensors.put("conv1.weight", grey);
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            XAttnBmd network = network(Backbone.RESNET18, manager);
            BackboneWeights.read(file(tensors), Backbone.RESNET18, WIDTH).apply(network);
            assertThat(NamedParameters.values(network)
                            .get("image.resnet.conv1.weight")
                            .values())
                    .containsExactly(grey.values());
        }
    }

    @Test
    void missingUnfitAndUnknownTensorsAreAllListed() {
        Map<String, Tensor> tensors = TorchvisionFile.tensors(Backbone.RESNET18, WIDTH, 4);
        tensors.remove("layer2.0.downsample.0.weight");
        tensors.remove("bn1.running_var");
        tensors.put("layer1.0.conv1.weight", new Tensor(new long[] {4, 4, 5, 5}, new float[400]));
        tensors.put("bn1.bias", new Tensor(new long[] {4}, new float[] {0, Float.NaN, 0, 0}));
        tensors.put("layer5.0.conv1.weight", new Tensor(new long[] {1}, new float[1]));
        assertThat(refusal(file(tensors), Backbone.RESNET18, WIDTH))
                .hasMessageContainingAll(
                        "RESNET18 of base width 4",
                        "Missing: bn1.running_var, layer2.0.downsample.0.weight",
                        "layer1.0.conv1.weight [4, 4, 5, 5] instead of [4, 4, 3, 3]",
                        "bn1.bias has values that are not finite",
                        "Unknown: layer5.0.conv1.weight");
    }

    /** A file for another depth or width: a long list, cut and counted. */
    @Test
    void anotherEncodersFileIsRefused() {
        Path small = file(TorchvisionFile.tensors(Backbone.RESNET18, WIDTH, 5));
        assertThat(refusal(small, Backbone.RESNET34, WIDTH))
                .hasMessageContainingAll("Missing: layer1.2.", "and 68 more");
        assertThat(refusal(small, Backbone.RESNET18, 64))
                .hasMessageContainingAll("conv1.weight [4, 3, 7, 7] instead of [64, 1, 7, 7]", "base width 64");
    }

    @Test
    void aFileOfAnotherDepthOrWidthSaysWhatItFits() {
        Path bottlenecks = file(TorchvisionFile.tensors(Backbone.RESNET50, 8, 6));
        assertThat(refusal(bottlenecks, Backbone.RESNET34, 8))
                .hasMessageContaining("It holds a RESNET50 of base width 8: choose --backbone resnet50 --width 8.");
        assertThat(refusal(bottlenecks, Backbone.RESNET50, 16))
                .hasMessageContaining("choose --backbone resnet50 --width 8");
        Map<String, Tensor> deeper = TorchvisionFile.tensors(Backbone.RESNET50, 8, 6);
        deeper.put("layer3.6.conv1.weight", new Tensor(new long[] {1}, new float[1]));
        assertThat(refusal(file(deeper), Backbone.RESNET34, 8)).message().doesNotContain("It holds");
    }

    @ParameterizedTest
    @EnumSource(Backbone.class)
    void aStateDictOfPyTorchGivesWhatSafetensorsGive(Backbone backbone) {
        Map<String, Tensor> published = TorchvisionFile.tensors(backbone, WIDTH, 7);
        Path pth = TorchPickles.write(folder.resolve("resnet.pth"), published);
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            XAttnBmd one = network(backbone, manager);
            XAttnBmd other = network(backbone, manager);
            BackboneWeights.read(pth, backbone, WIDTH).apply(one);
            BackboneWeights.read(file(published), backbone, WIDTH).apply(other);
            Map<String, Tensor> expected = NamedParameters.values(other);
            NamedParameters.values(one).forEach((name, tensor) -> {
                if (name.startsWith("image.resnet.")) {
                    assertThat(tensor.values())
                            .as(name)
                            .isEqualTo(expected.get(name).values());
                }
            });
        }
    }

    /** As torchxrayvision's ResNet keeps its network, or several GPUs' training. */
    @ParameterizedTest
    @ValueSource(strings = {"model.", "module.", "module.backbone."})
    void aPrefixIsTakenOffAndWhatHasNoneLeftOut(String prefix) {
        Map<String, Tensor> wrapped = new LinkedHashMap<>();
        TorchvisionFile.tensors(Backbone.RESNET18, WIDTH, 8).forEach((name, t) -> wrapped.put(prefix + name, t));
        wrapped.put("op_threshs", new Tensor(new long[] {18}, new float[18]));
        BackboneWeights.read(file(wrapped), Backbone.RESNET18, WIDTH);

        wrapped.put("encoder.bn1.bias", new Tensor(new long[] {4}, new float[4]));
        assertThat(refusal(file(wrapped), Backbone.RESNET18, WIDTH)).hasMessageContaining("several encoders");
    }

    @Test
    void whatIsNoSafetensorsFileIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("resnet18.pth"), "PK not the format");
        refusal(text, Backbone.RESNET18, WIDTH);
        refusal(folder.resolve("none.safetensors"), Backbone.RESNET18, WIDTH);
        assertThat(refusal(file(new LinkedHashMap<>()), Backbone.RESNET18, WIDTH))
                .hasMessageContaining("Missing: conv1.weight");
    }
}
