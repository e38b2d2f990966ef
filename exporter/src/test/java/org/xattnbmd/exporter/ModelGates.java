package org.xattnbmd.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.onnx.proto.OnnxMl;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.onnx.ModelProto;
import org.bytedeco.onnx.global.onnx;
import org.xattnbmd.exporter.internal.graph.ModelWriter;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.io.ModelReader;
import org.xattnbmd.exporter.internal.io.OnnxFile;
import org.xattnbmd.exporter.internal.io.ReadLimits;
import org.xattnbmd.exporter.internal.runtime.Difference;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;
import org.xattnbmd.exporter.internal.runtime.OnnxSession.Optimization;
import org.xattnbmd.exporter.internal.trace.EngineTensors;

/** What every written model must pass: ONNX's own checker, and ONNX Runtime with and without its optimisations. */
public final class ModelGates {

    private ModelGates() {}

    /** The newest opset, and the newest IR version, that the checker at hand knows (ONNX 1.17). */
    public static final int CHECKED_OPSET = 22;

    private static final int CHECKED_IR_VERSION = 10;

    /**
     * The reference checker with full shape inference; its complaint becomes the exception. A model of a later opset is checked
     * as one of the newest that the checker knows, which is right where later opsets have but widened types.
     */
    public static void referenceCheck(byte[] file) {
        byte[] model = asChecked(file);
        try (PointerScope scope = new PointerScope()) {
            BytePointer bytes = new BytePointer(model);
            ModelProto proto = new ModelProto();
            assertThat(onnx.ParseProtoFromBytes(proto, bytes, model.length))
                    .as("parses as ONNX")
                    .isTrue();
            onnx.check_model(proto, true, false, false);
        }
    }

    private static byte[] asChecked(byte[] file) {
        try {
            OnnxMl.ModelProto.Builder model = OnnxMl.ModelProto.newBuilder().mergeFrom(file);
            model.setIrVersion(Math.min(model.getIrVersion(), CHECKED_IR_VERSION));
            model.getOpsetImportBuilderList().stream()
                    .filter(set -> set.getDomain().isEmpty())
                    .forEach(set -> set.setVersion(Math.min(set.getVersion(), CHECKED_OPSET)));
            return model.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs without and with ONNX Runtime's optimisations and expects the same. */
    public static void bothOptimizations(byte[] model, Map<String, Tensor> feeds, double tolerance) {
        Map<String, Tensor> plain = run(model, Optimization.NONE, feeds);
        Map<String, Tensor> optimized = run(model, Optimization.ALL, feeds);
        assertThat(optimized).hasSameSizeAs(plain);
        plain.forEach((name, expected) -> {
            Difference d = Difference.between(optimized.get(name), expected);
            assertThat(d.within(tolerance))
                    .as("%s optimised and not: %s", name, d)
                    .isTrue();
        });
    }

    private static Map<String, Tensor> run(byte[] model, Optimization optimization, Map<String, Tensor> feeds) {
        try (OnnxSession session = OnnxSession.open(model, optimization, 1)) {
            return session.run(feeds);
        }
    }

    /** Read again, a file has no problems, agrees with this library's own inference and is written byte for byte. */
    public static void roundTrip(byte[] model) {
        OnnxFile file = ModelReader.read(model, ReadLimits.DEFAULT);
        assertThat(file.problems()).isEmpty();
        assertThat(ModelWriter.write(file.graph(), file.metadata())).isEqualTo(model);
    }

    public static void check(OnnxModel model, List<String> inputNames, NDList inputs, double tolerance) {
        byte[] bytes = model.toBytes();
        referenceCheck(bytes);
        roundTrip(bytes);
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        for (int i = 0; i < inputNames.size(); i++) {
            feeds.put(inputNames.get(i), EngineTensors.read(inputs.get(i)));
        }
        bothOptimizations(bytes, feeds, tolerance);
    }
}
