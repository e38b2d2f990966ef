package org.xattnbmd.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.fixtures.DicomStudy;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;
import picocli.CommandLine;

class EstimateTest {

    private static final int W = 200;
    private static final int H = 240;

    @TempDir
    Path folder;

    private Path image;
    private Path model;

    private record Outcome(int exitCode, String out, String err) {}

    @BeforeEach
    void files() throws Exception {
        image = Files.write(folder.resolve("hip.png"), Pictures.encode("png", SyntheticHip.left(W, H, 1), W, H));
        model = TinyModel.write(folder);
    }

    @Test
    void printsPlainWordsWithSimulatedFirstAndNotAMedicalDeviceLast() {
        Outcome outcome =
                estimate("--side", "left", "--age", "75", "--sex", "female", "--height", "160", "--weight", "68");

        assertThat(outcome.exitCode).isZero();
        assertThat(outcome.err).isEmpty();
        List<String> lines = outcome.out.lines().toList();
        assertThat(lines.get(0)).startsWith("SIMULATED");
        assertThat(lines.get(lines.size() - 1)).isEqualTo("Not a medical device. Not for diagnosis.");
        assertThat(outcome.out)
                .containsPattern("Femoral-neck BMD  0\\.\\d{3} g/cm2")
                .contains("T-score", "WHO");
        assertThat(outcome.out).doesNotContain("Warning");
    }

    @Test
    void anotherTargetIsNamedWithItsUnitAndHasNoTScore() {
        ModelCard card = TinyModel.card(
                new ModelCard.Target("cortical_thickness_mm", "Cortical thickness", "mm", 0, 10), ModelCard.NO_SCALE);
        TinyModel.write(folder, TinyModel.bytes(card.toJson()));

        Outcome outcome = estimate("--side", "left", "--age", "75");

        assertThat(outcome.out)
                .containsPattern("Cortical thickness 0\\.\\d{3} mm\n")
                .contains("No T-score and no category: no reference population is known for Cortical thickness")
                .doesNotContain("g/cm2", "T-score  ", "Screening", "BMD");
        assertRefused("BMD-7004", estimate("--side", "left", "--fhir"));
    }

    @Test
    void furtherTargetsStandBelowTheEstimate() {
        TinyModel.write(folder, TinyModel.withFurther(TinyModel.furtherCard().toJson()));

        String out = estimate("--side", "left", "--age", "75").out;
        assertThat(out)
                .containsPattern("Femoral-neck BMD  0\\.\\d{3} g/cm2")
                .containsPattern(
                        "Cortical thickness \\d+\\.\\d{3} mm \\(90 % interval \\d+\\.\\d{3} to \\d+\\.\\d{3}\\)\n")
                .containsPattern("Total hip BMD     \\d\\.\\d{3} g/cm2 \\(90 %");
        assertThat(out)
                .as("what is said of the first target stands before the others")
                .containsSubsequence("T-score", "Reading", "Screening", "Cortical", "Total hip", "Trust");
    }

    /** The tiny model's outlier score is the mean size of the standardised clinical values. */
    @Test
    void saysHowFarToTrustAndRefusesOrMarksWhatIsNotUsable() throws Exception {
        ModelCard card = TinyModel.card().toBuilder()
                .trust(new ModelCard.TrustLimits(2, 1.5, "made up for tests"))
                .build();
        TinyModel.write(folder, TinyModel.bytes(card.toJson()));

        assertThat(estimate("--side", "left", "--age", "75").out).contains("Trust             fine\n");
        assertThat(estimate("--side", "left", "--weight", "171").out)
                .contains(
                        "Trust             unusual: the radiograph does not look like",
                        "(intervals 1.50 times as wide)");
        assertRefused("BMD-4010", estimate("--side", "left", "--age", "110", "--height", "120"));

        Outcome marked = estimate("--side", "left", "--age", "110", "--height", "120", "--return-unusable");
        assertThat(marked.exitCode).isZero();
        assertThat(marked.out)
                .contains("NOT USABLE: the radiograph is far from", "Reading           Not usable", "not usable\n")
                .doesNotContain("T-score", "Screening", "NaN");
        JsonNode json = new ObjectMapper()
                .readTree(estimate("--age", "110", "--height", "120", "--return-unusable", "--json").out);
        assertThat(json.at("/trust/level").textValue()).isEqualTo("not_usable");
    }

    @Test
    void looksWhereItIsTold() {
        TinyModel.write(folder, TinyModel.withNeckBox(TinyModel.card().toJson()));
        String found = estimate("--side", "left").out;
        String given = estimate("--side", "left", "--neck", "40,60,30,30").out;

        assertThat(found).containsPattern("Looked at         [0-9]+,[0-9]+,[0-9]+,[0-9]+ \\(femoral neck");
        assertThat(given).contains("Looked at         40,60,30,30 (femoral neck");
        assertThat(given.lines().filter(line -> line.startsWith("Femoral-neck BMD")))
                .doesNotContainAnyElementsOf(found.lines().toList());
        assertThat(estimate("--neck", "190,60,30,30").err).startsWith("BMD-1009: ");
    }

    @Test
    void printsJsonAndNothingElse() throws Exception {
        Outcome outcome = estimate("--json", "--set", "age=75", "--region", "10,20,150,160", "--threads", "1");

        assertThat(outcome.exitCode).isZero();
        JsonNode json = new ObjectMapper().readTree(outcome.out);
        assertThat(json.get("bmd_g_per_cm2").doubleValue()).isBetween(0.2, 2.0);
        assertThat(json.get("model").get("simulated").booleanValue()).isTrue();
        assertThat(outcome.out.lines()).hasSize(1);
    }

    @Test
    void printsAFhirObservation() throws Exception {
        Outcome outcome =
                estimate("--fhir", "--side", "left", "--subject", "Patient/7", "--taken", "2026-03-01T09:30:00Z");

        assertThat(outcome.exitCode).isZero();
        JsonNode observation = new ObjectMapper().readTree(outcome.out);
        assertThat(observation.get("resourceType").textValue()).isEqualTo("Observation");
        assertThat(observation.at("/subject/reference").textValue()).isEqualTo("Patient/7");
        assertThat(observation.at("/bodySite/text").textValue()).isEqualTo("Left femoral neck");
        assertThat(observation.get("effectiveDateTime").textValue()).isEqualTo("2026-03-01T09:30:00Z");
    }

    @Test
    void explainsWhatTheEstimateDependsOn() throws Exception {
        Path why = folder.resolve("why.json");
        Outcome outcome = estimate("--explain", why.toString());

        assertThat(outcome.exitCode).isZero();
        assertThat(outcome.out)
                .contains("Explanation       SIMULATED. This explains the model, not the patient")
                .contains("cells that occlusion marks most");
        assertThat(new ObjectMapper().readTree(why.toFile()).at("/occlusion/changes"))
                .hasSize(64);
        assertThat(estimate("--json", "--explain", why.toString()).out).doesNotContain("Explanation");
    }

    @Test
    void writesTheOverlayAtTheRadiographsSize() throws Exception {
        Path overlay = folder.resolve("overlay.png");
        Outcome outcome = estimate("--overlay", overlay.toString());

        assertThat(outcome.exitCode).isZero();
        BufferedImage picture = ImageIO.read(overlay.toFile());
        assertThat(picture.getWidth()).isEqualTo(W);
        assertThat(picture.getHeight()).isEqualTo(H);
        assertThat(coloured(picture)).as("pixels in colour").isGreaterThan(W * H / 100);
        assertRefused(
                "BMD-5001",
                estimate("--overlay", folder.resolve("absent/overlay.png").toString()));
    }

    @Test
    void writesResultsInDicomForARadiographInDicom() throws Exception {
        TinyModel.write(folder, TinyModel.withNeckBox(TinyModel.card().toJson()));
        image = Files.write(folder.resolve("hip.dcm"), DicomStudy.bytes());
        Path report = folder.resolve("report.dcm");
        Path capture = folder.resolve("capture.dcm");
        Path state = folder.resolve("state.dcm");
        Path pdf = folder.resolve("pdf.dcm");
        Outcome outcome = estimate(
                "--dicom-sr",
                report.toString(),
                "--secondary-capture",
                capture.toString(),
                "--presentation-state",
                state.toString(),
                "--pdf",
                pdf.toString());

        assertThat(outcome.exitCode).as(outcome.err).isZero();
        assertThat(outcome.out + outcome.err).doesNotContain("Nobody", "PID-0815", "ACC-4711");
        for (Path file : List.of(report, capture, state, pdf)) {
            assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .as(file.getFileName().toString())
                    .contains("DICM", DicomStudy.STUDY, DicomStudy.NAME, "ACC-4711");
        }
        assertThat(Files.readString(report, StandardCharsets.ISO_8859_1)).contains("FN-BMD-EST");
    }

    @Test
    void resultsInDicomNeverReplaceTheRadiographAndNeedAStudy() throws Exception {
        String target = folder.resolve("report.dcm").toString();
        assertRefused("BMD-7001", estimate("--dicom-sr", target));
        assertThat(folder.resolve("report.dcm")).doesNotExist();

        byte[] bytes = DicomStudy.bytes();
        image = Files.write(folder.resolve("hip.dcm"), bytes);
        assertRefused("BMD-5001", estimate("--pdf", folder.resolve("./hip.dcm").toString()));
        assertRefused("BMD-5001", estimate("--pdf", target, "--dicom-sr", target));
        assertRefused("BMD-5001", estimate("--dicom-sr", target, "--edition", "0"));
        // This model says of no neck: nothing at all is written.
        assertRefused(
                "BMD-7003",
                estimate(
                        "--dicom-sr",
                        target,
                        "--presentation-state",
                        folder.resolve("s.dcm").toString()));
        assertThat(folder.resolve("report.dcm")).doesNotExist();
        assertThat(Files.readAllBytes(image)).isEqualTo(bytes);
    }

    @Test
    void writesMessagesThatAreOneResultHoweverOftenTheyAreSent() throws Exception {
        Path bundle = folder.resolve("bundle.json");
        Path hl7 = folder.resolve("result.hl7");
        String[] options = {
            "--side",
            "left",
            "--fhir-bundle",
            bundle.toString(),
            "--hl7",
            hl7.toString(),
            "--subject",
            "Patient/7",
            "--taken",
            "2026-03-01T09:30:00Z",
            "--patient-id",
            "4711,HOSPITAL",
            "--accession",
            "ACC-1",
            "--hl7-receiver",
            "RIS,HOSPITAL"
        };
        Outcome outcome = estimate(options);
        assertThat(outcome.exitCode).as(outcome.err).isZero();
        assertThat(outcome.out + outcome.err).doesNotContain("Patient/7", "4711", "ACC-1");
        JsonNode first = new ObjectMapper().readTree(bundle.toFile());
        assertThat(first.get("type").textValue()).isEqualTo("transaction");
        assertThat(first.at("/entry/1/resource/subject/reference").textValue()).isEqualTo("Patient/7");
        assertThat(first.at("/entry/1/resource/derivedFrom/0/type").textValue()).isEqualTo("Media");
        List<String> segments = List.of(Files.readString(hl7).split("\r"));
        assertThat(segments.get(0))
                .startsWith("MSH|^~\\&|XATTNBMD||RIS|HOSPITAL|")
                .contains("|T|2.5.1|");
        assertThat(segments.get(1)).isEqualTo("PID|1||4711^^^HOSPITAL||^^^^^^U");
        assertThat(segments.get(3)).contains("|20260301093000.000+0000|", "|ACC-1|");

        assertThat(estimate(options).exitCode).isZero();
        assertThat(new ObjectMapper().readTree(bundle.toFile()).findValuesAsText("fullUrl"))
                .isEqualTo(first.findValuesAsText("fullUrl"));
        assertThat(estimate("--fhir-bundle", bundle.toString(), "--study-uid", "1.2.3", "--image-uid", "1.2.3.4")
                        .exitCode)
                .isZero();
        assertThat(Files.readString(bundle)).contains("urn:oid:1.2.3\"");
        assertRefused(
                "BMD-5001", estimate("--fhir-bundle", bundle.toString(), "--study-uid", "1.2.3", "--image-uid", "x"));
    }

    @Test
    void messagesOfARadiographInDicomNameItsOwnStudy() throws Exception {
        image = Files.write(folder.resolve("hip.dcm"), DicomStudy.bytes());
        Path bundle = folder.resolve("bundle.json");
        Path hl7 = folder.resolve("result.hl7");
        String[] options = {"--fhir-bundle", bundle.toString(), "--hl7", hl7.toString(), "--edition", "1"};
        assertThat(estimate(options).exitCode).isZero();
        assertThat(Files.readString(bundle))
                .contains("urn:oid:" + DicomStudy.STUDY + "\"")
                .doesNotContain("Nobody", "PID-0815", "ACC-4711");
        assertThat(Files.readString(hl7))
                .contains(DicomStudy.STUDY, DicomStudy.INSTANCE)
                .doesNotContain("Nobody", "PID-0815", "ACC-4711");
        List<String> first = new ObjectMapper().readTree(bundle.toFile()).findValuesAsText("fullUrl");

        options[5] = "2";
        assertThat(estimate(options).exitCode).isZero();
        assertThat(new ObjectMapper().readTree(bundle.toFile()).findValuesAsText("fullUrl"))
                .as("another edition is another result; the device is the same")
                .isNotEqualTo(first);
    }

    @Test
    void noResultIsWrittenOverAnotherOrOverTheRadiograph() throws Exception {
        byte[] bytes = DicomStudy.bytes();
        image = Files.write(folder.resolve("hip.dcm"), bytes);
        String target = folder.resolve("result").toString();
        assertRefused("BMD-5001", estimate("--dicom-sr", target, "--hl7", folder + "/./result"));
        assertRefused("BMD-5001", estimate("--overlay", target, "--fhir-bundle", target));
        assertRefused("BMD-5001", estimate("--overlay", image.toString()));
        assertThat(folder.resolve("result")).doesNotExist();
        assertThat(Files.readAllBytes(image)).isEqualTo(bytes);
    }

    private static int coloured(BufferedImage picture) {
        int count = 0;
        for (int i = 0; i < W * H; i++) {
            int rgb = picture.getRGB(i % W, i / W);
            count += (rgb >> 16 & 255) != (rgb & 255) ? 1 : 0;
        }
        return count;
    }

    @Test
    void cudaPreferredFallsBackAndSaysWhy() {
        Outcome outcome = estimate("--device", "cuda_preferred");

        assertThat(outcome.exitCode).isZero();
        assertThat(outcome.out).containsPattern("on (CPU \\(no CUDA: .+\\)|CUDA \\(CUDA was found\\))");
    }

    @Test
    void badImagesAreRefused() throws Exception {
        byte[] png = Files.readAllBytes(image);

        assertRefused("BMD-1001", estimateImage(folder.resolve("absent.png")));
        assertRefused("BMD-1004", estimateImage(file("cut.png", Arrays.copyOf(png, png.length / 2))));
        assertRefused("BMD-1003", estimateImage(file("text.png", "no image".getBytes(StandardCharsets.UTF_8))));
        assertRefused("BMD-1005", estimateImage(file("zero.png", Pictures.pngDeclaring(0, 0))));
        assertRefused("BMD-1005", estimateImage(file("one.png", Pictures.pngDeclaring(1, 1))));
        assertRefused("BMD-1006", estimateImage(file("huge.png", Pictures.pngDeclaring(30_000, 30_000))));
        assertRefused("BMD-1009", estimate("--region", "0,0,4000,4000"));
    }

    @Test
    void badClinicalFactsAreRefused() {
        assertRefused("BMD-2001", estimate("--set", "shoe_size=42"));
        assertRefused("BMD-2002", estimate("--age", "-3"));
        assertRefused("BMD-2003", estimate("--weight", "abc"));
        assertRefused("BMD-2004", estimate("--sex", "x"));
    }

    @Test
    void badModelsAreRefused() throws Exception {
        byte[] whole = TinyModel.bytes();
        String newer = TinyModel.card().toJson().replace("\"schema_version\":1", "\"schema_version\":99");

        assertRefused("BMD-3001", estimateModel(folder.resolve("absent.onnx")));
        assertRefused("BMD-3005", estimateModel(file("cut.onnx", Arrays.copyOf(whole, whole.length / 2))));
        assertRefused("BMD-3004", estimateModel(image));
        assertRefused("BMD-3007", estimateModel(file("cardless.onnx", TinyModel.bytes(null))));
        assertRefused("BMD-3009", estimateModel(file("newer.onnx", TinyModel.bytes(newer))));
        assertRefused("BMD-3006", estimateModel(file("external.onnx", TinyModel.withExternalData())));
    }

    @Test
    void refusedCallsLeaveNothingBehind() throws Exception {
        List<Path> before = list();
        assertRefused("BMD-2002", estimate("--age", "-3"));

        assertThat(list()).isEqualTo(before);
    }

    @Test
    void wrongUsageIsExitCodeTwoWithOneLine() {
        for (String[] wrong : new String[][] {
            {"--side", "top"},
            {"--region", "1,2,3"},
            {"--threads", "two"},
            {"--unknown"},
            {"--device", "tpu"},
            {"--json", "--fhir"},
            {"--taken", "2026-03-01T09:30:00Z"},
            {"--fhir", "--taken", "yesterday"},
            {"--hl7", "a.hl7", "--subject", "Patient/7"},
            {"--fhir", "--performer", "Organization/7"},
            {"--fhir-bundle", "a.json", "--patient-id", "7"},
            {"--fhir-bundle", "a.json", "--study-uid", "1.2.3"},
            {"--study-uid", "1.2.3", "--image-uid", "1.2.3.4"},
            {"--fhir-bundle", "a.msg", "--hl7", "./a.msg"}
        }) {
            Outcome outcome = estimate(wrong);
            assertThat(outcome.exitCode).as(String.join(" ", wrong)).isEqualTo(2);
            assertThat(outcome.err.lines()).hasSize(1);
            assertThat(outcome.out).isEmpty();
        }
        assertThat(run("--image", image.toString()).exitCode).isEqualTo(2);
    }

    @Test
    void helpExplainsOptionsAndExitCodes() {
        Outcome outcome = run("--help");

        assertThat(outcome.exitCode).isZero();
        assertThat(outcome.out).contains("Exit codes:", "Example:", "not a medical device", "--region=X,Y,W,H");
    }

    private Outcome estimate(String... options) {
        List<String> arguments = new ArrayList<>(List.of("--model", model.toString(), "--image", image.toString()));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }

    private Outcome estimateImage(Path other) {
        return run("--model", model.toString(), "--image", other.toString());
    }

    private Outcome estimateModel(Path other) {
        return run("--model", other.toString(), "--image", image.toString());
    }

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                Estimate.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = command.execute(arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    private static void assertRefused(String code, Outcome outcome) {
        assertThat(outcome.exitCode).as(outcome.toString()).isEqualTo(1);
        assertThat(outcome.err).startsWith(code + ": ");
        assertThat(outcome.err.lines()).as("one line, no stack trace").hasSize(1);
        assertThat(outcome.out).isEmpty();
    }

    private Path file(String name, byte[] content) throws Exception {
        return Files.write(folder.resolve(name), content);
    }

    private List<Path> list() throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }
}
