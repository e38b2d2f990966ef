package org.xattnbmd.sdk.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.xattnbmd.sdk.Preprocessing;

/** ONNX Runtime with nothing around it: one session, input tensors that are ready. What the SDK is measured against. */
final class BareRuntime implements AutoCloseable {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Map<String, OnnxTensor> ready = new HashMap<>();

    private BareRuntime(OrtSession session) throws OrtException {
        this.session = session;
        float[] picture =
                Preprocessing.v1(BenchmarkModel.SIDE, BenchmarkModel.SIDE).apply(BenchmarkModel.radiograph());
        ready.putAll(tensors(picture, new float[] {75, 0, 160, 68}));
    }

    /** @param spinning ONNX Runtime's default; the SDK switches it off, because idle threads would keep cores busy */
    static BareRuntime open(Path model, int threads, boolean spinning) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.addConfigEntry("session.intra_op.allow_spinning", spinning ? "1" : "0");
            return new BareRuntime(OrtEnvironment.getEnvironment().createSession(model.toString(), options));
        }
    }

    /** One run, all outputs, none of them read. */
    void run() throws OrtException {
        session.run(ready).close();
    }

    Map<String, float[]> outputs(float[] picture, float[] row) throws OrtException {
        Map<String, OnnxTensor> inputs = tensors(picture, row);
        Map<String, float[]> outputs = new HashMap<>();
        try (OrtSession.Result result = session.run(inputs)) {
            for (Map.Entry<String, OnnxValue> output : result) {
                FloatBuffer values = ((OnnxTensor) output.getValue()).getFloatBuffer();
                float[] copy = new float[values.remaining()];
                values.get(copy);
                outputs.put(output.getKey(), copy);
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
        return outputs;
    }

    private Map<String, OnnxTensor> tensors(float[] picture, float[] row) throws OrtException {
        long side = BenchmarkModel.SIDE;
        return Map.of(
                "radiograph",
                OnnxTensor.createTensor(environment, direct(picture), new long[] {1, 1, side, side}),
                "clinical",
                OnnxTensor.createTensor(environment, direct(row), new long[] {1, row.length}));
    }

    private static FloatBuffer direct(float[] values) {
        return ByteBuffer.allocateDirect(Float.BYTES * values.length)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(values)
                .flip();
    }

    @Override
    public void close() throws OrtException {
        ready.values().forEach(OnnxTensor::close);
        session.close();
    }
}
