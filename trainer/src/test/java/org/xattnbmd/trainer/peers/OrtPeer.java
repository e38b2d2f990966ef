package org.xattnbmd.trainer.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.xattnbmd.sdk.Radiograph;

/** ONNX Runtime with as little around it as gives an answer; its threads wait asleep, as the SDK's do. */
final class OrtPeer implements Peer {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Radiograph radiograph;
    private final float[] crop;

    /** @param prepared whether the input is ready, or prepared by the SDK's preprocessing in each call */
    OrtPeer(PeerFiles files, String graph, String precision, int threads, PeerDevice device, boolean prepared)
            throws OrtException, IOException {
        try (SessionOptions options = options(threads)) {
            device.addTo(options);
            Path model = files.model(graph, precision);
            session = environment.createSession(model.toString(), options);
        }
        radiograph = prepared ? null : files.radiograph();
        crop = prepared ? files.readCrop() : null;
    }

    static SessionOptions options(int threads) throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    @Override
    public float[] answers(int batch) throws OrtException {
        int cells = PeerModel.SIDE * PeerModel.SIDE;
        float[] row = PeerFiles.row();
        float[] crops = new float[batch * cells];
        float[] rows = new float[batch * row.length];
        for (int i = 0; i < batch; i++) {
            System.arraycopy(crop == null ? PeerFiles.prepared(radiograph) : crop, 0, crops, i * cells, cells);
            System.arraycopy(row, 0, rows, i * row.length, row.length);
        }
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            inputs.put("radiograph", tensor(crops, batch, 1, PeerModel.SIDE, PeerModel.SIDE));
            if (session.getInputNames().contains("clinical")) {
                inputs.put("clinical", tensor(rows, batch, row.length));
            }
            try (OrtSession.Result result = session.run(inputs)) {
                FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] all = new float[values.remaining()];
                values.get(all);
                return means(all, batch);
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor tensor(float[] values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
    }

    /** The mean of each item's values; the value itself where an item has one. */
    static float[] means(float[] values, int batch) {
        float[] means = new float[batch];
        int each = values.length / batch;
        for (int i = 0; i < batch; i++) {
            double sum = 0;
            for (int v = 0; v < each; v++) {
                sum += values[i * each + v];
            }
            means[i] = (float) (sum / each);
        }
        return means;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
