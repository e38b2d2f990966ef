package org.xattnbmd.exporter.internal.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;

/** A model loaded in ONNX Runtime on the CPU. Used by one thread; the caller closes it. */
public final class OnnxSession implements AutoCloseable {

    /** How much ONNX Runtime may rewrite the graph. */
    public enum Optimization {
        NONE,
        ALL
    }

    private final OrtEnvironment environment = Environment.get();
    private final OrtSession session;

    private OnnxSession(OrtSession session) {
        this.session = session;
    }

    /** Loads with both threads that a small machine has and all optimisations. */
    public static OnnxSession open(byte[] model) {
        return open(model, Optimization.ALL, 0);
    }

    /**
     * Loads a model.
     *
     * @param threads threads within an operator; 0 for as many as there are cores
     */
    public static OnnxSession open(byte[] model, Optimization optimization, int threads) {
        Environment.get();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(
                    optimization == Optimization.ALL
                            ? OrtSession.SessionOptions.OptLevel.ALL_OPT
                            : OrtSession.SessionOptions.OptLevel.NO_OPT);
            options.setIntraOpNumThreads(threads);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            if (IntegerProducts.haveZeroPoints(model)) {
                // Without it, processors that have no VNNI add pairs of 8-bit products in 16 bits, and saturate.
                options.addConfigEntry("session.x64quantprecision", "1");
            }
            // What goes wrong is in the exception too.
            options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            return new OnnxSession(Environment.get().createSession(model, options));
        } catch (OrtException e) {
            throw new Failure(Reason.RUNTIME_FAILED, "ONNX Runtime would not load the model: " + e.getMessage(), e);
        }
    }

    /** Runs the model and returns every output by name, in order. */
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Tensor> e : inputs.entrySet()) {
                feeds.put(e.getKey(), tensor(e.getValue()));
            }
            try (OrtSession.Result result = session.run(feeds)) {
                Map<String, Tensor> out = new LinkedHashMap<>();
                for (Map.Entry<String, OnnxValue> e : result) {
                    out.put(e.getKey(), tensor((OnnxTensor) e.getValue()));
                }
                return out;
            }
        } catch (OrtException e) {
            throw new Failure(Reason.RUNTIME_FAILED, "ONNX Runtime could not run the model: " + e.getMessage(), e);
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor tensor(Tensor t) throws OrtException {
        ByteBuffer direct = ByteBuffer.allocateDirect(t.data().length).order(ByteOrder.nativeOrder());
        direct.put(t.data()).rewind();
        return OnnxTensor.createTensor(environment, direct, t.dims(), javaType(t.type()));
    }

    private static OnnxJavaType javaType(ElementType type) {
        return switch (type) {
            case FLOAT -> OnnxJavaType.FLOAT;
            case DOUBLE -> OnnxJavaType.DOUBLE;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case BFLOAT16 -> OnnxJavaType.BFLOAT16;
            case INT64 -> OnnxJavaType.INT64;
            case INT32 -> OnnxJavaType.INT32;
            case INT16 -> OnnxJavaType.INT16;
            case INT8 -> OnnxJavaType.INT8;
            case UINT8 -> OnnxJavaType.UINT8;
            case BOOL -> OnnxJavaType.BOOL;
            default ->
                throw new Failure(
                        Reason.RUNTIME_FAILED,
                        "inputs of type " + type + " cannot be passed to ONNX Runtime from Java");
        };
    }

    private static ElementType elementType(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> ElementType.FLOAT;
            case DOUBLE -> ElementType.DOUBLE;
            case FLOAT16 -> ElementType.FLOAT16;
            case BFLOAT16 -> ElementType.BFLOAT16;
            case INT64 -> ElementType.INT64;
            case INT32 -> ElementType.INT32;
            case INT16 -> ElementType.INT16;
            case INT8 -> ElementType.INT8;
            case UINT8 -> ElementType.UINT8;
            case BOOL -> ElementType.BOOL;
            default ->
                throw new Failure(
                        Reason.RUNTIME_FAILED, "outputs of type " + type + " cannot be read from ONNX Runtime in Java");
        };
    }

    private static Tensor tensor(OnnxTensor value) {
        TensorInfo info = value.getInfo();
        ByteBuffer buffer = value.getByteBuffer();
        byte[] data = new byte[buffer.remaining()];
        buffer.get(data);
        return new Tensor(elementType(info.type), info.getShape(), data);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new Failure(Reason.RUNTIME_FAILED, "closing the session failed: " + e.getMessage(), e);
        }
    }
}
