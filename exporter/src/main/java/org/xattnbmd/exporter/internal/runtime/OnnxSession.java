package org.xattnbmd.exporter.internal.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** Begins what is said of a model that is refused before it runs. */
    public static final String WOULD_NOT_LOAD = "ONNX Runtime would not load the model: ";

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
            throw new Failure(Reason.RUNTIME_FAILED, WOULD_NOT_LOAD + e.getMessage(), e);
        }
    }

    /**
     * Runs the model and returns every output by name, in order. A sequence {@code s} is returned as {@code s[0]},
     * {@code s[1]} and so on.
     */
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Tensor> e : inputs.entrySet()) {
                feeds.put(e.getKey(), tensor(e.getValue()));
            }
            try (OrtSession.Result result = session.run(feeds)) {
                Map<String, Tensor> out = new LinkedHashMap<>();
                for (Map.Entry<String, OnnxValue> e : result) {
                    add(e.getKey(), e.getValue(), out);
                }
                return out;
            }
        } catch (OrtException e) {
            throw new Failure(Reason.RUNTIME_FAILED, "ONNX Runtime could not run the model: " + e.getMessage(), e);
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
    }

    private static void add(String name, OnnxValue value, Map<String, Tensor> out) throws OrtException {
        if (value instanceof OnnxTensor tensor) {
            out.put(name, tensor(name, tensor));
        } else if (value instanceof OnnxSequence sequence) {
            int i = 0;
            for (OnnxValue element : sequence.getValue()) {
                try (element) {
                    add(name + "[" + i++ + "]", element, out);
                }
            }
        } else {
            throw new Failure(
                    Reason.RUNTIME_FAILED,
                    "output " + name + ": expected a tensor or a sequence of them, received "
                            + (value == null ? "none" : value.getType()) + ", which cannot be read in Java");
        }
    }

    private OnnxTensor tensor(Tensor t) throws OrtException {
        if (t.type() == ElementType.STRING) {
            String[] texts = t.texts().stream().map(ByteString::toStringUtf8).toArray(String[]::new);
            return OnnxTensor.createTensor(environment, texts, t.dims());
        }
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

    /** What Java has no type for comes as bytes all the same. */
    private static ElementType elementType(String name, TensorInfo info) {
        String type = info.onnxType.name().replaceFirst("^ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
        for (ElementType e : ElementType.values()) {
            if (e.name().equals(type)) {
                return e;
            }
        }
        throw new Failure(
                Reason.RUNTIME_FAILED,
                "output " + name + ": type " + type + " cannot be read from ONNX Runtime in Java");
    }

    private static Tensor tensor(String name, OnnxTensor value) throws OrtException {
        TensorInfo info = value.getInfo();
        ElementType type = elementType(name, info);
        if (type == ElementType.STRING) {
            List<ByteString> texts = new ArrayList<>();
            flatten(value.getValue(), texts);
            return Tensor.texts(info.getShape(), texts);
        }
        ByteBuffer buffer = value.getByteBuffer();
        if (buffer == null) {
            throw new Failure(
                    Reason.RUNTIME_FAILED,
                    "output " + name + ": type " + type + " cannot be read from ONNX Runtime in Java");
        }
        byte[] data = new byte[buffer.remaining()];
        buffer.get(data);
        return new Tensor(type, info.getShape(), data);
    }

    /** Texts come as arrays in arrays. */
    private static void flatten(Object value, List<ByteString> texts) {
        if (value instanceof Object[] several) {
            for (Object one : several) {
                flatten(one, texts);
            }
        } else {
            texts.add(ByteString.copyFromUtf8((String) value));
        }
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
