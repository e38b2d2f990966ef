package org.xattnbmd.trainer.run;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;
import org.xattnbmd.sdk.ModelCard.Threshold;
import org.xattnbmd.sdk.ModelCard.Training;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.training.TrainingConfig;

/**
 * What a person decides about a model's card.
 *
 * @param created ISO-8601, or null: a card without it makes the file a pure function of the run
 */
public record CardText(String modelId, String modelVersion, String created) {

    /** Where the card's configuration says in what the model computes. */
    static final String PRECISION = "precision";

    private static final String DENSITOMETER = "GE Lunar";

    /**
     * A configurable default. Mean and sd are the NHANES III femoral-neck reference of white women aged 20-29 on the
     * Hologic scale (0.858, 0.120 g/cm²), brought to the Lunar scale through the sBMD equations (Hui et al. 1997); with
     * it T = -1 is 0.899 g/cm², the threshold of XAttn-BMD.
     */
    private static final ReferencePopulation REFERENCE = new ReferencePopulation(
            "NHANES III, white women 20-29, femoral neck",
            DENSITOMETER,
            1.038,
            0.139,
            "default: converted from the Hologic scale by the sBMD equations of Hui et al. 1997; verify for your site");

    private static final double LOW_BONE_MASS = -1;
    private static final double OSTEOPOROSIS = -2.5;

    /** The reference population on a densitometer's scale. */
    private static ReferencePopulation reference(String densitometer) {
        return densitometer.equals(DENSITOMETER)
                ? REFERENCE
                : ReferencePopulation.nhanes3WhiteWomen().onScale(densitometer);
    }

    private static Threshold threshold(String name, ReferencePopulation reference, double tScore) {
        BigDecimal bmd = BigDecimal.valueOf(reference.sd())
                .multiply(BigDecimal.valueOf(tScore))
                .add(BigDecimal.valueOf(reference.mean()));
        return new Threshold(name, bmd.setScale(3, RoundingMode.HALF_UP).doubleValue());
    }

    /** The BMD of T-score -1 and of T-score -2.5 on a densitometer's scale, the higher one first. */
    public static List<Threshold> screeningThresholds(String densitometer) {
        ReferencePopulation reference = reference(densitometer);
        return List.of(
                threshold("low bone mass (T -1)", reference, LOW_BONE_MASS),
                threshold("osteoporosis (T -2.5)", reference, OSTEOPOROSIS));
    }

    /** BMD of T-score -1 on a densitometer's scale, g/cm². */
    public static double lowBoneMass(String densitometer) {
        return threshold("", reference(densitometer), LOW_BONE_MASS).bmdGramsPerCm2();
    }

    /** Key of the readings that the least significant change comes from. */
    static final String PRECISION_BASIS = "least_significant_change";

    /** The readings that a card's least significant change comes from, in words. */
    static String precisionBasis(ModelCard card) {
        return card.training().configuration().getOrDefault(PRECISION_BASIS, "basis not stated");
    }

    ModelCard card(RunRecord run, List<GoldenVector> golden) {
        Map<String, Double> evaluation = new TreeMap<>();
        evaluation.put(
                "validation_mae_g_cm2", run.history().get(run.bestEpoch() - 1).validationMae());
        String simulated =
                run.simulated() ? " Trained on a SIMULATED cohort: its estimates say nothing about people." : "";
        ReferencePopulation reference = reference(run.densitometer());
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
                reference,
                screeningThresholds(run.densitometer()),
                run.conformalQuantiles(),
                run.leastSignificantChange(),
                run.outlierThreshold(),
                new Training(
                        run.dataHash(),
                        run.training().seed(),
                        run.subjects(),
                        configuration(run),
                        run.gitRevision(),
                        run.libraries()),
                evaluation,
                golden,
                ModelCard.USUAL_GOLDEN_TOLERANCE);
    }

    private static Map<String, String> configuration(RunRecord run) {
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
        c.put(PRECISION, Precision.FLOAT32.toString());
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
