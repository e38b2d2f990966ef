package org.xattnbmd.trainer.heldout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.Sha256;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.card.CardText;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.evaluation.Case;
import org.xattnbmd.trainer.evaluation.Interval;
import org.xattnbmd.trainer.heldout.HeldOut.Estimated;
import org.xattnbmd.trainer.onnx.GoldenCheck;
import org.xattnbmd.trainer.report.ExampleRadiograph;
import org.xattnbmd.trainer.report.FurtherTable;
import org.xattnbmd.trainer.report.HtmlReport;
import org.xattnbmd.trainer.report.PairedGain;
import org.xattnbmd.trainer.report.Region;
import org.xattnbmd.trainer.report.ReportData;
import org.xattnbmd.trainer.run.MeanRadiograph;
import org.xattnbmd.trainer.run.RunFolder;
import org.xattnbmd.trainer.run.RunRecord;

/** Evaluates an exported model on one split of a cohort, through the SDK, and writes the report page. */
public final class EvaluationReport {

    private static final int EXAMPLES = 4;

    private final Path model;
    private final CohortLayout cohort;
    private final Split split;
    private final Map<String, Duration> wallTimes = new LinkedHashMap<>();
    private final List<String> commands = new ArrayList<>();
    private final List<CohortLayout> furtherCohorts = new ArrayList<>();

    public EvaluationReport(Path model, CohortLayout cohort, Split split) {
        this.model = model;
        this.cohort = cohort;
        this.split = split;
    }

    /**
     * Results by variant, the full model first.
     *
     * @param further the full model's further targets
     */
    public record Results(List<ReportData.Variant> variants, Target target, List<FurtherTable.Row> further) {

        /** The variant of this name. */
        public ReportData.Variant variant(String name) {
            return variants.stream()
                    .filter(variant -> variant.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /**
     * Adds all subjects of another cohort, none of whom the model has learned from: more subjects than a split has. Its
     * densitometer must be the model's.
     */
    public EvaluationReport alsoOn(CohortLayout further) {
        furtherCohorts.add(further);
        return this;
    }

    /** A step's wall time for the page. */
    public EvaluationReport wallTime(String step, Duration time) {
        wallTimes.put(step, time);
        return this;
    }

    /** A command that reproduces the page. */
    public EvaluationReport command(String command) {
        commands.add(command);
        return this;
    }

    /**
     * Evaluates.
     *
     * @param run adds the training history and the mean training image as what "no image" means; null for a model whose
     *     run is not at hand, where the mean of the evaluated images stands for that
     */
    public Results write(Path run, Path page) {
        Optional<RunRecord> record = Optional.ofNullable(run).map(RunFolder::read);
        try (BmdEstimator estimator = HeldOut.open(model)) {
            ModelCard card = estimator.modelCard();
            List<ManifestRow> own = subjects(cohort, card).stream()
                    .filter(r -> r.split() == split)
                    .toList();
            if (own.isEmpty()) {
                throw new TrainerException(
                        Code.COHORT_TOO_SMALL, "The cohort has no subject in the split " + split + ".");
            }
            List<ManifestRow> rows = new ArrayList<>(own);
            for (int i = 0; i < furtherCohorts.size(); i++) {
                String others = "further cohort " + (i + 1) + ", ";
                // Ids say who is who within a cohort only.
                subjects(furtherCohorts.get(i), card)
                        .forEach(row -> rows.add(row.withSubjectId(others + row.subjectId())));
            }
            long started = System.nanoTime();
            HeldOut heldOut = new HeldOut(estimator, rows);
            List<Estimated> full = heldOut.estimates();
            List<Case> cases = HeldOut.cases(full);
            Radiograph mean = MeanRadiograph.noImage(run, rows, model, card.preprocessing());
            List<Case> noImage = HeldOut.cases(heldOut.withImage(mean));
            List<Case> noFields = HeldOut.cases(heldOut.withoutFields());
            wallTime("evaluate", Duration.ofNanos(System.nanoTime() - started));

            double threshold =
                    card.target().hasReference() ? card.thresholds().get(0).bmdGramsPerCm2() : Double.NaN;
            List<ReportData.Variant> variants = List.of(
                    ReportData.Variant.of("full", "radiograph and clinical fields", cases, threshold),
                    without("no image", explanation(record), cases, noImage, threshold),
                    without("no clinical field", "every clinical field is missing", cases, noFields, threshold));
            Results results = new Results(variants, card.target(), HeldOut.further(full, card));
            if (!card.target().hasReference()) {
                TargetReport.of(
                                identity(card),
                                card,
                                cases,
                                full.get(0).estimate().interval().coverage(),
                                results,
                                HeldOut.meanAttention(full, estimator))
                        .writeHtml(page);
                return results;
            }
            ReportData.Builder report = ReportData.builder(
                            "Femoral-neck BMD from hip radiographs", identity(card), card.simulated(), cases)
                    .thresholds(card.thresholds().stream()
                            .map(ModelCard.Threshold::bmdGramsPerCm2)
                            .toList());
            variants.forEach(report::variant);
            if (!results.further().isEmpty()) {
                report.table(FurtherTable.of(results.further()));
            }
            HeldOut.meanAttention(full, estimator).forEach(report::clinicalAttention);
            record.ifPresent(made -> made.course()
                    .history()
                    .forEach(e -> report.epoch(new ReportData.Epoch(
                            e.epoch(), e.trainLoss(), e.validationLoss(), e.validationMae(), e.learningRate()))));
            examples(full).forEach(e -> report.example(example(e)));
            report.goldenCheck(new ReportData.GoldenCheck(
                    card.goldenVectors().size(), goldenDifference(card), GoldenCheck.tolerance(card)));
            facts(report, card, estimator, own.size(), rows.size());
            HtmlReport.write(report.build(), page);
            return results;
        }
    }

    /** All rows of a cohort as the model takes them; labels on another scale are refused. */
    private static List<ManifestRow> subjects(CohortLayout layout, ModelCard card) {
        layout.requireTarget(card);
        return layout.withFurtherOf(card, CohortManifest.read(layout.as(card.clinicalFields())));
    }

    private static String explanation(Optional<RunRecord> run) {
        if (run.isEmpty()) {
            return "every radiograph is the mean of the evaluated images";
        }
        boolean met = run.get().setup().training().augmentation().missing().missingImage() > 0;
        return "every radiograph is the mean training image" + (met ? "" : ", which training never showed it");
    }

    private double goldenDifference(ModelCard card) {
        try {
            return GoldenCheck.check(Files.readAllBytes(model), card);
        } catch (IOException e) {
            throw new TrainerException(Code.OUTPUT, "Can't read " + model + " (" + SafeFiles.reason(e) + ").", e);
        }
    }

    private ReportData.Model identity(ModelCard card) {
        Map<String, String> c = card.training().configuration();
        return new ReportData.Model(
                card.modelId(),
                card.modelVersion(),
                Sha256.ofNamed(model),
                c.get("backbone") + "; " + c.get("attention") + "; fusion " + c.get("fusion"));
    }

    private static ReportData.Variant without(
            String name, String note, List<Case> full, List<Case> without, double threshold) {
        return ReportData.Variant.of(name, note, without, threshold)
                .with(PairedGain.of(name, full, without, ReportData.USUAL_BOOTSTRAP));
    }

    /** Evenly over the range of measured BMD, so that nobody chose them. */
    private static List<Estimated> examples(List<Estimated> full) {
        List<Estimated> sorted = new ArrayList<>(full);
        sorted.sort(Comparator.comparingDouble(e -> e.row().bmd()));
        List<Estimated> chosen = new ArrayList<>();
        int n = Math.min(EXAMPLES, sorted.size());
        for (int i = 0; i < n; i++) {
            chosen.add(sorted.get((int) ((i + 0.5) * sorted.size() / n)));
        }
        return chosen;
    }

    private static ExampleRadiograph example(Estimated e) {
        BmdEstimate.AttentionMap map = e.estimate().imageAttention();
        float[] values = new float[map.values().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = map.values().get(i);
        }
        BmdEstimate.Interval interval = e.estimate().interval();
        byte[] picture;
        try {
            picture = Files.readAllBytes(e.row().view().image());
        } catch (IOException io) {
            throw new TrainerException(Code.COHORT_IMAGE, "An image vanished (" + SafeFiles.reason(io) + ").", io);
        }
        Region region = region(map.area(), Radiograph.decode(picture));
        return new ExampleRadiograph(
                e.row().facts().caption(),
                picture,
                new ExampleRadiograph.Attention(map.rows(), map.columns(), values, region),
                Optional.of(region),
                e.row().bmd(),
                e.estimate().bmd(),
                new Interval(interval.lower(), interval.upper()));
    }

    private static Region region(BmdEstimate.Area area, Radiograph radiograph) {
        return new Region(
                area.x() / radiograph.width(),
                area.y() / radiograph.height(),
                area.width() / radiograph.width(),
                area.height() / radiograph.height());
    }

    private void facts(ReportData.Builder report, ModelCard card, BmdEstimator estimator, int own, int all) {
        String ofSplit = own + " (" + split.name().toLowerCase(Locale.ROOT) + " split)";
        report.cohort("Evaluated subjects", ofSplit + (all > own ? " and " + (all - own) + " others" : ""))
                .cohort("Training subjects", Integer.toString(card.training().subjects()))
                .cohort("Training manifest", "SHA-256 " + card.training().dataHash())
                .cohort("Densitometer scale", card.densitometer())
                .cohort(
                        "Reference population",
                        card.reference().name() + " (" + card.reference().source() + ")")
                .cohort(
                        "Least significant change",
                        String.format(
                                Locale.ROOT,
                                "%.3f g/cm² (%s)",
                                card.leastSignificantChange(),
                                CardText.precisionBasis(card)));
        report.environment("Trained on", card.training().configuration().getOrDefault("device", "not said"))
                .environment("Evaluated on", estimator.runtime().reason())
                .environment("Source revision", card.training().gitRevision())
                .environment("Seed", Long.toString(card.training().seed()));
        card.training().libraries().forEach(report::environment);
        wallTimes.forEach(report::wallTime);
        commands.forEach(report::command);
    }
}
