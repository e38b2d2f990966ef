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
 * before building, and no other file is ever opened. What can be read but is wrong is listed in
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
            return read(Files.readAllBytes(file), limits);
        } catch (IOException e) {
            throw new Failure(Reason.IO, "could not read " + file + " (" + e + "); check the path", e);
        }
    }

    public static OnnxFile read(byte[] file, ReadLimits limits) {
        if (file.length > limits.maxBytes()) {
            throw new Failure(
                    Reason.TOO_LARGE, "expected at most " + limits.maxBytes() + " bytes, received " + file.length);
        }
        WireScan.check(file, limits);
        try {
            CodedInputStream in = CodedInputStream.newInstance(file);
            in.setRecursionLimit(limits.maxDepth() + 1);
            return model(OnnxMl.ModelProto.parseFrom(in), file.length);
        } catch (IOException e) {
            throw new Failure(
                    Reason.INVALID_MODEL_FILE,
                    "expected an ONNX file, received damaged or other data: " + e.getMessage(),
                    e);
        }
    }

    private static OnnxFile model(OnnxMl.ModelProto model, long bytes) {
        if (!model.hasGraph() || model.getOpsetImportCount() == 0) {
            throw new Failure(
                    Reason.INVALID_MODEL_FILE, "expected an ONNX file with a graph and an opset, received one without");
        }
        TensorReader tensors = TensorReader.WITHIN_THE_FILE;
        model.getFunctionsList().forEach(new AttributeReader(tensors)::check);
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
        Graph graph = GraphReader.model(model.getGraph(), opset, model.getFunctionsList(), tensors, problems);
        graph.otherDomains().putAll(domains);
        graph.functions().addAll(model.getFunctionsList());
        if (problems.isEmpty()) {
            problems.addAll(Inference.run(graph));
        }
        Map<String, String> metadata = new TreeMap<>();
        model.getMetadataPropsList().forEach(p -> metadata.put(p.getKey(), p.getValue()));
        return new OnnxFile(
                graph, metadata, model.getIrVersion(), model.getProducerName(), bytes, List.copyOf(problems));
    }
}
