package org.xattnbmd.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.trainer.checkpoint.HostArrays;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.checkpoint.TorchPickles;
import org.xattnbmd.trainer.training.Gradients;

/**
 * Layer by layer, the encoder with public weights computes on a grey picture what torchvision's ResNet computes on the same
 * picture in all three colours: as torchvision's source defines it, and, where Python has it, as it is.
 */
class TorchvisionLayersTest {

    private static final int SIDE = 64;

    @TempDir
    Path folder;

    private static float[] picture() {
        Random random = new Random(4);
        float[] pixels = new float[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian() + (i % SIDE) / 20f;
        }
        return pixels;
    }

    /** The encoder's outputs behind the first pooling and behind each unit. */
    private static List<float[]> ours(Path file, Backbone backbone, int width) {
        NetworkSettings usual = TinyNetworks.config(FusionStrategy.IMAGE, false).settings();
        NetworkConfig config = new NetworkConfig(
                usual.withEncoder(new EncoderSettings(backbone, width, 32)),
                TinyNetworks.FIELDS,
                NetworkConfig.USUAL_SIZE_RANGE);
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            XAttnBmd network = XAttnBmd.create(config, manager);
            BackboneWeights.read(file, backbone, width).apply(network);
            Block resnet = child(child(network, "image"), "resnet");
            ParameterStore store = new ParameterStore(manager, false);
            NDList x = new NDList(manager.create(picture(), new Shape(1, 1, SIDE, SIDE)));
            List<float[]> outputs = new ArrayList<>();
            for (String name : resnet.getChildren().keys()) {
                x = child(resnet, name.substring(2)).forward(store, x, false);
                if (name.endsWith("bn1")) {
                    x = new NDList(Activation.relu(x.singletonOrThrow()));
                }
                if (name.contains("maxpool") || name.contains("layer")) {
                    outputs.add(HostArrays.floats(x.singletonOrThrow()));
                }
            }
            return outputs;
        }
    }

    private static Block child(Block block, String name) {
        return block.getChildren().stream()
                .filter(child -> child.getKey().substring(2).equals(name))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static void assertSame(List<float[]> ours, List<float[]> expected) {
        assertThat(ours).hasSameSizeAs(expected);
        for (int layer = 0; layer < ours.size(); layer++) {
            float[] a = ours.get(layer);
            float[] b = expected.get(layer);
            assertThat(a).as("layer %d", layer).hasSameSizeAs(b);
            double largest = 0;
            double difference = 0;
            for (int i = 0; i < a.length; i++) {
                largest = Math.max(largest, Math.abs(b[i]));
                difference = Math.max(difference, Math.abs(a[i] - b[i]));
            }
            assertThat(largest).as("layer %d says something", layer).isGreaterThan(0.01);
            assertThat(difference / largest).as("layer %d", layer).isLessThan(1e-4);
        }
    }

    /** A second implementation, from the tensors of the file and PyTorch's operations, in three colours. */
    @ParameterizedTest
    @EnumSource(Backbone.class)
    void everyLayerIsWhatTorchvisionDefines(Backbone backbone) {
        Map<String, Tensor> tensors = TorchvisionFile.tensors(backbone, 8, 21);
        Random random = new Random(22);
        tensors.replaceAll((name, tensor) -> centred(name, tensor, random));
        List<float[]> ours = ours(TorchPickles.write(folder.resolve("resnet.pth"), tensors), backbone, 8);
        try (NDManager manager = NDManager.newBaseManager();
                Gradients off = Gradients.off()) {
            assertSame(ours, new Reference(tensors, manager).outputs(backbone));
        }
    }

    /** Kernels of both signs, so that the outputs of no layer run away or die. */
    private static Tensor centred(String name, Tensor tensor, Random random) {
        if (tensor.shape().length < 2) {
            return tensor;
        }
        float[] values = new float[tensor.values().length];
        double scale = Math.sqrt(2.0 * tensor.shape()[0] / values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return new Tensor(tensor.shape(), values);
    }

    /** torchvision/models/resnet.py in NDArrays. */
    private record Reference(Map<String, Tensor> tensors, NDManager manager) {

        List<float[]> outputs(Backbone backbone) {
            NDArray grey = manager.create(picture(), new Shape(1, 1, SIDE, SIDE));
            NDArray x = NDArrays.concat(new NDList(grey, grey, grey), 1);
            x = Activation.relu(norm(convolution(x, "conv1", 2, 3), "bn1"));
            x = x.getNDArrayInternal().maxPool(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), false);
            List<float[]> outputs = new ArrayList<>(List.of(HostArrays.floats(x)));
            int[] units = backbone.units();
            for (int stage = 1; stage <= units.length; stage++) {
                for (int unit = 0; unit < units[stage - 1]; unit++) {
                    int stride = stage > 1 && unit == 0 ? 2 : 1;
                    x = unit(x, "layer" + stage + "." + unit + ".", stride, backbone.bottleneck());
                    outputs.add(HostArrays.floats(x));
                }
            }
            return outputs;
        }

        private NDArray unit(NDArray x, String name, int stride, boolean bottleneck) {
            NDArray y;
            if (bottleneck) {
                y = Activation.relu(norm(convolution(x, name + "conv1", 1, 0), name + "bn1"));
                y = Activation.relu(norm(convolution(y, name + "conv2", stride, 1), name + "bn2"));
                y = norm(convolution(y, name + "conv3", 1, 0), name + "bn3");
            } else {
                y = Activation.relu(norm(convolution(x, name + "conv1", stride, 1), name + "bn1"));
                y = norm(convolution(y, name + "conv2", 1, 1), name + "bn2");
            }
            NDArray identity = tensors.containsKey(name + "downsample.0.weight")
                    ? norm(convolution(x, name + "downsample.0", stride, 0), name + "downsample.1")
                    : x;
            return Activation.relu(y.add(identity));
        }

        private NDArray convolution(NDArray x, String name, int stride, int padding) {
            return x.getNDArrayInternal()
                    .convolution(
                            x,
                            array(name + ".weight"),
                            null,
                            new Shape(stride, stride),
                            new Shape(padding, padding),
                            new Shape(1, 1),
                            1)
                    .singletonOrThrow();
        }

        private NDArray norm(NDArray x, String name) {
            NDArray scale = array(name + ".weight")
                    .div(array(name + ".running_var").add(1e-5f).sqrt());
            NDArray shift =
                    array(name + ".bias").sub(array(name + ".running_mean").mul(scale));
            return x.mul(scale.reshape(1, -1, 1, 1)).add(shift.reshape(1, -1, 1, 1));
        }

        private NDArray array(String name) {
            Tensor tensor = tensors.get(name);
            return manager.create(tensor.values(), new Shape(tensor.shape()));
        }
    }

    private static final String TORCHVISION = """
            import sys, numpy, torch, torchvision
            name, folder, legacy = sys.argv[1], sys.argv[2], sys.argv[3] == 'legacy'
            torch.manual_seed(5)
            net = getattr(torchvision.models, name)().eval()
            for module in net.modules():
                if isinstance(module, torch.nn.BatchNorm2d):
                    module.running_mean.normal_(0, 0.1)
                    module.running_var.uniform_(0.5, 1.5)
                    module.weight.data.uniform_(0.5, 1.0)
            torch.save(net.state_dict(), folder + '/net.pth', _use_new_zipfile_serialization=not legacy)
            x = torch.from_numpy(numpy.fromfile(folder + '/picture', '<f4')).reshape(1, 1, 64, 64).repeat(1, 3, 1, 1)
            with torch.no_grad(), open(folder + '/outputs', 'wb') as out:
                x = net.maxpool(net.relu(net.bn1(net.conv1(x))))
                for layer in [torch.nn.Identity()] + [unit for s in (net.layer1, net.layer2, net.layer3, net.layer4) for unit in s]:
                    x = layer(x)
                    numpy.array([x.numel()], '<i4').tofile(out)
                    x.contiguous().numpy().astype('<f4').tofile(out)
            """;

    /** The published width, 64, with a file that torch.save wrote and the outputs that torchvision's own layers gave. */
    @ParameterizedTest
    @EnumSource(Backbone.class)
    void everyLayerIsWhatTorchvisionComputes(Backbone backbone) throws Exception {
        String python = python();
        assumeTrue(python != null, "no Python with torchvision here (Debian: python3-torchvision)");
        ByteBuffer pixels = ByteBuffer.allocate(4 * SIDE * SIDE).order(ByteOrder.LITTLE_ENDIAN);
        pixels.asFloatBuffer().put(picture());
        Files.write(folder.resolve("picture"), pixels.array());
        String format = backbone == Backbone.RESNET34 ? "legacy" : "zip";
        Process made = new ProcessBuilder(
                        python, "-c", TORCHVISION, backbone.name().toLowerCase(Locale.ROOT), folder.toString(), format)
                .inheritIO()
                .start();
        assertThat(made.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(made.exitValue()).isZero();
        assertSame(ours(folder.resolve("net.pth"), backbone, 64), outputs(folder.resolve("outputs")));
    }

    private static List<float[]> outputs(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<float[]> outputs = new ArrayList<>();
        while (bytes.hasRemaining()) {
            float[] values = new float[bytes.getInt()];
            bytes.asFloatBuffer().get(values);
            bytes.position(bytes.position() + 4 * values.length);
            outputs.add(values);
        }
        return outputs;
    }

    private static String python() throws InterruptedException {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            try {
                Process tried = new ProcessBuilder(
                                python,
                                "-c",
                                "import importlib.util as i, sys; sys.exit(not i.find_spec('torchvision'))")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (tried.waitFor(2, TimeUnit.MINUTES) && tried.exitValue() == 0) {
                    return python;
                }
            } catch (IOException e) {
                // There is no such Python.
                continue;
            }
        }
        return null;
    }
}
