package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ModelCard;

/** Cross-validation on a command line: two folds of eighteen subjects, one epoch. */
@TestMethodOrder(OrderAnnotation.class)
class CrossvalTest {

    @TempDir
    static Path folder;

    private static Path cohort;
    private static Path study;
    private static Cli validated;

    @BeforeAll
    static void validate() {
        cohort = folder.resolve("cohort");
        study = folder.resolve("study");
        SimulatedCohorts.simulate(cohort, 36, 64, 5);
        validated = crossval("--folds", 2).succeeds();
    }

    private static Cli crossval(Object... more) {
        List<Object> args = new ArrayList<>(List.of("crossval", "--cohort", cohort, "--out", study));
        args.addAll(List.of("--device", "cpu", "--size", 64, "--crop", 32, "--width", 4, "--token-size", 8));
        args.addAll(List.of("--heads", 2, "--layers", 1, "--epochs", 1, "--batch", 8, "--replicates", 100));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    @Test
    @Order(1)
    void everySubjectIsEstimatedOnceAndByItsOwnFold() throws IOException {
        assertThat(validated.out()).contains("2 folds: R²", "(n = 36)", "Tables:", "Report:");
        TreeSet<String> subjects = new TreeSet<>();
        for (String fold : List.of("fold-01", "fold-02")) {
            List<String> lines = Files.readAllLines(study.resolve(fold).resolve("estimates.csv"));
            assertThat(lines).hasSize(19);
            lines.subList(1, 19).forEach(line -> subjects.add(line.substring(0, 6)));
            assertThat(Files.readString(study.resolve(fold).resolve("run.json")))
                    .contains("\"simulated\" : true");
        }
        assertThat(subjects).hasSize(36);
    }

    @Test
    void oneValueOfAColumnIsLeftOutAfterTheOther() throws IOException {
        Path bySex = folder.resolve("by-sex");
        List<Object> args = new ArrayList<>(List.of("crossval", "--cohort", cohort, "--out", bySex, "--by", "sex"));
        args.addAll(List.of("--device", "cpu", "--size", 64, "--crop", 32, "--width", 4, "--token-size", 8));
        args.addAll(List.of("--heads", 2, "--layers", 1, "--epochs", 1, "--batch", 8, "--replicates", 100));
        Cli.run(args.toArray()).succeeds();

        List<String> manifest = Files.readAllLines(cohort.resolve("manifest.csv"));
        for (String sex : List.of("female", "male")) {
            Path fold = bySex.resolve(sex.equals("female") ? "fold-01" : "fold-02");
            List<String> tested = Files.readAllLines(fold.resolve("estimates.csv")).stream()
                    .skip(1)
                    .map(line -> line.substring(0, 6))
                    .toList();
            assertThat(tested)
                    .containsExactlyInAnyOrderElementsOf(manifest.stream()
                            .filter(line -> line.contains("," + sex + ","))
                            .map(line -> line.substring(0, 6))
                            .toList());
        }
        assertThat(Files.readString(bySex.resolve("tables/folds.csv"))).contains("female", "male");
        assertThat(Files.readString(bySex.resolve("tables/coverage-by-fold.csv")))
                .contains("female", "male");
        assertThat(Files.readString(bySex.resolve("report.html"))).contains("each value of sex left out once");
        args.add("--resume");
        args.set(args.indexOf("--by"), "--folds");
        args.set(args.indexOf("sex"), 2);
        Cli.run(args.toArray()).refuses("TRN-2002");
    }

    @Test
    void columnsThatCannotBeLeftOutByAreRefused() {
        List<Object> args = new ArrayList<>(
                List.of("crossval", "--cohort", cohort, "--out", folder.resolve("none"), "--device", "cpu", "--by"));
        args.add("maker");
        Cli.run(args.toArray()).refuses("TRN-1001");
        args.set(args.size() - 1, "sex");
        args.addAll(List.of("--folds", 2));
        Cli.run(args.toArray()).wrongUsage("--by");
    }

    @Test
    @Order(5)
    void theFoldsAreExportedAsOneModelThatTheSdkOpens() throws IOException {
        Path model = folder.resolve("ensemble.onnx");
        assertThat(Cli.run("export", "--ensemble", study, "--out", model)
                        .succeeds()
                        .out())
                .contains("golden vectors differ by");
        Path single = folder.resolve("single.onnx");
        Cli.run("export", "--run", study.resolve("fold-01"), "--out", single).succeeds();
        try (BmdEstimator estimator = BmdEstimator.open(model);
                BmdEstimator one = BmdEstimator.open(single)) {
            ModelCard card = estimator.modelCard();
            assertThat(card.training().configuration().get("ensemble")).startsWith("mean of 2 networks");
            assertThat(card.evaluation()).containsEntry("ensemble_networks", 2.0);
            assertThat(card.conformalQuantiles().keySet())
                    .isEqualTo(one.modelCard().conformalQuantiles().keySet());
        }
    }

    @Test
    @Order(6)
    void anEnsembleIsOfFinishedFoldsAndInFloat32() throws IOException {
        Path model = folder.resolve("none.onnx");
        Cli.run("export", "--ensemble", study, "--run", study.resolve("fold-01"), "--out", model)
                .wrongUsage("--ensemble");
        Cli.run("export", "--ensemble", study, "--out", model, "--precision", "int8")
                .wrongUsage("float32");
        assertThat(Cli.run("export", "--ensemble", cohort, "--out", model)
                        .refuses("TRN-2002")
                        .err())
                .contains("No cross-validation");
        Files.move(study.resolve("fold-02/estimates.csv"), study.resolve("fold-02/away.csv"));
        assertThat(Cli.run("export", "--ensemble", study, "--out", model)
                        .refuses("TRN-2002")
                        .err())
                .contains("without fold-02", "--resume");
        assertThat(model).doesNotExist();
    }

    @Test
    @Order(2)
    void tablesAreThereInThreeFormatsAndSaySimulated() throws IOException {
        String markdown = Files.readString(study.resolve("tables.md"));
        assertThat(markdown)
                .contains("SIMULATED cohort", "Calibration slope", "limit of agreement", "AUPRC", "NPV", "Sex: female")
                .contains("nominal 90 %", "Screening at 0.691", "Conformal quantiles")
                .doesNotContain("null");
        for (String table : List.of("metrics", "folds", "screening", "subgroups", "coverage-90")) {
            assertThat(study.resolve("tables/" + table + ".csv")).isNotEmptyFile();
            assertThat(Files.readString(study.resolve("tables/" + table + ".tex")))
                    .contains("\\begin{tabular}", "SIMULATED");
        }
        assertThat(Files.readAllLines(study.resolve("tables/metrics.csv"))).hasSize(19);
        assertThat(Files.readString(study.resolve("report.html")))
                .contains("SIMULATED", "<svg", "crossval --cohort", "Each fold");
    }

    @Test
    @Order(3)
    void aStudyIsNotOverwrittenAndGoesOnOnlyWithItsOwnSettings() {
        assertThat(crossval("--folds", 2).refuses("TRN-2001").err()).contains("--resume");
        assertThat(crossval("--folds", 2, "--resume", "--dropout", 0.5)
                        .refuses("TRN-2002")
                        .err())
                .contains("configuration.dropout");
        crossval("--folds", 1, "--resume").refuses("TRN-5001");
        crossval("--folds", 3, "--resume").refuses("TRN-2002");
    }

    @Test
    @Order(4)
    void resumingRepeatsOnlyWhatIsNotFinished() throws IOException {
        Path finished = study.resolve("fold-01/model.safetensors");
        FileTime before = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(finished, before);
        String tables = Files.readString(study.resolve("tables.md"));
        Path killed = study.resolve("fold-02/estimates.csv");
        Files.delete(killed);
        Files.delete(study.resolve("tables.md"));
        crossval("--folds", 2, "--resume").succeeds();
        assertThat(Files.getLastModifiedTime(finished)).isEqualTo(before);
        assertThat(killed).exists();
        assertThat(Files.readString(study.resolve("tables.md"))).isEqualTo(tables);
    }

    @Test
    @Order(5)
    void foldsTooSmallToTrainOnAreRefused() {
        Path small = folder.resolve("small");
        Cli refused = Cli.run(
                "crossval",
                "--cohort",
                cohort,
                "--out",
                small,
                "--size",
                64,
                "--crop",
                32,
                "--device",
                "cpu",
                "--width",
                4);
        assertThat(refused.refuses("TRN-1006").err()).contains("at least 16");
    }
}
