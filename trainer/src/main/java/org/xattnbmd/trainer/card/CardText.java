package org.xattnbmd.trainer.card;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.xattnbmd.sdk.DensitometerScale;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.ModelCard.Threshold;
import org.xattnbmd.sdk.ModelCard.Training;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.run.RunRecord;
import org.xattnbmd.trainer.training.TrainingConfig;

/**
 * What a person decides about a model's card.
 *
 * @param created ISO-8601, or null: a card without it makes the file a pure function of the run
 */
public record CardText(String modelId, String modelVersion, String created) {

    /** Where the card's configuration says in what the model computes. */
    public static final String PRECISION = "precision";

    /** The BMD of T-score -1 and of T-score -2.5 on a densitometer's scale, the higher one first. */
    public static List<Threshold> screeningThresholds(String densitometer) {
        DensitometerScale scale = DensitometerScale.named(densitometer);
        return List.of(
                new Threshold("low bone mass (T -1)", scale.bmdAt(DensitometerScale.NORMAL_FROM)),
                new Threshold("osteoporosis (T -2.5)", scale.bmdAt(DensitometerScale.OSTEOPOROSIS_TO)));
    }

    /** BMD of T-score -1 on a densitometer's scale, g/cm². */
    public static double lowBoneMass(String densitometer) {
        return DensitometerScale.named(densitometer).bmdAt(DensitometerScale.NORMAL_FROM);
    }

    /** Key of the readings that the least significant change comes from. */
    public static final String PRECISION_BASIS = "least_significant_change";

    /** The readings that a card's least significant change comes from, in words. */
    public static String precisionBasis(ModelCard card) {
        return card.training().configuration().getOrDefault(PRECISION_BASIS, "basis not stated");
    }

    /**
     * The card of a run's model.
     *
     * @param precision in what the model computes, in words
     */
    public ModelCard card(RunRecord run, List<GoldenVector> golden, String precision) {
        Map<String, Double> evaluation = new TreeMap<>();
        evaluation.put(
                "validation_mae_g_cm2", run.history().get(run.bestEpoch() - 1).validationMae());
        String simulated =
                run.simulated() ? " Trained on a SIMULATED cohort: its estimates say nothing about people." : "";
        return new ModelCard(
                ModelCard.SCHEMA_VERSION,
                modelId,
                modelVersion,
                created,
                run.simulated(),
                "Research estimate of femoral-neck areal BMD from an AP hip radiograph and clinical fields. Not a medical"
                        + " device; not for diagnosis." + simulated,
                run.preprocessing(),
                run.clinicalFields(),
                run.densitometer(),
                DensitometerScale.named(run.densitometer()).reference(),
                screeningThresholds(run.densitometer()),
                run.conformalQuantiles(),
                run.leastSignificantChange(),
                run.outlierThreshold(),
                new Training(
                        run.dataHash(),
                        run.training().seed(),
                        run.subjects(),
                        configuration(run, precision),
                        run.gitRevision(),
                        run.libraries()),
                evaluation,
                golden,
                ModelCard.USUAL_GOLDEN_TOLERANCE);
    }

    private static Map<String, String> configuration(RunRecord run, String precision) {
        NetworkConfig n = run.network();
        TrainingConfig t = run.training();
        Map<String, String> c = new TreeMap<>();
        c.put("backbone", n.backbone().name().toLowerCase(Locale.ROOT) + ", base width " + n.baseWidth());
        if (!run.backboneWeights().isEmpty()) {
            c.put("backbone_weights", run.backboneWeights());
        }
        c.put("fusion", n.fusion().name().toLowerCase(Locale.ROOT));
        c.put("attention", n.layers() + " layers, " + n.heads() + " heads, tokens of " + n.tokenSize());
        c.put("picture", n.imageWidth() + "x" + n.imageHeight() + ", neck crop " + n.cropSize());
        c.put(PRECISION, precision);
        c.put("epochs", run.history().size() + " of " + t.epochs() + ", kept " + run.bestEpoch());
        c.put("batch_size", Integer.toString(t.batchSize()));
        c.put("learning_rate", Double.toString(t.learningRate()));
        c.put("weight_decay", Double.toString(t.weightDecay()));
        c.put("loss", t.loss().toString());
        c.put("augmentation", t.augmentation().toString());
        c.put("device", run.device());
        c.put("recalibration", run.recalibration().toString());
        c.put(PRECISION_BASIS, run.precisionBasis());
        return c;
    }
}
