package org.xattnbmd.sdk.internal.session;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.ModelContract.Tensor;
import org.xattnbmd.sdk.internal.concurrent.StopSignal;

/**
 * Proves that a loaded network computes what its card says: the first golden vector alone, the others in one batch. A model
 * that computes something else on this machine must not be used on it.
 */
public final class SelfTest {

    /** Attention is a share in [0, 1]; scores are compared relative to their size. Ten times the card's, per g/cm². */
    private static final double RELATIVE = 10;

    private SelfTest() {}

    /** Returns the largest difference in BMD, or throws {@code MODEL_SELF_TEST_FAILED}. */
    public static double run(Network network, ModelCard card, StopSignal signal) {
        int n = card.goldenVectors().size();
        double worst = compute(network, card, 0, 1, signal);
        return n == 1 ? worst : Math.max(worst, compute(network, card, 1, n, signal));
    }

    /** Computes the card's vectors from one number up to another, this excluded, in one batch. */
    private static double compute(Network network, ModelCard card, int from, int to, StopSignal signal) {
        signal.check();
        List<GoldenVector> vectors = card.goldenVectors().subList(from, to);
        int width = card.preprocessing().width();
        int height = card.preprocessing().height();
        int fields = card.clinicalFields().size();
        int pixels = width * height;
        float[] pictures = new float[vectors.size() * pixels];
        float[] rows = new float[vectors.size() * fields];
        for (int i = 0; i < vectors.size(); i++) {
            System.arraycopy(vectors.get(i).decodeRadiograph(width, height), 0, pictures, i * pixels, pixels);
            System.arraycopy(vectors.get(i).clinicalRow(), 0, rows, i * fields, fields);
        }
        NetworkOutput output =
                network.run(FloatBuffer.wrap(pictures), FloatBuffer.wrap(rows), null, vectors.size(), signal);
        double worst = 0;
        for (int i = 0; i < vectors.size(); i++) {
            worst = Math.max(worst, compare(vectors.get(i), output, i, from + i, card));
        }
        return worst;
    }

    private static double compare(GoldenVector golden, NetworkOutput output, int n, int index, ModelCard card) {
        int fields = card.clinicalFields().size();
        double tolerance = card.goldenTolerance();
        double relative = RELATIVE * tolerance / card.target().scale();
        double difference = Math.abs(golden.bmd() - output.bmd()[n]);
        require(Tensor.BMD, golden.bmd(), output.bmd()[n], tolerance, index);
        require(Tensor.SPREAD, golden.spread(), output.spread()[n], tolerance, index);
        double scale = Math.max(1, Math.abs(golden.outlierScore()));
        require(Tensor.OUTLIER_SCORE, golden.outlierScore(), output.outlierScore()[n], relative * scale, index);
        for (int field = 0; field < fields; field++) {
            require(
                    Tensor.CLINICAL_ATTENTION,
                    golden.clinicalAttention().get(field),
                    output.clinicalAttention()[n * fields + field],
                    relative,
                    index);
        }
        int targets = card.furtherTargets().size();
        for (int k = 0; k < targets; k++) {
            double own = tolerance
                    / card.target().scale()
                    * card.furtherTargets().get(k).target().scale();
            int at = n * targets + k;
            require(Tensor.FURTHER, golden.further().get(k), output.further()[at], own, index);
            require(Tensor.FURTHER_SPREAD, golden.furtherSpread().get(k), output.furtherSpread()[at], own, index);
        }
        return difference;
    }

    private static void require(Tensor output, double expected, double received, double tolerance, int index) {
        if (!(Math.abs(expected - received) <= tolerance)) {
            throw new BmdException(
                    Code.MODEL_SELF_TEST_FAILED,
                    String.format(
                            Locale.ROOT,
                            "Golden vector %d: expected %s %.6f, this machine computes %.6f (tolerance %.0e). "
                                    + "Do not use this model on this machine; export it again or update the runtime.",
                            index,
                            output.tensorName(),
                            expected,
                            received,
                            tolerance));
        }
    }
}
