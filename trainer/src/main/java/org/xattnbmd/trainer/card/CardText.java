package org.xattnbmd.trainer.card;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.xattnbmd.sdk.DensitometerScale;
import org.xattnbmd.sdk.FurtherTarget;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.sdk.ModelCard.Threshold;
import org.xattnbmd.sdk.ModelCard.Training;
import org.xattnbmd.trainer.calibration.FurtherCalibration;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.run.RunRecord;
import org.xattnbmd.trainer.training.TrainingConfig;

/**
 * What a person decides about a model's card.
 *
 * @param created ISO-8601, or null: a card without it makes the file a pure function of the run
 */
public record CardText(String modelId, String modelVersion, String created) {

    private static final ObjectMapper JSON = new ObjectMapper();

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
        Target target = run.data().measured();
        String densitometer = run.data().densitometer();
        evaluation.put(
                target.hasReference() ? "validation_mae_g_cm2" : "validation_mae",
                run.course().best().validationMae());
        String simulated =
                run.data().simulated() ? " Trained on a SIMULATED cohort: its estimates say nothing about people." : "";
        return ModelCard.builder()
                .modelId(modelId)
                .modelVersion(modelVersion)
                .created(created)
                .simulated(run.data().simulated())
                .intendedUse("Research estimate of "
                        + (target.hasReference() ? "femoral-neck areal BMD" : target.label())
                        + " from an AP hip radiograph and clinical fields. Not a medical"
                        + " device; not for diagnosis." + simulated)
                .target(target)
                .preprocessing(run.setup().preprocessing())
                .clinicalFields(run.setup().clinicalFields())
                .densitometer(densitometer)
                .reference(
                        target.hasReference()
                                ? DensitometerScale.named(densitometer).reference()
                                : null)
                .thresholds(target.hasReference() ? screeningThresholds(densitometer) : List.of())
                .conformalQuantiles(run.calibration().conformalQuantiles())
                .leastSignificantChange(run.calibration().change().gramsPerCm2())
                .outlierThreshold(run.calibration().outlierThreshold())
                .trust(run.calibration().trust())
                .furtherTargets(furtherTargets(run))
                .training(new Training(
                        run.data().dataHash(),
                        run.setup().training().seed(),
                        run.data().subjects(),
                        configuration(run, precision),
                        run.provenance().gitRevision(),
                        run.provenance().libraries()))
                .evaluation(evaluation)
                .goldenVectors(golden)
                .build();
    }

    private static List<FurtherTarget> furtherTargets(RunRecord run) {
        List<FurtherTarget> further = new ArrayList<>();
        for (int k = 0; k < run.data().furtherTargets().size(); k++) {
            Target target = run.data().furtherTargets().get(k);
            FurtherCalibration calibration = run.calibration().further().get(k);
            boolean bmd = target.unit().equals(Target.FEMORAL_NECK.unit());
            further.add(new FurtherTarget(
                    target,
                    bmd ? run.data().densitometer() : ModelCard.NO_SCALE,
                    calibration.conformalQuantiles(),
                    calibration.unusualWidening()));
        }
        return further;
    }

    private static Map<String, String> configuration(RunRecord run, String precision) {
        NetworkConfig n = run.setup().network();
        TrainingConfig t = run.setup().training();
        Map<String, String> c = new TreeMap<>();
        c.put(
                "backbone",
                n.encoder().backbone().name().toLowerCase(Locale.ROOT) + ", base width "
                        + n.encoder().baseWidth());
        if (!run.setup().backboneWeights().isEmpty()) {
            c.put("backbone_weights", run.setup().backboneWeights());
        }
        if (!run.setup().startedFrom().isEmpty()) {
            c.put("started_from", run.setup().startedFrom());
        }
        String fields = FieldWords.of(run.setup());
        if (!fields.isEmpty()) {
            c.put("field_encoding", fields);
        }
        c.put("fusion", n.fusion().name().toLowerCase(Locale.ROOT));
        c.put("attention", n.attention().description());
        c.put(
                "picture",
                n.picture().imageWidth() + "x" + n.picture().imageHeight() + ", neck crop "
                        + n.picture().cropSize());
        c.put(PRECISION, precision);
        c.put("epochs", run.course().history().size() + " of " + t.schedule().epochs() + ", kept " + run.kept());
        c.put("batch_size", Integer.toString(t.schedule().batchSize()));
        c.put("learning_rate", Double.toString(t.schedule().learningRate()));
        c.put("weight_decay", Double.toString(t.optimizer().weightDecay()));
        if (t.fineTuning().byStage()) {
            c.put("fine_tuning", t.fineTuning().inWords());
        }
        if (t.schedule().swaEpochs() > 0) {
            c.put(
                    "weight_averaging",
                    "stochastic, over the last " + t.schedule().swaEpochs() + " epochs");
        }
        c.put("loss", text(t.loss()));
        c.put("augmentation", text(t.augmentation()));
        c.put("device", run.provenance().device());
        c.put("recalibration", run.recalibration().inWords(run.data().measured().plainUnit()));
        c.put(PRECISION_BASIS, run.calibration().change().basis());
        return c;
    }

    /** The settings' values side by side as the run's record names them, in a record's usual text. */
    private static String text(Record settings) {
        StringJoiner text = new StringJoiner(", ", settings.getClass().getSimpleName() + "[", "]");
        JSON.valueToTree(settings)
                .properties()
                .forEach(value ->
                        text.add(value.getKey() + "=" + value.getValue().asText()));
        return text.toString();
    }
}
