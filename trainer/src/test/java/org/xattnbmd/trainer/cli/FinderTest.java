package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.NeckFinder;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.run.RunFolder;

/** From SIMULATED pictures to a neck finder, a run that goes by it, and a model that carries it. */
class FinderTest {

    @TempDir
    static Path folder;

    private static Path varied;
    private static Path finder;
    private static TinyRun run;
    private static Path model;

    @BeforeAll
    static void aFinderAndARun() throws IOException {
        varied = folder.resolve("varied");
        Cli.run(
                        "simulate",
                        "--out",
                        varied,
                        "--subjects",
                        110,
                        "--size",
                        64,
                        "--seed",
                        3,
                        "--threads",
                        2,
                        "--domains",
                        "all",
                        "--pelvis-share",
                        0.2,
                        "--implant-share",
                        0.15)
                .succeeds();
        Path out = folder.resolve("finder");
        Cli trained = Cli.run(
                        "finder",
                        "--cohort",
                        varied,
                        "--out",
                        out,
                        "--epochs",
                        1,
                        "--batch",
                        16,
                        // It has hardly learned: nothing of what it says counts.
                        "--confidence",
                        0,
                        0,
                        "--implant",
                        1,
                        1)
                .succeeds();
        assertThat(trained.out()).contains("Held out: found").contains("implants seen");
        finder = out.resolve("neck-finder.onnx");
        run = TinyRun.in(folder, "--finder", finder);
        model = folder.resolve("model.onnx");
        run.export(model).succeeds();
    }

    @Test
    void aFinderIsNotOverwrittenAndOneThatIsDoneIsNotTrainedAgain() throws IOException {
        byte[] before = Files.readAllBytes(finder);
        Object[] same = {
            "finder",
            "--cohort",
            varied,
            "--out",
            finder.getParent(),
            "--epochs",
            1,
            "--batch",
            16,
            "--confidence",
            0,
            0,
            "--implant",
            1,
            1
        };
        Cli.run(same).refuses("TRN-2001");
        Object[] on = Arrays.copyOf(same, same.length + 1);
        on[same.length] = "--resume";
        Cli.run(on).succeeds();
        assertThat(Files.readAllBytes(finder)).isEqualTo(before);
        on[6] = 2;
        Cli.run(on).refuses("TRN-2002");
    }

    @Test
    void theModelCarriesTheFinderThatItLearnedWith() throws IOException {
        assertThat(RunFolder.finder(run.run())).hasSameBinaryContentAs(finder);
        try (BmdEstimator estimator = BmdEstimator.open(model);
                NeckFinder carried = NeckFinder.open(model);
                NeckFinder own = NeckFinder.open(finder)) {
            assertThat(estimator.modelCard().preprocessing().version()).isEqualTo(2);
            assertThat(estimator.modelCard().preprocessing().search()).isEqualTo(own.search());
            assertThat(carried.toBytes()).isEqualTo(Files.readAllBytes(finder));
            Radiograph radiograph = Radiograph.read(first().view().image());
            assertThat(carried.find(radiograph)).isEqualTo(own.find(radiograph));
        }
    }

    @Test
    void itEstimatesPicturesOfAnyField() {
        ClinicalRecord somebody =
                ClinicalRecord.builder().set("age", 70).set("sex", "female").build();
        // Pictures of 64 pixels are far too coarse for an estimate.
        try (BmdEstimator estimator =
                        BmdEstimator.builder(model).returnUnusable(true).open();
                NeckFinder own = NeckFinder.open(finder)) {
            for (ManifestRow row : CohortManifest.read(varied).subList(0, 8)) {
                Radiograph radiograph =
                        Radiograph.read(row.view().image()).withSide(row.view().side());
                BmdEstimate estimate = estimator.estimate(radiograph, somebody);
                BmdEstimate.Area box = own.find(radiograph).box();
                BmdEstimate told = estimator.estimate(
                        radiograph.withRegion(0, 0, radiograph.width(), radiograph.height()), somebody);

                assertThat(box.width()).isBetween(0.0, 64.0);
                assertThat(estimate.femoralNeck()).isPresent();
                assertThat(told.bmd()).isCloseTo(estimate.bmd(), within(1e-6));
            }
        }
    }

    @Test
    void commandsGoOnByIt() {
        Path report = folder.resolve("evaluation.html");
        Cli.run("evaluate", "--model", model, "--cohort", run.cohort(), "--run", run.run(), "--report", report)
                .succeeds();
        assertThat(report).exists();
        Path further = folder.resolve("further");
        Cli.run(
                        "train",
                        "--cohort",
                        run.cohort(),
                        "--out",
                        further,
                        "--device",
                        "cpu",
                        "--start-from",
                        run.run(),
                        "--epochs",
                        1,
                        "--batch",
                        8,
                        "--threads",
                        2)
                .succeeds();
        assertThat(RunFolder.read(further).setup().preprocessing())
                .isEqualTo(RunFolder.read(run.run()).setup().preprocessing());
        Cli.run(
                        "recalibrate",
                        "--model",
                        model,
                        "--pictures",
                        varied.resolve("images"),
                        "--out",
                        folder.resolve("site.onnx"))
                .succeeds();
    }

    @Test
    void aFolderThatHoldsAFinderIsLeftAlone() {
        Cli.run("finder", "--cohort", varied, "--out", finder.getParent(), "--epochs", 1)
                .refuses("TRN-");
    }

    @Test
    void tooFewPicturesAreRefused() {
        Path few = folder.resolve("few");
        Cli.run("simulate", "--out", few, "--subjects", 20, "--size", 64, "--seed", 8)
                .succeeds();
        Cli.run("finder", "--cohort", few, "--out", folder.resolve("none"), "--epochs", 1)
                .refuses("TRN-");
    }

    @Test
    void whatIsNoFinderIsRefused() {
        Cli.run(
                        "train",
                        "--cohort",
                        run.cohort(),
                        "--out",
                        folder.resolve("other"),
                        "--finder",
                        varied.resolve("manifest.csv"))
                .refuses("BMD-");
    }

    private static ManifestRow first() {
        return CohortManifest.read(varied).get(0);
    }
}
