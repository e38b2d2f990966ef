package org.xattnbmd.trainer.onnx;

import java.util.List;
import java.util.stream.IntStream;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.training.Predictor.Predictions;

/** Loads an exported file in ONNX Runtime and compares it with the golden vectors that its card has. */
public final class GoldenCheck {

    /**
     * g/cm², half of what the SDK accepts, so that a customer's processor may add as much. Kernels for AVX2 and for AVX-512 add
     * in different orders: the same small network differed from ONNX Runtime by less than 1e-5 with the one and by 1.9e-5 with
     * the other.
     */
    public static final double TOLERANCE = ModelCard.USUAL_GOLDEN_TOLERANCE / 2;

    private static final int LARGE_BATCH = 7;

    private GoldenCheck() {}

    /**
     * The largest difference of {@code bmd} in g/cm², at batch 1 and at batch 7; that of a further target counts on the first's
     * scale.
     *
     * @throws TrainerException {@code EXPORT_MISMATCH} if it is above the card's {@link #tolerance}
     */
    public static double check(byte[] model, ModelCard card) {
        double worst;
        try (OnnxNetwork network = OnnxNetwork.open(
                model, card.preprocessing().height(), card.preprocessing().width())) {
            int golden = card.goldenVectors().size();
            worst = Math.max(difference(network, card, golden, 1), difference(network, card, LARGE_BATCH, LARGE_BATCH));
        }
        if (!(worst <= tolerance(card))) {
            throw new TrainerException(
                    Code.EXPORT_MISMATCH,
                    "The exported model differs from the trainer by " + worst + " "
                            + card.target().unit() + ", expected at most "
                            + tolerance(card) + ". Nothing was written.");
        }
        return worst;
    }

    /**
     * What a card's vectors are held to, in its target's unit: in float32 {@link #TOLERANCE}, on the target's scale, otherwise
     * what the card states.
     */
    public static double tolerance(ModelCard card) {
        double scale = card.target().scale();
        return card.goldenTolerance() > ModelCard.USUAL_GOLDEN_TOLERANCE * scale
                ? card.goldenTolerance()
                : TOLERANCE * scale;
    }

    /** Runs {@code n} golden vectors, round and round, in batches. */
    static double difference(OnnxNetwork network, ModelCard card, int n, int batch) {
        List<GoldenVector> golden = IntStream.range(0, n)
                .mapToObj(k -> card.goldenVectors().get(k % card.goldenVectors().size()))
                .toList();
        Predictions out = network.predict(pictures(golden, card), rows(golden), batch);
        double worst = 0;
        for (int k = 0; k < n; k++) {
            worst = Math.max(worst, Math.abs(out.bmd()[k] - golden.get(k).bmd()));
            for (int t = 0; t < card.furtherTargets().size(); t++) {
                double inFirst = card.target().scale()
                        / card.furtherTargets().get(t).target().scale();
                double off = out.further()[k][t] - golden.get(k).further().get(t);
                worst = Math.max(worst, inFirst * Math.abs(off));
            }
        }
        return worst;
    }

    /** The vectors' inputs {@code radiograph}, {@code [n][H * W]}. */
    public static float[][] pictures(List<GoldenVector> golden, ModelCard card) {
        int width = card.preprocessing().width();
        int height = card.preprocessing().height();
        return golden.stream().map(g -> g.decodeRadiograph(width, height)).toArray(float[][]::new);
    }

    /** The vectors' inputs {@code clinical}, NaN = missing, {@code [n][F]}. */
    public static float[][] rows(List<GoldenVector> golden) {
        return golden.stream().map(GoldenVector::clinicalRow).toArray(float[][]::new);
    }
}
