package org.xattnbmd.trainer.card;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xattnbmd.exporter.ExportReport;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.FurtherTarget;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.Sha256;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.report.Document;
import org.xattnbmd.trainer.report.Document.Grid;
import org.xattnbmd.trainer.report.Document.Section;

/** A model file's card as a page for people, from the file and nothing else. Stateless. */
public final class CardPage {

    private static final List<String> FACTS = List.of("What", "Value");

    private CardPage() {}

    /**
     * Opens the file as the SDK does, self-test included, and puts into words what it says of itself.
     *
     * @throws org.xattnbmd.sdk.BmdException {@code MODEL_*} if the SDK would not open it
     */
    public static Document of(Path model) {
        ModelCard card;
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            card = estimator.modelCard();
        }
        List<Section> sections = new ArrayList<>();
        sections.add(section("Intended use", List.of(card.intendedUse(), limits(card)), List.of()));
        sections.add(section("Held-out results", List.of(resultsLead(card)), List.of(results(card))));
        sections.add(section("Inputs and outputs", List.of(), List.of(tensors(model), fields(card))));
        sections.add(section(
                "Preprocessing",
                List.of("Applied by the SDK's one preprocessing class, in training as in use."),
                List.of(preprocessing(card.preprocessing()))));
        sections.add(section(
                card.target().hasReference() ? "What a BMD means" : "What an estimate means",
                List.of(),
                Stream.concat(Stream.of(scale(card), uncertainty(card)), further(card).stream())
                        .toList()));
        sections.add(section("Where it comes from", List.of(), List.of(training(card), libraries(card))));
        sections.add(section("The file", List.of(), List.of(file(model, card), operators(model))));
        return new Document(
                "Model card: " + card.modelId() + " " + card.modelVersion(),
                "Estimates " + what(card)
                        + " from an AP hip radiograph and "
                        + card.clinicalFields().size()
                        + " clinical fields, each of which may be missing. Not a medical device.",
                card.simulated(),
                sections);
    }

    private static Section section(String heading, List<String> paragraphs, List<Grid> grids) {
        return new Section(heading, paragraphs, grids);
    }

    private static String what(ModelCard card) {
        if (card.target().hasReference()) {
            return "areal bone mineral density of the femoral neck (g/cm², " + card.densitometer() + " scale)";
        }
        String scale = card.densitometer().equals(ModelCard.NO_SCALE) ? "" : ", " + card.densitometer() + " scale";
        return card.target().label() + " (" + card.target().unit() + scale + ")";
    }

    private static String limits(ModelCard card) {
        return card.simulated()
                ? "Every subject it has learned from and every figure here is SIMULATED. It shows that the software works and"
                        + " is fit for no statement about a person."
                : "Its figures describe the cohort it was trained on. They do not carry over to another population, scanner or"
                        + " site without validation there.";
    }

    private static String resultsLead(ModelCard card) {
        return card.evaluation().keySet().stream().anyMatch(name -> name.startsWith("test_"))
                ? "Of the test split of the training cohort, which was neither learned from nor calibrated with; estimated"
                        + " through the SDK from image files. The validation figure is of the subjects that stopped training, before they set its"
                        + " estimates straight."
                : "None of a test split: the file was exported without its cohort. What is here stopped training and is too"
                        + " favourable.";
    }

    private static Grid results(ModelCard card) {
        return new Grid("Evaluation", FACTS, numbers(card.evaluation()));
    }

    private static Grid tensors(Path model) {
        List<List<String>> rows = new ArrayList<>();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(model.toString())) {
            tensors(rows, "input", session.getInputInfo().values());
            tensors(rows, "output", session.getOutputInfo().values());
        } catch (OrtException e) {
            throw new TrainerException(Code.EXPORT_MISMATCH, "ONNX Runtime does not accept the model", e);
        }
        return new Grid("Tensors; −1 is the batch", List.of("Name", "Is", "Type", "Shape"), rows);
    }

    private static void tensors(List<List<String>> rows, String is, Collection<NodeInfo> nodes) {
        for (NodeInfo node : nodes) {
            TensorInfo info = (TensorInfo) node.getInfo();
            StringJoiner shape = new StringJoiner(" × ");
            for (long length : info.getShape()) {
                shape.add(length < 0 ? "−1" : Long.toString(length));
            }
            rows.add(List.of(node.getName(), is, info.type.toString().toLowerCase(Locale.ROOT), shape.toString()));
        }
    }

    private static Grid fields(ModelCard card) {
        List<List<String>> rows = new ArrayList<>();
        for (ClinicalField f : card.clinicalFields()) {
            rows.add(List.of(
                    f.name(),
                    f.label(),
                    f.unit(),
                    f.categories().isEmpty()
                            ? plain(f.minimum()) + " to " + plain(f.maximum())
                            : String.join(", ", f.categories()),
                    plain(f.mean()),
                    plain(f.sd())));
        }
        return new Grid(
                "Clinical fields, in the order of the input; mean and sd of the training subjects",
                List.of("Field", "Label", "Unit", "Accepted", "Mean", "Sd"),
                rows);
    }

    private static Grid preprocessing(Preprocessing p) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Output", p.width() + " × " + p.height() + " pixels, greys in [0, 1], bone bright"));
        rows.add(List.of("Analysis side", p.analysisSide() + " pixels at least"));
        rows.add(List.of("Cropped to the exposed field", p.cropToField() ? "yes" : "no"));
        rows.add(List.of("Shutter fraction", plain(p.shutterFraction())));
        rows.add(List.of("Saturation tolerance", plain(p.saturationTolerance())));
        rows.add(List.of(
                "Grey window", "percentiles " + plain(p.lowerPercentile()) + " to " + plain(p.upperPercentile())));
        rows.add(List.of("Field of view", fieldOfView(p)));
        rows.add(List.of("Padding", plain(p.padding())));
        if (p.search() != null) {
            rows.addAll(search(p.search()));
        }
        return new Grid(p.name() + ", version " + p.version(), FACTS, rows);
    }

    private static String fieldOfView(Preprocessing p) {
        if (p.search() != null) {
            return "the square around the neck, " + plain(p.search().regionBoxes()) + " times the side of its box";
        }
        return p.fieldOfViewMillimetres() > 0 ? plain(p.fieldOfViewMillimetres()) + " mm" : "whole";
    }

    private static List<List<String>> search(Preprocessing.Search search) {
        return List.of(
                List.of(
                        "Neck finder",
                        "inside the file; looks " + search.looks() + " times at " + search.side() + " × "
                                + search.side() + " pixels"),
                List.of(
                        "Confidence of the neck",
                        "below " + plain(search.usualConfidence()) + " unusual, below "
                                + plain(search.leastConfidence()) + " not usable"),
                List.of(
                        "Confidence of an implant",
                        "above " + plain(search.usualImplant()) + " unusual, above " + plain(search.mostImplant())
                                + " not usable"));
    }

    private static Grid scale(ModelCard card) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Densitometer scale", card.densitometer()));
        rows.add(List.of(
                "Reference population (T-scores)",
                card.target().hasReference()
                        ? String.format(
                                Locale.ROOT,
                                "%s: mean %.3f, sd %.3f g/cm² (%s)",
                                card.reference().name(),
                                card.reference().mean(),
                                card.reference().sd(),
                                card.reference().source())
                        : "none is known: no T-score, no category, no screening"));
        if (!card.target().hasReference()) {
            rows.add(List.of(
                    "Range",
                    plain(card.target().minimum()) + " to "
                            + plain(card.target().maximum()) + " "
                            + card.target().unit() + "; an estimate outside is refused"));
        }
        card.thresholds()
                .forEach(t -> rows.add(List.of(
                        "Threshold, " + t.name(), String.format(Locale.ROOT, "%.3f g/cm²", t.bmdGramsPerCm2()))));
        return new Grid("Scale", FACTS, rows);
    }

    /** What it estimates beside its target; no grid where that is nothing. */
    private static List<Grid> further(ModelCard card) {
        if (card.furtherTargets().isEmpty()) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        for (FurtherTarget further : card.furtherTargets()) {
            Target target = further.target();
            String scale = further.densitometer().equals(ModelCard.NO_SCALE) ? "" : ", " + further.densitometer();
            rows.add(List.of(
                    target.label(),
                    target.unit() + scale,
                    plain(target.minimum()) + " to " + plain(target.maximum()),
                    further.conformalQuantiles().entrySet().stream()
                            .map(e -> String.format(Locale.ROOT, "%s: ± %.3f × spread", e.getKey(), e.getValue()))
                            .collect(Collectors.joining("; ")),
                    String.format(Locale.ROOT, "%.2f", further.unusualWidening())));
        }
        return List.of(new Grid(
                "Further targets: a value and intervals of each, no T-score; an estimate outside of a range is refused",
                List.of("Target", "Unit", "Range", "Conformal intervals", "Unusual ones times"),
                rows));
    }

    private static Grid uncertainty(ModelCard card) {
        List<List<String>> rows = new ArrayList<>();
        card.conformalQuantiles()
                .forEach((coverage, q) -> rows.add(List.of(
                        "Conformal interval of coverage " + coverage,
                        String.format(Locale.ROOT, "estimate ± %.3f × predicted spread", q))));
        rows.add(List.of(
                "Least significant change (95 %)",
                String.format(
                        Locale.ROOT,
                        "%.3f %s",
                        card.leastSignificantChange(),
                        card.target().unit())));
        rows.add(List.of("Basis of that change", CardText.precisionBasis(card)));
        rows.add(List.of("Unlike the training pictures", "outlier score above " + plain(card.outlierThreshold())));
        card.trust().ifPresent(trust -> {
            rows.add(List.of("Not usable, refused", "outlier score above " + plain(trust.outlierHardLimit())));
            rows.add(List.of(
                    "Interval of an unusual radiograph",
                    plain(trust.unusualWidening()) + " times as wide as a usual one's"));
            rows.add(List.of("Basis of both", trust.basis()));
        });
        return new Grid("Uncertainty", FACTS, rows);
    }

    private static Grid training(ModelCard card) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Subjects", Integer.toString(card.training().subjects())));
        rows.add(List.of("Manifest", "SHA-256 " + card.training().dataHash()));
        rows.add(List.of("Seed", Long.toString(card.training().seed())));
        rows.add(List.of("Source revision", card.training().gitRevision()));
        rows.add(List.of("Created", card.created() == null ? "not stated" : card.created()));
        card.training().configuration().forEach((name, value) -> rows.add(List.of(name, value)));
        return new Grid("Training", FACTS, rows);
    }

    private static Grid libraries(ModelCard card) {
        return new Grid(
                "Libraries",
                FACTS,
                card.training().libraries().entrySet().stream()
                        .map(e -> List.of(e.getKey(), e.getValue()))
                        .toList());
    }

    private static Grid file(Path model, ModelCard card) {
        ExportReport report = OnnxModel.read(model).report();
        try {
            return new Grid(
                    "File",
                    FACTS,
                    List.of(
                            List.of("SHA-256", Sha256.of(model)),
                            List.of("Size", String.format(Locale.ROOT, "%.1f MB", Files.size(model) / 1e6)),
                            List.of("Opset", Integer.toString(report.opset())),
                            List.of("Parameters", Long.toString(report.parameters())),
                            List.of("Nodes", Integer.toString(report.nodes())),
                            List.of(
                                    "Golden vectors",
                                    card.goldenVectors().size() + ", computed again at every opening; tolerance "
                                            + plain(card.goldenTolerance())
                                            + " " + card.target().unit() + "; passed when this page was made")));
        } catch (IOException e) {
            throw new TrainerException(Code.OUTPUT, "Can't read " + model + " (" + SafeFiles.reason(e) + ").", e);
        }
    }

    private static Grid operators(Path model) {
        return new Grid(
                "Operators",
                FACTS,
                OnnxModel.read(model).report().operators().entrySet().stream()
                        .map(e -> List.of(e.getKey(), Integer.toString(e.getValue())))
                        .toList());
    }

    private static List<List<String>> numbers(Map<String, Double> named) {
        return named.entrySet().stream()
                .map(e -> List.of(e.getKey(), plain(e.getValue())))
                .toList();
    }

    /** At most four decimals, and none that say nothing. */
    private static String plain(double value) {
        String text = String.format(Locale.ROOT, "%.4f", value);
        return text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
}
