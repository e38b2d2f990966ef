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
        return copy(
                card,
                card.conformalQuantiles(),
                card.leastSignificantChange(),
                card.outlierThreshold(),
                card.training(),
                evaluation,
                card.goldenVectors(),
                card.goldenTolerance());
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
        Training t = card.training();
        Map<String, String> all = new TreeMap<>(t.configuration());
        all.putAll(configuration);
        return copy(
                card,
                calibration.conformalQuantiles(),
                calibration.change().gramsPerCm2(),
                calibration.outlierThreshold(),
                new Training(t.dataHash(), t.seed(), t.subjects(), all, t.gitRevision(), t.libraries()),
                card.evaluation(),
                golden,
                goldenTolerance);
    }

    private static ModelCard copy(
            ModelCard card,
            Map<String, Double> quantiles,
            double leastSignificantChange,
            double outlierThreshold,
            Training training,
            Map<String, Double> evaluation,
            List<GoldenVector> golden,
            double goldenTolerance) {
        return new ModelCard(
                card.schemaVersion(),
                card.modelId(),
                card.modelVersion(),
                card.created(),
                card.simulated(),
                card.intendedUse(),
                card.preprocessing(),
                card.clinicalFields(),
                card.densitometer(),
                card.reference(),
                card.thresholds(),
                quantiles,
                leastSignificantChange,
                outlierThreshold,
                training,
                evaluation,
                golden,
                goldenTolerance);
    }
}
