package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.sdk.Radiograph;

/** A study of something else than femoral-neck BMD, in millimetres and without age and sex, from cohort.json to an estimate. */
class DeclaredTargetStudyTest {

    private static final Target CORTEX = new Target("cortex_mm", "Cortical thickness", "mm", 0, 20);

    private static final String DESCRIPTION = """
            {
              "target": {"name": "cortex_mm", "label": "Cortical thickness", "unit": "mm", "range": [0, 20]},
              "clinical_fields": ["weight_kg", "smoking"]
            }
            """;

    @TempDir
    static Path folder;

    private static TinyRun tiny;
    private static Path model;
    private static String trained;

    @BeforeAll
    static void trainAndExport() throws IOException {
        Path cohort = TinyRun.cohort(folder.resolve("cohort"));
        declare(cohort);
        List<Object> args = TinyRun.arguments(cohort, folder.resolve("run"));
        args.addAll(List.of("--epochs", 2));
        trained = Cli.run(args.toArray()).succeeds().out();
        tiny = new TinyRun(cohort, folder.resolve("run"));
        model = folder.resolve("cortex.onnx");
        tiny.export(model, "--cohort", cohort).succeeds();
    }

    /** Four and six times the simulated BMD stand for millimetres: a network that has hardly learned stays in range. */
    private static void declare(Path cohort) throws IOException {
        TinyRun.declare(
                cohort, DESCRIPTION, ",cortex_mm", (row, bmd) -> String.format(Locale.ROOT, ",%.3f", 4 + 6 * bmd));
    }

    @Test
    void trainingSpeaksTheTargetsUnit() {
        assertThat(trained).contains(" mm: ").doesNotContain("g/cm");
        assertThat(tiny.run().resolve("run.json")).content().contains("\"cortex_mm\"");
    }

    @Test
    void theModelEstimatesItWithoutTScore() throws IOException {
        try (BmdEstimator estimator = BmdEstimator.open(model);
                var images = Files.list(tiny.cohort().resolve("images"))) {
            assertThat(estimator.modelCard().target()).isEqualTo(CORTEX);
            assertThat(estimator.modelCard().reference()).isNull();
            assertThat(estimator.modelCard().thresholds()).isEmpty();
            assertThat(estimator.modelCard().intendedUse()).contains("Cortical thickness");
            assertThat(estimator.modelCard().evaluation())
                    .containsKeys("validation_mae", "test_mae", "test_r2")
                    .doesNotContainKey("test_mae_g_cm2");
            BmdEstimate e = estimator.estimate(
                    Radiograph.read(images.sorted().findFirst().orElseThrow()).withSide(Radiograph.Side.LEFT),
                    ClinicalRecord.builder().set("weight_kg", 70).build());
            assertThat(e.bmd()).isBetween(2.0, 20.0);
            assertThat(e.tScore()).isNaN();
            assertThat(e.statement()).contains("no reference population is known for Cortical thickness");
        }
    }

    @Test
    void evaluationIsInTheTargetsUnitWithoutScreening() throws IOException {
        Path page = folder.resolve("report.html");
        Cli evaluated = Cli.run(
                        "evaluate", "--model", model, "--cohort", tiny.cohort(), "--run", tiny.run(), "--report", page)
                .succeeds();
        assertThat(evaluated.out()).contains(" mm   r ").doesNotContain("AUC", "g/cm");
        assertThat(page)
                .content()
                .contains("Cortical thickness from hip radiographs", "Errors in mm", "sex: unknown")
                .doesNotContain("g/cm", "BMD differs");
        Path card = folder.resolve("card.md");
        Cli.run("card", "--model", model, "--out", card).succeeds();
        assertThat(card)
                .content()
                .contains("Cortical thickness (mm)", "none is known")
                .doesNotContain("g/cm");
        assertThat(Cli.run("cohort", "--cohort", tiny.cohort(), "--size", 64)
                        .succeeds()
                        .out())
                .contains("Cortical thickness", "mm")
                .doesNotContain("g/cm");
    }

    @Test
    void crossValidationIsInTheTargetsUnit() throws IOException {
        Path out = folder.resolve("crossval");
        List<Object> args = TinyRun.arguments(tiny.cohort(), out);
        args.set(0, "crossval");
        args.addAll(List.of("--folds", 2, "--epochs", 1));
        assertThat(Cli.run(args.toArray()).succeeds().out()).contains(" mm   r ");
        assertThat(out.resolve("tables.md"))
                .content()
                .contains("Cortical thickness", "errors and widths in mm", "Calibration slope")
                .doesNotContain("g/cm", "AUC", "BMD");
        assertThat(out.resolve("report.html")).content().contains("Cross-validation of Cortical thickness");
        Path ensemble = folder.resolve("ensemble.onnx");
        Cli.run("export", "--ensemble", out, "--out", ensemble).succeeds();
        try (BmdEstimator estimator = BmdEstimator.open(ensemble);
                var images = Files.list(tiny.cohort().resolve("images"))) {
            assertThat(estimator.modelCard().target()).isEqualTo(CORTEX);
            BmdEstimate e = estimator.estimate(
                    Radiograph.read(images.sorted().findFirst().orElseThrow()).withSide(Radiograph.Side.LEFT),
                    ClinicalRecord.builder().set("weight_kg", 70).build());
            assertThat(e.bmd()).isBetween(2.0, 20.0);
            assertThat(e.spread()).isPositive();
        }
    }

    @Test
    void variantsAreComparedInTheTargetsUnit() {
        Path out = folder.resolve("ablate");
        List<Object> ablate = TinyRun.arguments(tiny.cohort(), out);
        ablate.set(0, "ablate");
        ablate.addAll(List.of("--vary", "fusion=clinical", "--folds", 2, "--epochs", 1));
        Cli.run(ablate.toArray()).succeeds();
        assertThat(out.resolve("tables.md"))
                .content()
                .contains("errors and widths in mm", "lowest fifth of Cortical thickness")
                .doesNotContain("g/cm", "AUC", "BMD");
        assertThat(out.resolve("report.html"))
                .content()
                .contains("Ablation", "mm")
                .doesNotContain("g/cm");
        assertThat(out.resolve("reference/fold-01/estimates.csv")).content().startsWith("subject_id,estimated_mm,");
    }

    @Test
    void robustnessIsInTheTargetsUnitWithoutScreening() {
        Path out = folder.resolve("robust");
        List<Object> args = new ArrayList<>(List.of("robustness", "--model", model, "--cohort", tiny.cohort()));
        args.addAll(List.of("--out", out, "--limit", 6, "--permutations", 1, "--replicates", 100));
        assertThat(Cli.run(args.toArray()).succeeds().out())
                .contains(" mm   r ")
                .doesNotContain("AUC", "g/cm");
        assertThat(out.resolve("tables.md"))
                .content()
                .contains("errors in mm", "MAE, mm")
                .doesNotContain("g/cm", "AUC");
        assertThat(out.resolve("report.html"))
                .content()
                .contains("Robustness and attention of Cortical thickness estimates")
                .doesNotContain("g/cm");
    }

    @Test
    void lowerPrecisionIsHeldToTheTargetsScale() {
        Path int8 = folder.resolve("int8.onnx");
        String out = tiny.export(int8, "--cohort", tiny.cohort(), "--precision", "int8", "--max-change", 2)
                .succeeds()
                .out();
        assertThat(out).contains("estimates moved by", " mm on average").doesNotContain("AUC", "g/cm");
        try (BmdEstimator estimator = BmdEstimator.open(int8)) {
            assertThat(estimator.modelCard().evaluation()).containsKey("int8_mean_change");
            assertThat(estimator.modelCard().goldenTolerance()).isBetween(1e-4 * CORTEX.scale(), 5e-3 * CORTEX.scale());
        }
        assertThat(tiny.export(
                                folder.resolve("no.onnx"),
                                "--cohort",
                                tiny.cohort(),
                                "--precision",
                                "float16",
                                "--max-change",
                                1e-9)
                        .refuses("TRN-4002")
                        .err())
                .contains(" mm on average", "expected at most 1.000e-09 mm");
        assertThat(tiny.export(
                                folder.resolve("no.onnx"),
                                "--cohort",
                                tiny.cohort(),
                                "--precision",
                                "float16",
                                "--max-change",
                                20)
                        .refuses("TRN-5001")
                        .err())
                .contains(" mm, both excluded");
    }

    @Test
    void aSitesLineIsInTheTargetsUnit() throws IOException {
        Path site = TinyRun.cohort(folder.resolve("site"));
        declare(site);
        Path local = folder.resolve("local.onnx");
        List<Object> args = new ArrayList<>(List.of("recalibrate", "--model", model, "--cohort", site, "--out", local));
        args.addAll(List.of("--split", "test", "--created", "2026-01-31"));
        assertThat(Cli.run(args.toArray()).succeeds().out())
                .contains(" mm, fitted to", " mm   bias")
                .doesNotContain("g/cm");
        try (BmdEstimator estimator = BmdEstimator.open(local)) {
            assertThat(estimator.modelCard().target()).isEqualTo(CORTEX);
            assertThat(estimator.modelCard().evaluation()).containsKeys("site_mae", "before_recalibration_site_bias");
        }
    }

    @Test
    void aCohortOfAnotherTargetIsRefused() throws IOException {
        Path necks = TinyRun.cohort(folder.resolve("necks"));
        assertThat(Cli.run("evaluate", "--model", model, "--cohort", necks, "--report", folder.resolve("no.html"))
                        .refuses("TRN-1008")
                        .err())
                .contains("Cortical thickness of 0.0 to 20.0 mm", "Femoral neck BMD");
    }
}
