package org.xattnbmd.sdk.internal.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The network's input and output tensors for one batch size, over native memory that serves run after run: ONNX Runtime
 * reads and writes in place, and next to nothing is left for the garbage collector. Not thread-safe; one run owns it at a
 * time. Its owner closes it.
 */
public final class BoundTensors implements AutoCloseable {

    private final OrtEnvironment environment;
    private final Map<String, FloatBuffer> memory = new HashMap<>();
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();

    BoundTensors(OrtEnvironment environment) {
        this.environment = environment;
    }

    /** Adds an input of this shape. */
    BoundTensors input(String name, long... shape) throws OrtException {
        inputs.put(name, tensor(name, shape));
        return this;
    }

    /** Adds an output of this shape. */
    BoundTensors output(String name, long... shape) throws OrtException {
        outputs.put(name, tensor(name, shape));
        return this;
    }

    private OnnxTensor tensor(String name, long[] shape) throws OrtException {
        FloatBuffer buffer = ByteBuffer.allocateDirect(
                        Math.toIntExact(LongStream.of(shape).reduce(Float.BYTES, Math::multiplyExact)))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        memory.put(name, buffer);
        return OnnxTensor.createTensor(environment, buffer, shape);
    }

    Map<String, OnnxTensor> inputs() {
        return inputs;
    }

    Map<String, OnnxTensor> outputs() {
        return outputs;
    }

    /** Sets an input to the values from {@code values}' position to its limit, which stay as they are. */
    void set(String input, FloatBuffer values) {
        memory.get(input).put(0, values, values.position(), values.remaining());
    }

    /** The memory of an input or output, from the start to the limit. */
    FloatBuffer get(String name) {
        return memory.get(name).clear();
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
    }
}
