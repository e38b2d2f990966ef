package org.xattnbmd.samples;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.Explanation;
import org.xattnbmd.sdk.FurtherTarget;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.results.DicomResults;
import org.xattnbmd.sdk.results.StudyContext;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Console application: one radiograph and clinical facts in, one estimate out, in words, JSON, FHIR, DICOM or a picture. */
@Command(
        name = "estimate",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        version = "estimate 1.0.0",
        description = {
            "Estimates femoral-neck bone mineral density (BMD) from an AP hip radiograph and clinical facts.",
            "",
            "Every clinical fact may be left out; the model's own fields, units and ranges are listed when one is wrong.",
            "This is research software, not a medical device."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:an estimate was printed", "1:refused or failed: 'code: message' on standard error", "2:usage"
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  estimate --model hip.onnx --image hip.png --side left \\",
            "           --age 75 --sex female --height 162 --weight 68 --set smoking=never"
        })
public final class Estimate implements Callable<Integer> {

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--image",
            required = true,
            paramLabel = "FILE",
            description = "The radiograph: DICOM, or PNG, JPEG, TIFF with bone bright.")
    private Path image;

    @Option(
            names = "--side",
            paramLabel = "SIDE",
            description =
                    "Which hip it is: left or right. A DICOM file may say it; otherwise the estimate carries a warning.")
    private Radiograph.Side side;

    @Option(
            names = "--region",
            paramLabel = "X,Y,W,H",
            description = "Look only at this rectangle, in pixels from the top left.")
    private Region region;

    @Option(
            names = "--neck",
            paramLabel = "X,Y,W,H",
            description = "The femoral neck is in this rectangle; without it the model finds the neck itself.")
    private Region neck;

    @Option(names = "--age", paramLabel = "YEARS", description = "Age in years.")
    private String age;

    @Option(names = "--sex", paramLabel = "SEX", description = "female or male.")
    private String sex;

    @Option(names = "--height", paramLabel = "CM", description = "Height in cm.")
    private String height;

    @Option(names = "--weight", paramLabel = "KG", description = "Weight in kg.")
    private String weight;

    @Option(
            names = "--set",
            paramLabel = "FIELD=VALUE",
            description = "Any clinical field of the model by name; may be repeated.")
    private Map<String, String> fields = new LinkedHashMap<>();

    @Option(
            names = "--use-header",
            description = "Take age, sex, height and weight from a DICOM header where they are not given here.")
    private boolean useHeader;

    @ArgGroup
    private Format format = new Format();

    @Option(
            names = "--return-unusable",
            description =
                    "For research: print the figures of a radiograph that is not usable, marked, instead of refusing it.")
    private boolean returnUnusable;

    @Option(
            names = "--overlay",
            paramLabel = "PNG",
            description = "Write the radiograph with the image attention in colour over it.")
    private Path overlay;

    @Option(
            names = "--explain",
            paramLabel = "FILE",
            description = {
                "Write what this estimate depends on (JSON): a map of what moves it when it is covered, a test of that map and of",
                "the attention, other clinical facts. Without --json and --fhir it is also printed. About 100 runs of the network."
            })
    private Path explanation;

    @Mixin
    private DicomOptions dicom;

    @Mixin
    private MessageOptions messages;

    @Option(
            names = "--subject",
            paramLabel = "REFERENCE",
            description = "With --fhir and --fhir-bundle: the subject, such as Patient/123.")
    private String subject;

    @Option(
            names = "--taken",
            paramLabel = "INSTANT",
            description =
                    "With --fhir, --fhir-bundle and --hl7: when the radiograph was taken, such as 2026-03-01T09:30:00Z.")
    private Instant taken;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads for the network. Default: one per processor, at most 4.")
    private Integer threads;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!format.fhir && !messages.anyFhir() && subject != null) {
            throw new ParameterException(spec.commandLine(), "--subject is for --fhir and --fhir-bundle");
        }
        if (!format.fhir && !messages.any() && taken != null) {
            throw new ParameterException(spec.commandLine(), "--taken is for --fhir, --fhir-bundle and --hl7");
        }
        dicom.check(spec.commandLine());
        messages.check(spec.commandLine(), image);
        List<Path> files = new ArrayList<>(dicom.files());
        files.addAll(messages.files());
        if (overlay != null) {
            files.add(overlay);
        }
        if (explanation != null) {
            files.add(explanation);
        }
        WholeFile.requireApart(image, files);
        ClinicalRecord.Builder clinical = clinical();
        OpenedRadiograph opened = dicom.any() || messages.any() ? OpenedRadiograph.read(image) : null;
        Radiograph radiograph = opened == null ? Radiograph.read(image) : opened.radiograph();
        StudyContext study = dicom.any() ? opened.study() : null;
        if (side != null) {
            radiograph = radiograph.withSide(side);
        }
        if (region != null) {
            radiograph = radiograph.withRegion(region.x, region.y, region.width, region.height);
        }
        if (neck != null) {
            radiograph = radiograph.withFemoralNeck(neck.x, neck.y, neck.width, neck.height);
        }
        BmdEstimator.Builder builder = model.estimator().returnUnusable(returnUnusable);
        if (threads != null) {
            builder.threads(threads);
        }
        try (BmdEstimator estimator = builder.open()) {
            if (useHeader) {
                clinical.fillFrom(radiograph.headerFacts(), estimator.modelCard());
            }
            ClinicalRecord record = clinical.build();
            BmdEstimate estimate = estimator.estimate(radiograph, record);
            Explanation why = explanation == null ? null : estimator.explain(radiograph, record);
            if (why != null) {
                WholeFile.write(explanation, why.toJson() + "\n");
            }
            if (overlay != null) {
                WholeFile.write(overlay, png(estimate.imageAttention().overlay(radiograph)));
            }
            if (study != null) {
                dicom.write(DicomResults.of(estimate, estimator.modelCard(), radiograph, study, OffsetDateTime.now()));
            }
            if (messages.any()) {
                messages.write(estimate, opened, radiograph.side(), taken, subject, dicom.edition());
            }
            PrintWriter out = spec.commandLine().getOut();
            if (format.json) {
                out.println(estimate.toJson());
            } else if (format.fhir) {
                out.println(estimate.toFhirObservation(radiograph.side(), taken, subject));
            } else {
                print(estimate, estimator, out);
                if (why != null) {
                    why.lines().forEach(line -> out.println("Explanation       " + line));
                }
            }
            out.flush();
        }
        return 0;
    }

    private ClinicalRecord.Builder clinical() {
        ClinicalRecord.Builder record = ClinicalRecord.builder();
        setIfGiven(record, "age", age);
        setIfGiven(record, "sex", sex);
        setIfGiven(record, "height_cm", height);
        setIfGiven(record, "weight_kg", weight);
        fields.forEach(record::set);
        return record;
    }

    private static void setIfGiven(ClinicalRecord.Builder record, String field, String value) {
        if (value != null) {
            record.set(field, value);
        }
    }

    private static byte[] png(BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", bytes);
        } catch (IOException e) {
            throw Console.disk("memory for the overlay", e);
        }
        return bytes.toByteArray();
    }

    private static void print(BmdEstimate e, BmdEstimator estimator, PrintWriter out) {
        if (e.model().simulated()) {
            out.println(
                    "SIMULATED: the model was trained on simulated subjects; the figures say nothing about a patient.");
        }
        if (!e.trust().usable()) {
            out.println("NOT USABLE: " + e.trust().words() + ".");
        }
        BmdEstimate.Interval interval = e.interval();
        out.printf(
                Locale.ROOT,
                "%-17s %.3f %s%s%n",
                e.target().hasReference() ? "Femoral-neck BMD" : e.target().label(),
                e.bmd(),
                e.target().plainUnit(),
                scale(estimator.modelCard()));
        out.printf(
                Locale.ROOT,
                "%.0f %% interval     %.3f to %.3f %s%n",
                100 * interval.coverage(),
                interval.lower(),
                interval.upper(),
                e.target().plainUnit());
        if (e.trust().usable() && e.target().hasReference()) {
            out.printf(
                    Locale.ROOT,
                    "T-score           %.1f (%s)%n",
                    e.tScore(),
                    estimator.modelCard().reference().name());
        }
        out.println("Reading           " + e.statement());
        for (BmdEstimate.Decision decision : e.screening()) {
            out.printf(
                    Locale.ROOT,
                    "Screening         %s %.3f g/cm2 (%s)%n",
                    decision.below() ? "below" : "not below",
                    decision.thresholdGramsPerCm2(),
                    decision.name());
        }
        for (FurtherTarget.Estimate further : e.furtherTargets()) {
            out.printf(
                    Locale.ROOT,
                    "%-17s %.3f %s (%.0f %% interval %.3f to %.3f)%n",
                    further.target().label(),
                    further.value(),
                    further.target().plainUnit(),
                    100 * further.interval().coverage(),
                    further.interval().lower(),
                    further.interval().upper());
        }
        out.println("Trust             " + trust(e.trust()));
        e.femoralNeck()
                .ifPresent(neck -> out.printf(
                        Locale.ROOT,
                        "Looked at         %.0f,%.0f,%.0f,%.0f (femoral neck: x, y, width, height in pixels)%n",
                        neck.x(),
                        neck.y(),
                        neck.width(),
                        neck.height()));
        out.println("Attention         " + strongest(e.clinicalAttention()));
        for (BmdEstimate.Warning warning : e.warnings()) {
            if (warning.kind() != BmdEstimate.Warning.Kind.SIMULATED_MODEL) {
                out.println("Warning           " + warning.message());
            }
        }
        out.printf(
                "Model             %s %s, SHA-256 %s, on %s (%s)%n",
                e.model().id(),
                e.model().version(),
                e.model().sha256().substring(0, 12),
                estimator.runtime().actualDevice(),
                estimator.runtime().reason());
        out.println("Not a medical device. Not for diagnosis.");
    }

    /** A densitometer's scale, where the target is one's; an own quantity has none. */
    private static String scale(ModelCard card) {
        return card.densitometer().equals(ModelCard.NO_SCALE) ? "" : " (" + card.densitometer() + " scale)";
    }

    private static String trust(BmdEstimate.Trust trust) {
        String level = trust.level().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return switch (trust.level()) {
            case FINE -> level;
            case UNUSUAL ->
                level + ": " + trust.words()
                        + (trust.widening() > 1
                                ? String.format(Locale.ROOT, " (intervals %.2f times as wide)", trust.widening())
                                : "");
            case NOT_USABLE -> level;
        };
    }

    /** The three clinical fields that the image attended to most. */
    private static String strongest(Map<String, Double> attention) {
        StringBuilder text = new StringBuilder();
        attention.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(3)
                .forEach(entry -> text.append(text.isEmpty() ? "" : ", ")
                        .append(String.format(Locale.ROOT, "%s %.0f %%", entry.getKey(), 100 * entry.getValue())));
        return text.toString();
    }

    /** How the estimate is printed; plain words if neither is asked for. */
    private static final class Format {

        @Option(names = "--json", description = "Print the estimate as JSON.")
        private boolean json;

        @Option(names = "--fhir", description = "Print the estimate as a FHIR R4 Observation.")
        private boolean fhir;
    }

    /** The value of {@code --region}. */
    private record Region(int x, int y, int width, int height) {

        static Region parse(String text) {
            if (!text.matches("\\d{1,9}(,\\d{1,9}){3}")) {
                throw new TypeConversionException("expected four whole numbers X,Y,W,H but was '" + text + "'");
            }
            String[] parts = text.split(",");
            return new Region(
                    Integer.parseInt(parts[0]),
                    Integer.parseInt(parts[1]),
                    Integer.parseInt(parts[2]),
                    Integer.parseInt(parts[3]));
        }
    }

    static CommandLine commandLine() {
        return Console.of(new Estimate()).registerConverter(Region.class, Region::parse);
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
