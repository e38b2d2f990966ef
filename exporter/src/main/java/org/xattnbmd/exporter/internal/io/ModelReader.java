package org.xattnbmd.exporter.internal.io;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.infer.Inference;

/**
 * Reads model files that nobody vouches for. The size is limited before parsing, nesting and the number of fields
 * before building; other files are opened for tensors that are in them, within the model's folder alone ({@link ExternalFiles}). What can be read but is wrong is listed in
 * {@link OnnxFile#problems()}; what cannot be read is an exception.
 */
public final class ModelReader {

    private ModelReader() {}

    public static OnnxFile read(Path file) {
        return read(file, ReadLimits.DEFAULT);
    }

    public static OnnxFile read(Path file, ReadLimits limits) {
        try {
            long size = Files.size(file);
            if (size > limits.maxBytes()) {
                throw new Failure(
                        Reason.TOO_LARGE,
                        "expected a file of at most " + limits.maxBytes() + " bytes, received " + size + ": " + file);
            }
            Path folder = file.toAbsolutePath().getParent();
            try (ExternalFiles external = new ExternalFiles(folder, limits.maxExternalBytes())) {
                return read(Files.readAllBytes(file), limits, external);
            }
        } catch (IOException e) {
            throw new Failure(Reason.IO, "could not read " + file + " (" + e + "); check the path", e);
        }
    }

    /** Reads a model whose data is all in these bytes. */
    public static OnnxFile read(byte[] file, ReadLimits limits) {
        return read(file, limits, null);
    }

    private static OnnxFile read(byte[] file, ReadLimits limits, ExternalFiles external) {
        if (file.length > limits.maxBytes()) {
            throw new Failure(
                    Reason.TOO_LARGE, "expected at most " + limits.maxBytes() + " bytes, received " + file.length);
        }
        WireScan.check(file, limits);
        try {
            CodedInputStream in = CodedInputStream.newInstance(file);
            in.setRecursionLimit(limits.maxDepth() + 1);
            return model(OnnxMl.ModelProto.parseFrom(in), file.length, external);
        } catch (IOException e) {
            throw new Failure(
                    Reason.INVALID_MODEL_FILE,
                    "expected an ONNX file, received damaged or other data: " + e.getMessage(),
                    e);
        }
    }

    private static OnnxFile model(OnnxMl.ModelProto model, long bytes, ExternalFiles external) {
        if (!model.hasGraph() || model.getOpsetImportCount() == 0) {
            throw new Failure(
                    Reason.INVALID_MODEL_FILE, "expected an ONNX file with a graph and an opset, received one without");
        }
        TensorReader tensors = external == null ? TensorReader.WITHIN_THE_FILE : new TensorReader(external);
        List<OnnxMl.FunctionProto> functions = model.getFunctionsList().stream()
                .map(new AttributeReader(tensors)::inlined)
                .toList();
        int opset = 0;
        Map<String, Integer> domains = new LinkedHashMap<>();
        for (OnnxMl.OperatorSetIdProto set : model.getOpsetImportList()) {
            boolean standard = set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx");
            int version = (int) Math.max(0, Math.min(Integer.MAX_VALUE, set.getVersion()));
            if (standard) {
                opset = version;
            } else {
                domains.put(set.getDomain(), version);
            }
        }
        List<String> problems = new ArrayList<>();
        Graph graph = GraphReader.model(model.getGraph(), opset, functions, tensors, problems);
        graph.otherDomains().putAll(domains);
        graph.functions().addAll(functions);
        if (problems.isEmpty()) {
            problems.addAll(Inference.run(graph));
        }
        Map<String, String> metadata = new TreeMap<>();
        model.getMetadataPropsList().forEach(p -> metadata.put(p.getKey(), p.getValue()));
        return new OnnxFile(
                graph,
                metadata,
                model.getIrVersion(),
                model.getProducerName(),
                bytes,
                external == null ? 0 : external.bytes(),
                List.copyOf(problems));
    }
}
