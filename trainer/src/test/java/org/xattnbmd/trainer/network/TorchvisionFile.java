package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;

/** Files as torchvision and timm publish them: three colours, a classifier, batch counters as 64-bit integers. */
public final class TorchvisionFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TorchvisionFile() {}

    /** Writes random weights of a backbone. */
    public static Path write(Path file, Backbone backbone, int width, long seed) {
        return write(file, tensors(backbone, width, seed));
    }

    static Map<String, Tensor> tensors(Backbone backbone, int width, long seed) {
        Random random = new Random(seed);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (NDManager manager = NDManager.newBaseManager()) {
            ResNet encoder = new ResNet(backbone, width, 32);
            encoder.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 32, 32));
            NamedParameters.of(encoder).forEach((name, p) -> {
                long[] shape = p.getArray().getShape().getShape();
                if (name.equals("conv1.weight")) {
                    shape[1] = 3;
                }
                tensors.put(name, tensor(random, shape));
            });
        }
        tensors.put("fc.weight", tensor(random, 1000, 8L * width));
        tensors.put("fc.bias", tensor(random, 1000));
        return tensors;
    }

    static Tensor tensor(Random random, long... shape) {
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            // Positive, as a running variance must be.
            values[i] = 0.01f + 0.1f * random.nextFloat();
        }
        return new Tensor(shape, values);
    }

    /** Writes the tensors with a batch counter behind them. */
    static Path write(Path file, Map<String, Tensor> tensors) {
        new Safetensors(tensors, Map.of("format", "pt")).write(file);
        try {
            ByteBuffer whole = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int length = (int) whole.getLong();
            ObjectNode header = (ObjectNode) JSON.readTree(whole.array(), 8, length);
            // Theirs have no checksum of ours, which the counter would break.
            ((ObjectNode) header.get("__metadata__")).retain("format");
            int data = whole.capacity() - 8 - length;
            ObjectNode counter = header.putObject("bn1.num_batches_tracked").put("dtype", "I64");
            counter.putArray("shape");
            counter.putArray("data_offsets").add(data).add(data + 8);
            byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
            ByteBuffer longer = ByteBuffer.allocate(8 + json.length + data + 8).order(ByteOrder.LITTLE_ENDIAN);
            longer.putLong(json.length).put(json).put(whole.array(), 8 + length, data);
            return Files.write(file, longer.putLong(7).array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first layer's kernels, summed over the colours one by one. */
    public static float[] stemSums(Path file) {
        Tensor stem = Safetensors.read(file, name -> name.equals("conv1.weight"))
                .tensors()
                .get("conv1.weight");
        float[] sums = new float[(int) stem.shape()[0] * 49];
        for (int k = 0; k < stem.shape()[0]; k++) {
            for (int c = 0; c < 3; c++) {
                for (int p = 0; p < 49; p++) {
                    sums[49 * k + p] += stem.values()[147 * k + 49 * c + p];
                }
            }
        }
        return sums;
    }
}
