package org.xattnbmd.trainer.run;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/** Loads an exported file in ONNX Runtime and compares it with the golden vectors that the trainer computed. */
public final class GoldenCheck {

    /** g/cm²; the least that a densitometer prints is a hundred times as much. */
    public static final double TOLERANCE = 1e-5;

    private static final int LARGE_BATCH = 7;

    private GoldenCheck() {}

    /**
     * The largest difference of {@code bmd} in g/cm², at batch 1 and at batch 7.
     *
     * @throws TrainerException {@code EXPORT_MISMATCH} if it is above {@link #TOLERANCE}
     */
    public static double check(byte[] model, ModelCard card) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        double worst = 0;
        try (OrtSession session = environment.createSession(model)) {
            List<GoldenVector> golden = card.goldenVectors();
            for (int i = 0; i < golden.size(); i++) {
                worst = Math.max(worst, difference(environment, session, card, i, 1));
            }
            worst = Math.max(worst, difference(environment, session, card, 0, LARGE_BATCH));
        } catch (OrtException e) {
            throw new TrainerException(Code.EXPORT_MISMATCH, "ONNX Runtime does not accept the exported model", e);
        }
        if (!(worst <= TOLERANCE)) {
            throw new TrainerException(
                    Code.EXPORT_MISMATCH,
                    "The exported model differs from the trainer by " + worst + " g/cm², expected at most " + TOLERANCE
                            + ". Nothing was written.");
        }
        return worst;
    }

    /** Runs {@code n} golden vectors from {@code first} on, round and round, as one batch. */
    private static double difference(OrtEnvironment environment, OrtSession session, ModelCard card, int first, int n)
            throws OrtException {
        int height = card.preprocessing().height();
        int width = card.preprocessing().width();
        int fields = card.clinicalFields().size();
        FloatBuffer pictures = FloatBuffer.allocate(n * height * width);
        FloatBuffer clinical = FloatBuffer.allocate(n * fields);
        List<GoldenVector> golden = card.goldenVectors();
        for (int k = 0; k < n; k++) {
            GoldenVector vector = golden.get((first + k) % golden.size());
            pictures.put(vector.decodeRadiograph(width, height));
            clinical.put(vector.clinicalRow());
        }
        try (OnnxTensor picture =
                        OnnxTensor.createTensor(environment, pictures.flip(), new long[] {n, 1, height, width});
                OnnxTensor row = OnnxTensor.createTensor(environment, clinical.flip(), new long[] {n, fields});
                OrtSession.Result result = session.run(Map.of("radiograph", picture, "clinical", row))) {
            float[] bmd = (float[]) result.get("bmd").orElseThrow().getValue();
            double worst = 0;
            for (int k = 0; k < n; k++) {
                worst = Math.max(
                        worst,
                        Math.abs(
                                bmd[k] - golden.get((first + k) % golden.size()).bmd()));
            }
            return worst;
        }
    }
}
