package org.xattnbmd.trainer.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.xattnbmd.exporter.ConversionReport;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.calibration.Calibration;
import org.xattnbmd.trainer.calibration.CalibrationSubjects;
import org.xattnbmd.trainer.calibration.LeastSignificantChange;
import org.xattnbmd.trainer.card.CardText;
import org.xattnbmd.trainer.card.Cards;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.PictureReader;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.SampleMoments;
import org.xattnbmd.trainer.export.ModelExport.Exported;
import org.xattnbmd.trainer.heldout.HeldOut;
import org.xattnbmd.trainer.heldout.HeldOutFigures;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.onnx.GoldenCheck;
import org.xattnbmd.trainer.onnx.GoldenTolerance;
import org.xattnbmd.trainer.onnx.OnnxNetwork;
import org.xattnbmd.trainer.run.RunFolder;
import org.xattnbmd.trainer.run.RunRecord;
import org.xattnbmd.trainer.training.Predictor.Predictions;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * Exports a run with its cohort at hand: the card says how the model did on a held-out split, and the model may be of lower
 * precision. What is lower in precision is a model of its own: its golden vectors, conformal quantiles, outlier threshold
 * and least significant change are computed anew with it, and it is written only if the held-out split's estimates hold
 * still, in the SDK, from image files.
 */
public final class CohortExport {

    /** Ranges of activations settle with a few dozen pictures. */
    private static final int SAMPLES = 64;

    /** The only split that a run has neither learned from nor been calibrated with. */
    private static final Split HELD_OUT = Split.TEST;

    private final Path runFolder;
    private final RunRecord run;
    private final List<ManifestRow> rows;
    private final int threads;

    /**
     * @param threads that read images
     * @throws TrainerException {@code COHORT_OTHER} if the run has learned from another cohort, or has seen all splits
     */
    public CohortExport(Path runFolder, CohortLayout cohort, int threads) {
        this.runFolder = runFolder;
        RefusedValueException.requireThreads(threads);
        this.threads = threads;
        run = RunFolder.read(runFolder);
        run.requireHeldOut(cohort);
        rows = CohortManifest.read(cohort);
        if (rows(HELD_OUT).isEmpty()) {
            throw new TrainerException(
                    Code.COHORT_TOO_SMALL, "The cohort has no subject in the split test to measure the model on.");
        }
    }

    /**
     * What was written.
     *
     * @param gate the lower precision against float32; null for float32
     */
    public record Written(Exported exported, PrecisionGate gate) {}

    /** Exports, measures, and only then writes. */
    public Written export(CardText text, Precision precision, AccuracyBudget budget, Path target) {
        if (precision != Precision.FLOAT32) {
            ModelExport.requireOneTarget(
                    run, "in " + precision + ": what that costs is measured of the target alone. Export in float32");
        }
        ModelExport.Built built = ModelExport.build(runFolder, text);
        OnnxModel model = built.exported().model();
        ModelCard card = built.exported().card();
        double threshold =
                card.target().hasReference() ? card.thresholds().get(0).bmdGramsPerCm2() : Double.NaN;
        Measured before = measure(model);
        Measured after = before;
        PrecisionGate gate = null;
        if (precision != Precision.FLOAT32) {
            AccuracyBudget limits = budget.of(card.target(), sdOfLabels());
            CalibrationSubjects calibration = calibrationSubjects();
            model = new Lowering(built, load(sample(rows(Split.TRAIN))).data(), calibration.data(), limits)
                    .to(precision);
            card = recalibrated(built, model, precision, calibration);
            model = model.withMetadata(ModelCard.METADATA_KEY, card.toJson());
            after = measure(model);
            gate = PrecisionGate.of(before.cases(), after.cases(), threshold);
            gate.require(limits, precision, threshold, card.target());
        }
        Map<String, Double> evaluation = new TreeMap<>(card.evaluation());
        evaluation.putAll(HeldOutFigures.of(HELD_OUT, after.cases(), threshold, after.coverage()));
        evaluation.putAll(after.further());
        if (gate != null) {
            HeldOutFigures.put(
                    evaluation, precision + "_mean_change" + HeldOutFigures.unit(card.target()), gate.meanChange());
            HeldOutFigures.put(evaluation, precision + "_auc_change", gate.aucChange());
        }
        card = Cards.with(card, evaluation);
        model = model.withMetadata(ModelCard.METADATA_KEY, card.toJson());
        double difference = GoldenCheck.check(model.toBytes(), card);
        ModelExport.write(model, target);
        return new Written(new Exported(card, model, difference), gate);
    }

    private double sdOfLabels() {
        return SampleMoments.standardDeviation(
                rows(Split.TRAIN).stream().mapToDouble(ManifestRow::bmd).toArray());
    }

    /** The card of a model that no longer computes what its float32 original does. */
    private ModelCard recalibrated(
            ModelExport.Built built, OnnxModel model, Precision precision, CalibrationSubjects subjects) {
        ModelCard card = built.exported().card();
        NetworkConfig shape = built.network();
        byte[] bytes = model.toBytes();
        try (OnnxNetwork network = OnnxNetwork.open(
                        bytes, shape.picture().imageHeight(), shape.picture().imageWidth());
                OnnxNetwork unfused = OnnxNetwork.unfused(
                        bytes, shape.picture().imageHeight(), shape.picture().imageWidth())) {
            TrainingData data = subjects.data();
            Predictions lowered = network.predict(data.crops(), data.clinical());
            LeastSignificantChange change =
                    run.calibration().change().measured() && !LeastSignificantChange.measurableBy(subjects)
                            ? run.calibration().change().rounded(changes(built, lowered, data))
                            : LeastSignificantChange.of(
                                    network::predict,
                                    shape,
                                    subjects,
                                    run.setup().training().seed());
            Calibration anew = Calibration.of(lowered, subjects, change);
            if (card.trust().isPresent()) {
                anew = anew.withTrust(
                        network::predict,
                        shape,
                        lowered,
                        subjects,
                        run.setup().training().seed());
            }
            double tolerance =
                    GoldenTolerance.of(lowered, unfused.predict(data.crops(), data.clinical()), card.target());
            Predictions golden = network.predict(
                    GoldenCheck.pictures(card.goldenVectors(), card), GoldenCheck.rows(card.goldenVectors()), 1);
            return Cards.with(
                    card,
                    anew,
                    ModelExport.golden(run.golden(), golden),
                    tolerance,
                    Map.of(
                            CardText.PRECISION,
                            inWords(precision, model.conversion().orElseThrow()),
                            CardText.PRECISION_BASIS,
                            change.basis(),
                            "golden_vectors",
                            "computed by ONNX Runtime with the " + precision + " graph"));
        }
    }

    private static double[] changes(ModelExport.Built built, Predictions lowered, TrainingData data) {
        NetworkConfig shape = built.network();
        try (OnnxNetwork original = OnnxNetwork.open(
                built.exported().model().toBytes(),
                shape.picture().imageHeight(),
                shape.picture().imageWidth())) {
            float[] before = original.predict(data.crops(), data.clinical()).bmd();
            return IntStream.range(0, before.length)
                    .mapToDouble(i -> lowered.bmd()[i] - before[i])
                    .toArray();
        }
    }

    private static String inWords(Precision precision, ConversionReport report) {
        return precision == Precision.FLOAT16
                ? "float16 in the image encoder's trunk (" + report.converted() + " nodes), float32 elsewhere"
                : "int8 in " + report.converted()
                        + " convolutions of the image encoder's trunk (8-bit activations, 8-bit"
                        + " weights per channel, sums exact on every processor, ranges of " + SAMPLES
                        + " training pictures at most), float32 elsewhere";
    }

    /**
     * @param coverage nominal coverage of the cases' intervals
     * @param further figures of the further targets, for the card
     */
    private record Measured(List<Case> cases, double coverage, Map<String, Double> further) {}

    /** Through the SDK, from image files, as a customer's software would. */
    private Measured measure(OnnxModel model) {
        return HeldOut.served(model.toBytes(), estimator -> {
            List<HeldOut.Estimated> estimated = new HeldOut(estimator, rows(HELD_OUT)).estimates();
            return new Measured(
                    HeldOut.cases(estimated),
                    estimated.get(0).estimate().interval().coverage(),
                    HeldOutFigures.ofFurther(HELD_OUT, estimated, estimator.modelCard()));
        });
    }

    /** The same subjects as in the run. */
    private CalibrationSubjects calibrationSubjects() {
        List<ManifestRow> training = rows(Split.TRAIN);
        List<ManifestRow> validation = CalibrationSubjects.places(training, true).stream()
                .map(training::get)
                .toList();
        return CalibrationSubjects.of(load(rows(Split.CALIBRATION)), load(validation), null)
                .asTrained(
                        run.setup().network().picture(),
                        run.setup().training().augmentation(),
                        run.setup().training().seed());
    }

    private Cohort load(List<ManifestRow> wanted) {
        if (wanted.isEmpty()) {
            throw new TrainerException(
                    Code.COHORT_TOO_SMALL, "The cohort lacks subjects to calibrate the lower precision with.");
        }
        try (PictureReader pictures = PictureReader.of(run.setup().preprocessing(), RunFolder.finder(runFolder))) {
            return Cohort.load(wanted, pictures, threads);
        }
    }

    private List<ManifestRow> rows(Split wanted) {
        return rows.stream().filter(r -> r.split() == wanted).toList();
    }

    /** Evenly over the manifest, so that nobody chose them. */
    private static List<ManifestRow> sample(List<ManifestRow> all) {
        int n = Math.min(SAMPLES, all.size());
        return new ArrayList<>(IntStream.range(0, n)
                .mapToObj(i -> all.get((int) ((i + 0.5) * all.size() / n)))
                .toList());
    }
}
