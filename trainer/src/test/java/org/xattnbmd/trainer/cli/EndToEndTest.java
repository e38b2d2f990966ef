package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.trainer.card.CardText;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.network.Backbone;
import org.xattnbmd.trainer.network.TorchvisionFile;
import org.xattnbmd.trainer.onnx.GoldenCheck;

/** The main job on command lines, as small as it goes: sixty subjects, two epochs, a network of a few thousand weights. */
class EndToEndTest {

    @TempDir
    static Path folder;

    private static Path cohort;
    private static Path run;
    private static Path model;
    private static Cli refusedSmall;
    private static Cli trained;
    private static Cli exported;

    @TempDir
    Path scratch;

    @BeforeAll
    static void simulateTrainExport() throws IOException {
        cohort = folder.resolve("cohort");
        run = folder.resolve("run");
        model = folder.resolve("hip.onnx");
        SimulatedCohorts.simulate(cohort, 60, 96, 11);
        refusedSmall = train(folder.resolve("small"));
        TinyRun.enlargeCalibration(cohort.resolve("manifest.csv"));
        trained = train(run).succeeds();
        exported = export(run, model).succeeds();
    }

    private static Cli train(Path out, Object... more) {
        List<Object> args = new ArrayList<>(List.of("train", "--cohort", cohort, "--out", out, "--device", "cpu"));
        args.addAll(List.of("--size", 64, "--crop", 32, "--width", 4, "--token-size", 16, "--heads", 4));
        // A low rate: half-trained at a high one, so narrow a network magnifies the last bit of a float a thousandfold.
        args.addAll(List.of("--learning-rate", 1e-4));
        args.addAll(List.of("--layers", 2, "--epochs", 2, "--batch", 8, "--threads", 2));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    private static Cli export(Path from, Path to) {
        return Cli.run("export", "--run", from, "--out", to, "--id", "tiny");
    }

    private static Cli evaluate(Path onnx, Path page) {
        return Cli.run("evaluate", "--model", onnx, "--cohort", cohort, "--run", run, "--report", page);
    }

    @Test
    void tooSmallASplitIsRefused() {
        assertThat(refusedSmall.refuses("TRN-1006").err()).contains("calibration", "at least 16");
        assertThat(folder.resolve("small")).doesNotExist();
    }

    @Test
    void trainingSaysWhereItRanAndWhatItKept() {
        assertThat(trained.out()).contains("Training on CPU, as asked", "of 2; run folder");
    }

    @Test
    void sameRunGivesTheSameBytes() throws IOException {
        Path again = scratch.resolve("again.onnx");
        export(run, again).succeeds();
        assertThat(again).hasSameBinaryContentAs(model);
    }

    @Test
    void onnxRuntimeAgreesWithTheTrainerOnTheGoldenVectors() throws IOException {
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            assertThat(estimator.modelCard().modelId()).isEqualTo("tiny");
            assertThat(estimator.modelCard().simulated()).isTrue();
            assertThat(estimator.modelCard().goldenVectors()).hasSize(4);
            assertThat(GoldenCheck.check(Files.readAllBytes(model), estimator.modelCard()))
                    .isLessThanOrEqualTo(GoldenCheck.TOLERANCE);
        }
        assertThat(exported.out()).contains("golden vectors differ by");
    }

    @Test
    void evaluationPrintsThreeVariantsAndWritesThePage() throws IOException {
        Path page = scratch.resolve("report/report.html");
        Cli evaluated = evaluate(model, page).succeeds();
        assertThat(evaluated.out().lines().filter(line -> line.contains("(n = ")))
                .hasSize(3)
                .satisfiesExactly(
                        full -> assertThat(full).startsWith("full").contains("(n = 18)"),
                        noImage -> assertThat(noImage).startsWith("no image"),
                        noFields -> assertThat(noFields).startsWith("no clinical field"));
        assertThat(evaluated.out().lines().filter(line -> line.contains("(paired, 95 % bootstrap intervals)")))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("full against no clinical field"));
        assertThat(Files.readString(page))
                .contains("SIMULATED", "<svg", "paired over the same subjects")
                .doesNotContain("src=\"http", "href=\"http", "<script");
    }

    /** As somebody would who was handed nothing but the file. */
    @Test
    void aModelIsEvaluatedWithoutItsRun() throws IOException {
        Path page = scratch.resolve("handed-over.html");
        Cli evaluated = Cli.run("evaluate", "--model", model, "--cohort", cohort, "--report", page)
                .succeeds();
        List<String> own = evaluate(model, scratch.resolve("own.html"))
                .out()
                .lines()
                .filter(l -> l.contains("(n = "))
                .toList();
        assertThat(evaluated.out().lines().filter(l -> l.contains("(n = ")))
                .hasSize(3)
                .contains(own.get(0), own.get(2))
                .anyMatch(l -> l.startsWith("no image"));
        assertThat(Files.readString(page))
                .contains("the mean of the evaluated images", "CPU, as asked")
                .doesNotContain("id=\"training\"");
    }

    /** Makers' scales differ by a tenth, so a Hologic model's subgroups are cut at Hologic's thresholds. */
    @Test
    void subgroupsAreCutAtTheThresholdsOfTheModelsOwnScale() throws IOException {
        Path copy = copyOfRun();
        Path record = copy.resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"GE Lunar\"", "\"Hologic\""));
        Path hologic = scratch.resolve("hologic.onnx");
        export(copy, hologic).succeeds();
        Path table = Files.createDirectory(scratch.resolve("hologic-cohort"));
        Files.copy(cohort.resolve("manifest.csv"), table.resolve("manifest.csv"));
        Files.writeString(table.resolve("cohort.json"), "{\"densitometer_scale\": \"Hologic\"}");
        Files.createDirectory(table.resolve("images"));
        try (Stream<Path> images = Files.list(cohort.resolve("images"))) {
            for (Path image : images.toList()) {
                Files.copy(image, table.resolve("images").resolve(image.getFileName()));
            }
        }
        Path page = scratch.resolve("hologic.html");
        Cli.run("evaluate", "--model", hologic, "--cohort", table, "--report", page)
                .succeeds();
        String bands = Files.readString(page);
        bands = bands.substring(bands.indexOf("measured BMD"));
        // Bands without a subject are left out; the highest edge has subjects above it.
        double edge = CardText.screeningThresholds("Hologic").get(0).bmdGramsPerCm2();
        assertThat(bands).contains(String.format(Locale.ROOT, "%.3f", edge));
        for (ModelCard.Threshold threshold : CardText.screeningThresholds("GE Lunar")) {
            assertThat(bands).doesNotContain(String.format(Locale.ROOT, "%.3f g/cm²", threshold.bmdGramsPerCm2()));
        }
    }

    @Test
    void anExistingRunIsNotOverwritten() throws IOException {
        Map<String, String> before = Cli.snapshot(run);
        assertThat(train(run).refuses("TRN-2001").err()).contains("already holds a run", "--resume");
        assertThat(Cli.snapshot(run)).isEqualTo(before);
    }

    @Test
    void resumingAFinishedRunGivesItsModelAgainAndAnotherNetworkIsRefused() throws IOException {
        Path copy = copyOfRun();
        train(copy, "--resume").succeeds();
        assertThat(copy.resolve("model.safetensors")).hasSameBinaryContentAs(run.resolve("model.safetensors"));
        train(copy, "--resume", "--fusion", "image").refuses("TRN-2002");
    }

    @Test
    void theCohortIsFoundGoodAndSummedUp() {
        assertThat(Cli.run("cohort", "--cohort", cohort, "--size", 64, "--threads", 2)
                        .succeeds()
                        .out())
                .contains("SIMULATED cohort, GE Lunar scale, 60 good row(s)", "calibration    18 subjects; female")
                .contains("known 100 %", "female ", "neck box");
        Path page = scratch.resolve("cohort.html");
        Cli.run("validate", "--cohort", cohort, "--page", page, "--pictures", 3).succeeds();
        assertThat(page).content().contains("SIMULATED", "citation", "<figcaption>Woman ");
    }

    @Test
    void publicWeightsStartTheEncoderAndStayOnRecord() throws IOException {
        Path weights = TorchvisionFile.write(scratch.resolve("resnet18.safetensors"), Backbone.RESNET18, 4, 1);
        Path out = scratch.resolve("pretrained");
        train(out, "--backbone-weights", weights, "--fusion", "joint").succeeds();
        export(out, scratch.resolve("pretrained.onnx")).succeeds();
        try (BmdEstimator estimator = BmdEstimator.open(scratch.resolve("pretrained.onnx"))) {
            assertThat(estimator.modelCard().training().configuration())
                    .containsEntry("fusion", "joint")
                    .hasEntrySatisfying(
                            "backbone_weights",
                            v -> assertThat(v).matches("resnet18.safetensors, SHA-256 [0-9a-f]{64}"));
        }
    }

    @Test
    void publicWeightsThatDoNotFitAreRefusedBeforeARunBegins() {
        Path weights = TorchvisionFile.write(scratch.resolve("resnet18.safetensors"), Backbone.RESNET18, 4, 1);
        Path out = scratch.resolve("refused");
        assertThat(train(out, "--backbone-weights", weights, "--backbone", "resnet34")
                        .refuses("TRN-2002")
                        .err())
                .contains("Missing: layer1.2.conv1.weight");
        assertThat(train(out, "--backbone-weights", weights, "--fusion", "clinical")
                        .refuses("TRN-5001")
                        .err())
                .contains("no image encoder");
        assertThat(out).doesNotExist();
    }

    @Test
    void outputsThatCannotBeWrittenAreRefusedAndLeaveNothing() throws IOException {
        Path file = Files.createFile(scratch.resolve("file"));
        Map<String, String> before = Cli.snapshot(scratch);
        train(file.resolve("below/run")).refuses("TRN-2001");
        export(run, file.resolve("below/m.onnx")).refuses("TRN-2001");
        evaluate(model, file.resolve("below/report.html")).refuses("TRN-2001");
        assertThat(Cli.snapshot(scratch)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "[1]", "{\"simulated\":true,\"network\":null}", "\u0000\u0001"})
    void damagedRunRecordsAreRefused(String text) throws IOException {
        Path copy = copyOfRun();
        Files.writeString(copy.resolve("run.json"), text);
        Path out = scratch.resolve("m.onnx");
        assertThat(export(copy, out).refuses("TRN-2002").err()).contains("run.json");
        assertThat(out).doesNotExist();
    }

    /** Each part of the record in turn is gone, or null. */
    @Test
    void runRecordsThatLackAPartAreRefused() throws IOException {
        Path copy = copyOfRun();
        String whole = Files.readString(run.resolve("run.json"));
        for (String part : List.of(
                "network", "training", "preprocessing", "clinicalFields", "golden", "history", "libraries", "fusion")) {
            String damaged = whole.replaceFirst("\"" + part + "\" : [\\[{\"]", "\"" + part + "\" : null, \"x\" : $0");
            assertThat(damaged).as(part).isNotEqualTo(whole);
            Files.writeString(copy.resolve("run.json"), damaged);
            export(copy, scratch.resolve("m.onnx")).refuses("TRN-2002");
        }
        Files.writeString(copy.resolve("run.json"), whole.replaceFirst("\"bestEpoch\" : \\d", "\"bestEpoch\" : 9"));
        export(copy, scratch.resolve("m.onnx")).refuses("TRN-2002");
        Files.writeString(copy.resolve("run.json"), whole.substring(0, whole.length() / 2));
        export(copy, scratch.resolve("m.onnx")).refuses("TRN-2002");
        assertThat(scratch.resolve("m.onnx")).doesNotExist();
    }

    @Test
    void damagedWeightsAreRefused() throws IOException {
        Path copy = copyOfRun();
        Path weights = copy.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Path out = scratch.resolve("m.onnx");
        for (int length : new int[] {0, 7, 100, whole.length / 2, whole.length - 1}) {
            Files.write(weights, Arrays.copyOf(whole, length));
            export(copy, out).refuses("TRN-2002");
        }
        new Safetensors(Map.of(), Map.of()).write(weights);
        assertThat(export(copy, out).refuses("TRN-2002").err()).contains("does not fit the network");
        Files.delete(weights);
        export(copy, out).refuses("TRN-2002");
        assertThat(out).doesNotExist();
    }

    @Test
    void damagedModelFilesAreRefusedByTheSdksCode() throws IOException {
        Path bad = scratch.resolve("bad.onnx");
        byte[] whole = Files.readAllBytes(model);
        for (byte[] bytes : List.of(
                Arrays.copyOf(whole, whole.length / 2), "no model".getBytes(StandardCharsets.UTF_8), new byte[0])) {
            Files.write(bad, bytes);
            evaluate(bad, scratch.resolve("r.html")).refuses("BMD-");
        }
        evaluate(scratch.resolve("none.onnx"), scratch.resolve("r.html")).refuses("BMD-");
        assertThat(scratch.resolve("r.html")).doesNotExist();
    }

    private Path copyOfRun() throws IOException {
        Path copy = Files.createDirectory(scratch.resolve("copy"));
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }
}
