package org.xattnbmd.sdk;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard.GoldenVector;

/**
 * Proves that a loaded network computes what its card says: every golden vector alone, then all in one batch. A model
 * that computes something else on this machine must not be used on it.
 */
final class SelfTest {

    /** Largest accepted difference in BMD and spread, g/cm². */
    static final double BMD_TOLERANCE = 1e-4;

    /** Attention is a share in [0, 1]; scores are compared relative to their size. */
    private static final double RELATIVE_TOLERANCE = 1e-3;

    private SelfTest() {}

    /** Returns the largest difference in BMD, or throws {@code MODEL_SELF_TEST_FAILED}. */
    static double run(Network network, ModelCard card) {
        List<GoldenVector> vectors = card.goldenVectors();
        int width = card.preprocessing().width();
        int height = card.preprocessing().height();
        int pixels = width * height;
        int fields = card.clinicalFields().size();
        float[] pictures = new float[vectors.size() * pixels];
        float[] rows = new float[vectors.size() * fields];
        double worst = 0;
        for (int i = 0; i < vectors.size(); i++) {
            float[] picture = vectors.get(i).decodeRadiograph(width, height);
            float[] row = vectors.get(i).clinicalRow();
            System.arraycopy(picture, 0, pictures, i * pixels, pixels);
            System.arraycopy(row, 0, rows, i * fields, fields);
            worst = Math.max(
                    worst,
                    compare(
                            vectors.get(i),
                            network.run(FloatBuffer.wrap(picture), FloatBuffer.wrap(row), 1, Cancellation.NEVER),
                            0,
                            fields,
                            i));
        }
        NetworkOutput together =
                network.run(FloatBuffer.wrap(pictures), FloatBuffer.wrap(rows), vectors.size(), Cancellation.NEVER);
        for (int i = 0; i < vectors.size(); i++) {
            worst = Math.max(worst, compare(vectors.get(i), together, i, fields, i));
        }
        return worst;
    }

    private static double compare(GoldenVector golden, NetworkOutput output, int n, int fields, int index) {
        double difference = Math.abs(golden.bmd() - output.bmd()[n]);
        require("bmd", golden.bmd(), output.bmd()[n], BMD_TOLERANCE, index);
        require("bmd_spread", golden.spread(), output.spread()[n], BMD_TOLERANCE, index);
        double scale = Math.max(1, Math.abs(golden.outlierScore()));
        require("outlier_score", golden.outlierScore(), output.outlierScore()[n], RELATIVE_TOLERANCE * scale, index);
        for (int field = 0; field < fields; field++) {
            require(
                    "clinical_attention",
                    golden.clinicalAttention().get(field),
                    output.clinicalAttention()[n * fields + field],
                    RELATIVE_TOLERANCE,
                    index);
        }
        return difference;
    }

    private static void require(String output, double expected, double received, double tolerance, int index) {
        if (!(Math.abs(expected - received) <= tolerance)) {
            throw new BmdException(
                    Code.MODEL_SELF_TEST_FAILED,
                    String.format(
                            Locale.ROOT,
                            "Golden vector %d: expected %s %.6f, this machine computes %.6f (tolerance %.0e). "
                                    + "Do not use this model on this machine; export it again or update the runtime.",
                            index,
                            output,
                            expected,
                            received,
                            tolerance));
        }
    }
}
