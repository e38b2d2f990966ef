package org.xattnbmd.exporter.internal.io;

import ai.onnx.proto.OnnxMl;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.IdentityHashMap;
import java.util.Map;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Tensor;

/**
 * Writes models to files, to temporary ones first that are then moved, so that a reader sees the old model or the new one.
 * With external data the tensors are in a file beside it that is named after what is in it: it cannot take the place of the
 * data of the model that is there, and is moved before the model is.
 */
public final class ModelFileWriter {

    /** Tensors below are left in the model's file, as other tools of ONNX leave them. */
    private static final int SMALLEST = 1024;

    /** Tensors begin at multiples of a page, so that runtimes can map them into memory. */
    private static final int PAGE = 4096;

    private static final int DIGITS = 12;

    private final Path target;
    private final Map<Tensor, Long> offsets = new IdentityHashMap<>();

    private ModelFileWriter(Path target) {
        this.target = target;
    }

    /**
     * Writes one file, or with external data where one file would not do.
     *
     * @param mostInOneFile bytes of tensors from which on the data goes to another file
     */
    public static void write(Graph graph, Map<String, String> metadata, Path target, long mostInOneFile)
            throws IOException {
        if (ModelWriter.tensorBytes(graph) > mostInOneFile) {
            writeWithExternalData(graph, metadata, target);
        } else {
            new ModelFileWriter(target).move(ModelWriter.write(graph, metadata));
        }
    }

    /** Writes a file and, with the tensors of 1 KiB and more, another beside it; one alone where there is no such tensor. */
    public static void writeWithExternalData(Graph graph, Map<String, String> metadata, Path target)
            throws IOException {
        ModelFileWriter writer = new ModelFileWriter(target);
        Path data = writer.temporary();
        try {
            String digest = writer.writeTensors(graph, data);
            String location = target.getFileName() + "." + digest.substring(0, DIGITS) + ".data";
            byte[] model = ModelWriter.write(
                    graph, metadata, (name, tensor) -> writer.initializer(name, tensor, location, digest));
            if (!writer.offsets.isEmpty()) {
                Files.move(data, target.resolveSibling(location), StandardCopyOption.REPLACE_EXISTING);
            }
            writer.move(model);
        } finally {
            Files.deleteIfExists(data);
        }
    }

    private Path temporary() throws IOException {
        return Files.createTempFile(target.getParent(), "model", ".onnx.part");
    }

    private void move(byte[] model) throws IOException {
        Path temporary = temporary();
        try {
            Files.write(temporary, model);
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Writes the tensors one after the other and returns the file's digest. */
    private String writeTensors(Graph graph, Path file) throws IOException {
        FileDigest digest = new FileDigest();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            long at = 0;
            for (var value : graph.initializers()) {
                Tensor tensor = value.constant();
                boolean outside = tensor.data().length >= SMALLEST && tensor.type() != ElementType.STRING;
                if (outside && !offsets.containsKey(tensor)) {
                    byte[] gap = new byte[(int) ((PAGE - at % PAGE) % PAGE)];
                    for (byte[] part : new byte[][] {gap, tensor.data()}) {
                        out.write(part);
                        digest.add(part, part.length);
                    }
                    offsets.put(tensor, at + gap.length);
                    at += gap.length + tensor.data().length;
                }
            }
        }
        return digest.hex();
    }

    private OnnxMl.TensorProto initializer(String name, Tensor tensor, String location, String digest) {
        Long offset = offsets.get(tensor);
        if (offset == null) {
            return ModelWriter.tensor(name, tensor);
        }
        OnnxMl.TensorProto.Builder reference = new ExternalPlace(location, offset, tensor.data().length, digest)
                .reference()
                .setName(name)
                .setDataType(tensor.type().code());
        for (long d : tensor.dims()) {
            reference.addDims(d);
        }
        return reference.build();
    }
}
