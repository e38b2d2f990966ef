package org.xattnbmd.trainer.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.xattnbmd.sdk.ModelContract.Tensor;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.training.Predictor.Predictions;

/**
 * A model file in ONNX Runtime on the CPU, asked as {@link org.xattnbmd.trainer.training.Predictor} asks the network that
 * it came from. Owns its session; one thread at a time.
 */
public final class OnnxNetwork implements AutoCloseable {

    private static final int BATCH = 32;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final int height;
    private final int width;

    private OnnxNetwork(byte[] model, int height, int width, SessionOptions.OptLevel level) {
        this.height = height;
        this.width = width;
        try (SessionOptions options = new SessionOptions()) {
            options.setOptimizationLevel(level);
            options.setDeterministicCompute(true);
            // As the SDK's session: 8-bit products are added exactly on every processor.
            options.addConfigEntry("session.x64quantprecision", "1");
            session = environment.createSession(model, options);
        } catch (OrtException e) {
            throw new TrainerException(Code.EXPORT_MISMATCH, "ONNX Runtime does not accept the exported model", e);
        }
    }

    /** As it is served. */
    public static OnnxNetwork open(byte[] model, int height, int width) {
        return new OnnxNetwork(model, height, width, SessionOptions.OptLevel.ALL_OPT);
    }

    /** Every operation by itself, as a runtime does that fuses none. */
    public static OnnxNetwork unfused(byte[] model, int height, int width) {
        return new OnnxNetwork(model, height, width, SessionOptions.OptLevel.NO_OPT);
    }

    public Predictions predict(float[][] pictures, float[][] clinical) {
        return predict(pictures, clinical, BATCH);
    }

    /** In batches of so many, the last one smaller. */
    public Predictions predict(float[][] pictures, float[][] clinical, int batch) {
        int n = pictures.length;
        boolean localized = session.getOutputNames().contains(Tensor.NECK_BOX.tensorName());
        try {
            Predictions result = Predictions.empty(n, clinical[0].length, localized, furtherTargets());
            for (int from = 0; from < n; from += batch) {
                run(pictures, clinical, from, Math.min(batch, n - from), result);
            }
            return result;
        } catch (OrtException e) {
            throw new TrainerException(Code.EXPORT_MISMATCH, "ONNX Runtime can't run the exported model", e);
        }
    }

    private int furtherTargets() throws OrtException {
        NodeInfo further = session.getOutputInfo().get(Tensor.FURTHER.tensorName());
        return further == null ? 0 : (int) ((TensorInfo) further.getInfo()).getShape()[1];
    }

    private void run(float[][] pictures, float[][] clinical, int from, int n, Predictions into) throws OrtException {
        FloatBuffer picture = FloatBuffer.allocate(n * height * width);
        FloatBuffer row = FloatBuffer.allocate(n * clinical[0].length);
        for (int i = from; i < from + n; i++) {
            picture.put(pictures[i]);
            row.put(clinical[i]);
        }
        try (OnnxTensor pictureTensor =
                        OnnxTensor.createTensor(environment, picture.flip(), new long[] {n, 1, height, width});
                OnnxTensor rowTensor =
                        OnnxTensor.createTensor(environment, row.flip(), new long[] {n, clinical[0].length});
                OnnxTensor boxTensor = OnnxTensor.createTensor(environment, toBeFound(n), new long[] {n, 4});
                OrtSession.Result out = session.run(inputs(pictureTensor, rowTensor, boxTensor))) {
            System.arraycopy(vector(out, Tensor.BMD), 0, into.bmd(), from, n);
            System.arraycopy(vector(out, Tensor.SPREAD), 0, into.spread(), from, n);
            System.arraycopy(vector(out, Tensor.OUTLIER_SCORE), 0, into.outlierScore(), from, n);
            System.arraycopy(rows(out, Tensor.CLINICAL_ATTENTION), 0, into.fieldAttention(), from, n);
            if (into.boxes().length > 0) {
                System.arraycopy(rows(out, Tensor.NECK_BOX), 0, into.boxes(), from, n);
            }
            if (into.further()[from].length > 0) {
                System.arraycopy(rows(out, Tensor.FURTHER), 0, into.further(), from, n);
                System.arraycopy(rows(out, Tensor.FURTHER_SPREAD), 0, into.furtherSpread(), from, n);
            }
        }
    }

    private Map<String, OnnxTensor> inputs(OnnxTensor picture, OnnxTensor row, OnnxTensor box) {
        Map<String, OnnxTensor> inputs =
                new HashMap<>(Map.of(Tensor.RADIOGRAPH.tensorName(), picture, Tensor.CLINICAL.tensorName(), row));
        if (session.getInputNames().contains(Tensor.GIVEN_NECK_BOX.tensorName())) {
            inputs.put(Tensor.GIVEN_NECK_BOX.tensorName(), box);
        }
        return inputs;
    }

    private static FloatBuffer toBeFound(int n) {
        float[] boxes = new float[4 * n];
        Arrays.fill(boxes, Float.NaN);
        return FloatBuffer.wrap(boxes);
    }

    private static float[] vector(OrtSession.Result out, Tensor output) throws OrtException {
        return (float[]) out.get(output.tensorName()).orElseThrow().getValue();
    }

    private static float[][] rows(OrtSession.Result out, Tensor output) throws OrtException {
        return (float[][]) out.get(output.tensorName()).orElseThrow().getValue();
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new TrainerException(Code.EXPORT_MISMATCH, "ONNX Runtime can't close the exported model", e);
        }
    }
}
