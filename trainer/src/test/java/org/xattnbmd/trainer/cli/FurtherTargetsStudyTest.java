package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.FurtherTarget;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.run.DeviceChoice;
import org.xattnbmd.trainer.run.RunFolder;
import org.xattnbmd.trainer.run.RunPredictor;
import org.xattnbmd.trainer.run.RunRecord;
import org.xattnbmd.trainer.training.Predictor.Predictions;

/** Femoral-neck BMD and two more quantities, one of which is not known of everybody, from cohort.json to an estimate. */
class FurtherTargetsStudyTest {

    private static final Target CORTEX = new Target("cortex_mm", "Cortical thickness", "mm", 0, 20);

    private static final String DESCRIPTION = """
            {
              "densitometer_scale": "GE Lunar",
              "further_targets": [
                {"name": "cortex_mm", "label": "Cortical thickness", "unit": "mm", "range": [0, 20], "column": "ctx"},
                "total_hip"
              ]
            }
            """;

    /** So many of the subjects have a thickness, in each split alike. */
    private static final int WITHOUT_EVERY = 9;

    @TempDir
    static Path folder;

    private static TinyRun tiny;
    private static Path model;
    private static String trained;

    @BeforeAll
    static void trainAndExport() throws IOException {
        Path cohort = TinyRun.cohort(folder.resolve("cohort"));
        declare(cohort, WITHOUT_EVERY);
        List<Object> args = TinyRun.arguments(cohort, folder.resolve("run"));
        args.addAll(List.of("--epochs", 2));
        trained = Cli.run(args.toArray()).succeeds().out();
        tiny = new TinyRun(cohort, folder.resolve("run"));
        model = folder.resolve("further.onnx");
        tiny.export(model, "--cohort", cohort).succeeds();
    }

    /** Made of the simulated BMD, so that a network that has hardly learned stays in range. */
    private static void declare(Path cohort, int withoutEvery) throws IOException {
        TinyRun.declare(cohort, DESCRIPTION, ",ctx,total_hip_bmd_g_cm2", (row, bmd) -> {
            String thickness = row % withoutEvery == 0 ? "" : String.format(Locale.ROOT, "%.3f", 4 + 6 * bmd);
            return String.format(Locale.ROOT, ",%s,%.4f", thickness, 0.1 + 0.95 * bmd);
        });
    }

    private static List<ManifestRow> testRows() {
        return CohortManifest.read(CohortLayout.read(tiny.cohort())).stream()
                .filter(row -> row.split().name().equals("TEST"))
                .toList();
    }

    @Test
    void theRunSaysWhatItLearnedAndHowWell() {
        RunRecord record = RunFolder.read(tiny.run());
        assertThat(record.data().furtherTargets()).containsExactly(CORTEX, Target.TOTAL_HIP);
        assertThat(record.setup().network().further()).isEqualTo(2);
        assertThat(record.calibration().further())
                .allSatisfy(each -> assertThat(each.conformalQuantiles()).containsKey("0.90"))
                .satisfies(both -> assertThat(both.get(0).subjects())
                        .isLessThan(both.get(1).subjects()));
        assertThat(trained).contains("Cortical thickness: MAE ", " mm on ", "Total hip BMD: MAE ");
        assertThat(tiny.run().resolve("run.html"))
                .content()
                .contains("Further targets, on the subjects that set their intervals", "Cortical thickness");
    }

    /** What the SDK serves is what the block computes, for pictures that it reads itself. */
    @Test
    void theSdkSaysWhatTheBlockComputes() {
        RunRecord record = RunFolder.read(tiny.run());
        List<ManifestRow> rows = testRows();
        Cohort cohort = Cohort.load(rows, record.setup().preprocessing(), 2);
        Predictions block = RunPredictor.predict(
                        tiny.run(),
                        DeviceChoice.of(DeviceChoice.Request.CPU),
                        cohort.data().crops(),
                        List.<float[][]>of(cohort.data().clinical()))
                .get(0);
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            ModelCard card = estimator.modelCard();
            assertThat(card.schemaVersion()).isEqualTo(4);
            assertThat(card.furtherTargets())
                    .extracting(FurtherTarget::target)
                    .containsExactly(CORTEX, Target.TOTAL_HIP);
            assertThat(card.furtherTargets())
                    .extracting(FurtherTarget::densitometer)
                    .containsExactly(ModelCard.NO_SCALE, "GE Lunar");
            for (int i = 0; i < rows.size(); i++) {
                BmdEstimate e = estimator.estimate(
                        Cohort.radiograph(rows.get(i)), rows.get(i).facts().clinical());
                assertThat(e.bmd()).isEqualTo(block.bmd()[i], within(1e-4));
                assertThat(e.reference()).isNotNull();
                assertThat(e.interval().lower()).isLessThan(e.bmd());
                for (int k = 0; k < 2; k++) {
                    FurtherTarget.Estimate further = e.furtherTargets().get(k);
                    double tolerance = 1e-4 * further.target().scale();
                    assertThat(further.value()).isEqualTo(block.further()[i][k], within(tolerance));
                    assertThat(further.spread()).isEqualTo(block.furtherSpread()[i][k], within(tolerance));
                    double quantile =
                            card.furtherTargets().get(k).conformalQuantiles().get("0.90");
                    double widening =
                            e.trust().reasons().isEmpty() || card.trust().isEmpty()
                                    ? 1
                                    : card.furtherTargets().get(k).unusualWidening();
                    assertThat(further.interval().upper() - further.value())
                            .isEqualTo(quantile * widening * further.spread(), within(1e-6));
                }
            }
        }
    }

    @Test
    void evaluationSaysHowWellEachIsEstimatedWhereItIsKnown() {
        Path page = folder.resolve("report.html");
        String out = Cli.run(
                        "evaluate", "--model", model, "--cohort", tiny.cohort(), "--run", tiny.run(), "--report", page)
                .succeeds()
                .out();
        long known =
                testRows().stream().filter(row -> !row.further().get(0).isNaN()).count();
        assertThat(known).isBetween(1L, testRows().size() - 1L);
        assertThat(out)
                .containsPattern("full +R² ")
                .containsPattern("Cortical thickness R² .* mm   covered .* %   \\(n = " + known + "\\)")
                .containsPattern("Total hip BMD +R² .*\\(n = " + testRows().size() + "\\)");
        assertThat(page).content().contains("What is estimated beside the target", "Cortical thickness, mm");
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            assertThat(estimator.modelCard().evaluation())
                    .containsKeys("test_mae_g_cm2", "test_cortex_mm_mae", "test_total_hip_bmd_g_cm2_r2")
                    .containsEntry("test_cortex_mm_radiographs", (double) known);
        }
    }

    @Test
    void theCardsPageListsThem() {
        Path card = folder.resolve("card.md");
        Cli.run("card", "--model", model, "--out", card).succeeds();
        assertThat(card).content().contains("Further targets", "Cortical thickness", "0 to 20", "× spread");
    }

    @Test
    void crossValidationEstimatesThemOutOfFold() {
        Path out = folder.resolve("crossval");
        List<Object> args = TinyRun.arguments(tiny.cohort(), out);
        args.set(0, "crossval");
        args.addAll(List.of("--folds", 2, "--epochs", 1));
        assertThat(Cli.run(args.toArray()).succeeds().out()).containsPattern("Cortical thickness R² .*\\(n = 54\\)");
        assertThat(out.resolve("tables.md")).content().contains("Cortical thickness, mm", "Total hip BMD, g/cm²");
        Path ensemble = folder.resolve("ensemble.onnx");
        Cli.run("export", "--ensemble", out, "--out", ensemble).succeeds();
        List<RunRecord> folds = List.of(RunFolder.read(out.resolve("fold-01")), RunFolder.read(out.resolve("fold-02")));
        try (BmdEstimator estimator = BmdEstimator.open(ensemble)) {
            FurtherTarget cortex = estimator.modelCard().furtherTargets().get(0);
            assertThat(cortex.target()).isEqualTo(CORTEX);
            double mean = folds.stream()
                    .mapToDouble(run -> run.calibration()
                            .further()
                            .get(0)
                            .conformalQuantiles()
                            .get("0.90"))
                    .average()
                    .orElseThrow();
            assertThat(cortex.conformalQuantiles().get("0.90")).isEqualTo(mean, within(1e-12));
            ManifestRow row = testRows().get(0);
            assertThat(estimator
                            .estimate(Cohort.radiograph(row), row.facts().clinical())
                            .furtherTargets())
                    .extracting(FurtherTarget.Estimate::value)
                    .allSatisfy(value -> assertThat(value).isPositive());
        }
    }

    @Test
    void whatIsNotSupportedIsRefusedByName() {
        Path no = folder.resolve("no.onnx");
        for (String precision : List.of("int8", "float16")) {
            assertThat(tiny.export(no, "--cohort", tiny.cohort(), "--precision", precision)
                            .refuses("TRN-4003")
                            .err())
                    .contains("further targets (cortex_mm, total_hip_bmd_g_cm2)", "in " + precision);
        }
        assertThat(Cli.run("recalibrate", "--model", model, "--cohort", tiny.cohort(), "--site", "A", "--out", no)
                        .refuses("TRN-4003")
                        .err())
                .contains("further targets (cortex_mm, total_hip_bmd_g_cm2)");
        assertThat(no).doesNotExist();
    }

    /** Another run goes on with all of them or with none. */
    @Test
    void aRunThatStartsFromThisOneHasTheSameTargets() throws IOException {
        Path other = TinyRun.cohort(folder.resolve("other"));
        List<Object> args = new ArrayList<>(List.of("train", "--cohort", other, "--out", folder.resolve("next")));
        args.addAll(List.of("--device", "cpu", "--epochs", 1, "--batch", 8, "--start-from", tiny.run()));
        assertThat(Cli.run(args.toArray()).refuses("TRN-1008").err())
                .contains("further targets [cortex_mm, total_hip_bmd_g_cm2], the cohort has []");
        declare(other, WITHOUT_EVERY);
        Cli.run(args.toArray()).succeeds();
        assertThat(RunFolder.read(folder.resolve("next")).setup().network().further())
                .isEqualTo(2);
    }

    @Test
    void tooFewLabelsAreRefusedByNameBeforeAnythingIsTrained() throws IOException {
        Path few = TinyRun.cohort(folder.resolve("few"));
        declare(few, 2);
        Path run = folder.resolve("few-run");
        assertThat(Cli.run(TinyRun.arguments(few, run).toArray())
                        .refuses("TRN-1006")
                        .err())
                .contains("The further target cortex_mm has ", "expected at least 16");
        assertThat(run).doesNotExist();
    }

    /** Nothing of all this in what has one target. */
    @Test
    void aRunOfOneTargetSaysNothingOfFurtherOnes() throws IOException {
        Files.createDirectories(folder.resolve("one"));
        TinyRun one = TinyRun.in(folder.resolve("one"));
        assertThat(one.run().resolve("run.json")).content().doesNotContainIgnoringCase("further");
        Path file = folder.resolve("one.onnx");
        one.export(file).succeeds();
        assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContainIgnoringCase("further");
    }
}
