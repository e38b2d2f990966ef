package org.xattnbmd.trainer.card;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.ModelCard.Training;
import org.xattnbmd.trainer.calibration.Calibration;

/** Cards with a part replaced. */
public final class Cards {

    private Cards() {}

    /** With other held-out figures. */
    public static ModelCard with(ModelCard card, Map<String, Double> evaluation) {
        return card.toBuilder().evaluation(evaluation).build();
    }

    /**
     * With another calibration and other golden vectors.
     *
     * @param configuration what to say besides of how the model was made
     */
    public static ModelCard with(
            ModelCard card,
            Calibration calibration,
            List<GoldenVector> golden,
            double goldenTolerance,
            Map<String, String> configuration) {
        return withConfiguration(card, configuration).toBuilder()
                .conformalQuantiles(calibration.conformalQuantiles())
                .leastSignificantChange(calibration.change().gramsPerCm2())
                .outlierThreshold(calibration.outlierThreshold())
                .trust(calibration.trust())
                .goldenVectors(golden)
                .goldenTolerance(goldenTolerance)
                .build();
    }

    /** With more words of how the model was made; a key that was there gets the new words. */
    public static ModelCard withConfiguration(ModelCard card, Map<String, String> more) {
        Training t = card.training();
        Map<String, String> all = new TreeMap<>(t.configuration());
        all.putAll(more);
        return card.toBuilder()
                .training(new Training(t.dataHash(), t.seed(), t.subjects(), all, t.gitRevision(), t.libraries()))
                .build();
    }
}
