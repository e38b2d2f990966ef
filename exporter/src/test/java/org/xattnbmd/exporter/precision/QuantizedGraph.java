package org.xattnbmd.exporter.precision;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.xattnbmd.exporter.OnnxModel;

/** Looks into quantised models, as written and as ONNX Runtime fuses them. */
final class QuantizedGraph {

    private QuantizedGraph() {}

    static OnnxMl.GraphProto of(OnnxModel model) throws Exception {
        return OnnxMl.ModelProto.parseFrom(model.toBytes()).getGraph();
    }

    static OnnxMl.TensorProto initializer(OnnxModel model, String name) throws Exception {
        return of(model).getInitializerList().stream()
                .filter(t -> t.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no initializer " + name));
    }

    /** The operators that ONNX Runtime runs after its own rewriting. */
    static List<String> fusedOperators(OnnxModel model, Path folder) throws Exception {
        return fusedOperators(model.toBytes(), folder);
    }

    static List<String> fusedOperators(byte[] model, Path folder) throws Exception {
        Path optimized = folder.resolve("optimized.onnx");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.EXTENDED_OPT);
            options.setOptimizedModelFilePath(optimized.toString());
            OrtEnvironment.getEnvironment().createSession(model, options).close();
        }
        return OnnxMl.ModelProto.parseFrom(Files.readAllBytes(optimized)).getGraph().getNodeList().stream()
                .map(OnnxMl.NodeProto::getOpType)
                .toList();
    }
}
