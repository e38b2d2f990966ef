package org.xattnbmd.sdk;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard.GoldenVector;

/**
 * Proves that a loaded network computes what its card says: the first golden vector alone, the others in one batch. A model
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
        int fields = card.clinicalFields().size();
        double worst = compute(network, vectors.subList(0, 1), 0, width, height, fields);
        return vectors.size() == 1
                ? worst
                : Math.max(worst, compute(network, vectors.subList(1, vectors.size()), 1, width, height, fields));
    }

    /** Computes vectors in one batch; {@code first} is the number of the first of them on the card. */
    private static double compute(
            Network network, List<GoldenVector> vectors, int first, int width, int height, int fields) {
        int pixels = width * height;
        float[] pictures = new float[vectors.size() * pixels];
        float[] rows = new float[vectors.size() * fields];
        for (int i = 0; i < vectors.size(); i++) {
            System.arraycopy(vectors.get(i).decodeRadiograph(width, height), 0, pictures, i * pixels, pixels);
            System.arraycopy(vectors.get(i).clinicalRow(), 0, rows, i * fields, fields);
        }
        NetworkOutput output =
                network.run(FloatBuffer.wrap(pictures), FloatBuffer.wrap(rows), vectors.size(), Cancellation.NEVER);
        double worst = 0;
        for (int i = 0; i < vectors.size(); i++) {
            worst = Math.max(worst, compare(vectors.get(i), output, i, fields, first + i));
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
