package org.xattnbmd.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.Radiograph;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Console application: two radiographs of one hip in, the change between their estimates out, in words or JSON. */
@Command(
        name = "follow-up",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        version = "follow-up 1.0.0",
        description = {
            "Compares the femoral-neck BMD estimates of two radiographs of the same hip of one subject.",
            "",
            "A change counts as significant if it exceeds the least significant change (LSC) of the model's card: 2.77",
            "times the precision error. This is research software, not a medical device."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the change was printed", "1:refused or failed: 'code: message' on standard error", "2:usage"
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  follow-up --model hip.onnx --earlier 2024.dcm --later 2026.dcm --side left --set sex=female \\",
            "            --set-earlier age=73 --set-later age=75"
        })
public final class FollowUp implements Callable<Integer> {

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model, one .onnx file.")
    private Path model;

    @Option(names = "--earlier", required = true, paramLabel = "FILE", description = "The earlier radiograph.")
    private Path earlierImage;

    @Option(names = "--later", required = true, paramLabel = "FILE", description = "The later radiograph.")
    private Path laterImage;

    @Option(
            names = "--side",
            paramLabel = "SIDE",
            description = "Which hip both are of: left or right. DICOM files may say it.")
    private Radiograph.Side side;

    @Option(
            names = "--set",
            paramLabel = "FIELD=VALUE",
            description = "A clinical field of the model at both exams; may be repeated.")
    private Map<String, String> fields = new LinkedHashMap<>();

    @Option(
            names = "--set-earlier",
            paramLabel = "FIELD=VALUE",
            description = "A clinical field at the earlier exam; may be repeated.")
    private Map<String, String> earlierFields = new LinkedHashMap<>();

    @Option(
            names = "--set-later",
            paramLabel = "FIELD=VALUE",
            description = "A clinical field at the later exam; may be repeated.")
    private Map<String, String> laterFields = new LinkedHashMap<>();

    @Option(
            names = "--use-header",
            description = "Take age, sex, height and weight from DICOM headers where they are not given here.")
    private boolean useHeader;

    @Option(names = "--json", description = "Print both estimates and the change as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        Radiograph earlier = read(earlierImage);
        Radiograph later = read(laterImage);
        if (earlier.side() != later.side()) {
            throw Console.refused("Expected two radiographs of the same hip, received " + earlier.side() + " and "
                    + later.side() + ". Compare left with left, or say which hip it is with --side.");
        }
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            BmdEstimate before = estimator.estimate(earlier, clinical(earlier, earlierFields, estimator));
            BmdEstimate after = estimator.estimate(later, clinical(later, laterFields, estimator));
            BmdEstimate.Change change = estimator.followUp(before, after);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(toJson(before, after, change));
            } else {
                print(before, after, change, out);
            }
            out.flush();
        }
        return 0;
    }

    private Radiograph read(Path image) {
        Radiograph radiograph = Radiograph.read(image);
        return side == null ? radiograph : radiograph.withSide(side);
    }

    private ClinicalRecord clinical(Radiograph radiograph, Map<String, String> own, BmdEstimator estimator) {
        ClinicalRecord.Builder record = ClinicalRecord.builder();
        fields.forEach(record::set);
        own.forEach(record::set);
        if (useHeader) {
            record.fillFrom(radiograph.headerFacts(), estimator.modelCard());
        }
        return record.build();
    }

    private static void print(BmdEstimate before, BmdEstimate after, BmdEstimate.Change change, PrintWriter out) {
        if (after.model().simulated()) {
            out.println(
                    "SIMULATED: the model was trained on simulated subjects; the figures say nothing about a patient.");
        }
        printExam("Earlier", before, out);
        printExam("Later", after, out);
        out.println("Change            " + change.statement());
        out.println("Reading           "
                + (change.significant()
                        ? "more than precision error explains (95 %)."
                        : "within what two exams without any change may differ by."));
        out.println(
                "A change of the clinical facts alone also moves an estimate. Not a medical device. Not for diagnosis.");
    }

    private static void printExam(String name, BmdEstimate estimate, PrintWriter out) {
        BmdEstimate.Interval interval = estimate.interval();
        out.printf(
                Locale.ROOT,
                "%-17s %.3f %s (%.0f %% interval %.3f to %.3f)%s%n",
                name,
                estimate.bmd(),
                estimate.target().plainUnit(),
                100 * interval.coverage(),
                interval.lower(),
                interval.upper(),
                estimate.target().hasReference()
                        ? String.format(Locale.ROOT, ", T-score %.1f", estimate.tScore())
                        : "");
        List<BmdEstimate.Warning> warnings = estimate.warnings().stream()
                .filter(warning -> warning.kind() != BmdEstimate.Warning.Kind.SIMULATED_MODEL)
                .toList();
        warnings.forEach(warning -> out.println("  Warning         " + warning.message()));
    }

    private static String toJson(BmdEstimate before, BmdEstimate after, BmdEstimate.Change change)
            throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.set("earlier", mapper.readTree(before.toJson()));
        root.set("later", mapper.readTree(after.toJson()));
        root.putObject("change")
                .put("difference_g_per_cm2", change.difference())
                .put("percent", change.percent())
                .put("least_significant_change_g_per_cm2", change.leastSignificantChange())
                .put("significant", change.significant())
                .put("statement", change.statement());
        return mapper.writeValueAsString(root);
    }

    static CommandLine commandLine() {
        return Console.of(new FollowUp());
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
