package org.xattnbmd.trainer.onnx;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.training.Predictor.Predictions;

/**
 * By how much another machine may differ from a quantised model's golden vectors and still compute the same function. A
 * value that lies between two steps goes up or down with the last bit of a float, and other values follow; so the same file
 * is run with its operations fused, as here, and each by itself, as elsewhere, and the largest difference is stated.
 */
public final class GoldenTolerance {

    /** The SDK's self-test holds attention and scores to ten times the tolerance of BMD. */
    private static final double RELATIVE = 10;

    /** g/cm², or on the target's scale; what the SDK accepts on a card. */
    private static final double LARGEST = 0.005;

    private GoldenTolerance() {}

    /** What holds of the same model once its estimates are multiplied by a slope: a float32 model's is wide enough anyway. */
    public static double scaled(ModelCard card, double slope) {
        double scale = card.target().scale();
        return card.goldenTolerance() > ModelCard.USUAL_GOLDEN_TOLERANCE * scale
                ? Math.min(LARGEST * scale, Math.max(1, slope) * card.goldenTolerance())
                : card.goldenTolerance();
    }

    /**
     * The tolerance for a card, rounded up to one digit.
     *
     * @throws TrainerException {@code PRECISION_REFUSED} if it is more than the SDK accepts
     */
    public static double of(Predictions here, Predictions elsewhere, Target target) {
        double worst = worst(here, elsewhere, target);
        if (!isAccepted(worst, target)) {
            throw new TrainerException(
                    Code.PRECISION_REFUSED,
                    String.format(
                            Locale.ROOT,
                            "Another runtime's rounding may move the lower precision's estimates by %.4f %s, expected at"
                                    + " most %s. Nothing was written. Export in another precision.",
                            worst,
                            target.unit(),
                            LARGEST * target.scale()));
        }
        return upToOneDigit(worst);
    }

    /** Whether the SDK accepts a tolerance that is as large as these two differ. */
    public static boolean isAccepted(Predictions here, Predictions elsewhere, Target target) {
        return isAccepted(worst(here, elsewhere, target), target);
    }

    private static boolean isAccepted(double worst, Target target) {
        return upToOneDigit(worst) <= LARGEST * target.scale();
    }

    private static double upToOneDigit(double worst) {
        return BigDecimal.valueOf(worst)
                .round(new MathContext(1, RoundingMode.UP))
                .doubleValue();
    }

    private static double worst(Predictions here, Predictions elsewhere, Target target) {
        double scale = target.scale();
        double worst = ModelCard.USUAL_GOLDEN_TOLERANCE * scale;
        for (int i = 0; i < here.bmd().length; i++) {
            worst = Math.max(worst, Math.abs(here.bmd()[i] - elsewhere.bmd()[i]));
            worst = Math.max(worst, Math.abs(here.spread()[i] - elsewhere.spread()[i]));
            double score = here.outlierScore()[i];
            double ofScore = Math.abs(score - elsewhere.outlierScore()[i]) / Math.max(1, Math.abs(score));
            worst = Math.max(worst, scale * ofScore / RELATIVE);
            for (int f = 0; f < here.fieldAttention()[i].length; f++) {
                double ofAttention =
                        Math.abs(here.fieldAttention()[i][f] - elsewhere.fieldAttention()[i][f]);
                worst = Math.max(worst, scale * ofAttention / RELATIVE);
            }
        }
        return worst;
    }
}
