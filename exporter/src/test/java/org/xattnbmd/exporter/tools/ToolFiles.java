package org.xattnbmd.exporter.tools;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xattnbmd.exporter.CrossAttention;
import org.xattnbmd.exporter.NumpyFiles;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.SeededWeights;

/**
 * Files for the tools to work on: a model of two inputs, a convolutional one of input x {@code [-1, 3, 12, 12]}, and a
 * folder of three samples for the latter.
 */
record ToolFiles(Path attention, Path convolution, Path samples) {

    static final int SAMPLE_LENGTH = 3 * 12 * 12;

    static ToolFiles in(Path folder) throws IOException {
        ToolFiles files = new ToolFiles(
                folder.resolve("attention.onnx"),
                folder.resolve("convolution.onnx"),
                Files.createDirectory(folder.resolve("samples")));
        try (NDManager manager = NDManager.newBaseManager()) {
            CrossAttention.exporter(manager)
                    .metadata("card", "{\"version\":1}")
                    .export()
                    .save(files.attention);
            Block block = SeededWeights.initialize(network(), manager, 2, new Shape(1, 3, 12, 12));
            OnnxExporter.of(block)
                    .input("x", DataType.FLOAT32, -1, 3, 12, 12)
                    .export()
                    .save(files.convolution);
        }
        for (int n = 0; n < 3; n++) {
            Files.write(files.samples.resolve(n + ".npy"), NumpyFiles.npy("<f4", "3, 12, 12", 1, sample(n)));
        }
        return files;
    }

    /** Little-endian floats of one sample. */
    static byte[] sample(int n) {
        float[] values = new float[SAMPLE_LENGTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.abs(Math.sin(i + n));
        }
        return NumpyFiles.floats(values);
    }

    private static Block network() {
        return new SequentialBlock()
                .add(Conv2d.builder()
                        .setFilters(6)
                        .setKernelShape(new Shape(3, 3))
                        .build())
                .add(BatchNorm.builder().build())
                .add(Activation::relu)
                .add(Conv2d.builder()
                        .setFilters(4)
                        .setKernelShape(new Shape(3, 3))
                        .build())
                .add(Pool.globalAvgPool2dBlock());
    }
}
