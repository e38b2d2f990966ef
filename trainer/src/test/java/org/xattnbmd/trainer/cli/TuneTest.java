package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A search among three settings, one of which learns nothing, on four folds of SIMULATED subjects whose test split is rubbish. */
@TestMethodOrder(OrderAnnotation.class)
class TuneTest {

    @TempDir
    static Path folder;

    private static Path cohort;
    private static Path out;
    private static String printed;

    @BeforeAll
    static void search() throws IOException {
        cohort = folder.resolve("cohort");
        out = folder.resolve("tune");
        SimulatedCohorts.simulate(cohort, 80, 64, 5);
        spoilTheTestSplit();
        printed = tune(out).succeeds().out();
    }

    /** A fifth have pictures that nobody can read and a BMD that would shift every fold. */
    private static void spoilTheTestSplit() throws IOException {
        Path manifest = cohort.resolve("manifest.csv");
        List<String> lines = new ArrayList<>(Files.readAllLines(manifest));
        List<String> header = List.of(lines.get(0).split(",", -1));
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(",", -1);
            boolean test = i % 5 == 0;
            cells[header.indexOf("split")] = test ? "test" : i % 5 == 1 ? "calibration" : "train";
            if (test) {
                cells[header.indexOf("femoral_neck_bmd_g_cm2")] = "1.99";
                Files.writeString(cohort.resolve(cells[header.indexOf("image")]), "no picture");
            }
            lines.set(i, String.join(",", cells));
        }
        Files.write(manifest, lines);
    }

    private static Cli tune(Path to, Object... more) {
        List<Object> args = new ArrayList<>(List.of("tune", "--cohort", cohort, "--out", to, "--device", "cpu"));
        args.addAll(List.of("--size", 64, "--crop", 32, "--width", 4, "--token-size", 8, "--heads", 2, "--layers", 1));
        args.addAll(List.of("--epochs", 2, "--batch", 8, "--learning-rate", 1e-8, "--folds", 4, "--confirm", 2));
        args.addAll(List.of("--setting", "learns=--learning-rate 2e-3 --fusion concat"));
        args.addAll(List.of("--setting", "sleeps=--learning-rate 1e-9"));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    /** Without progress. */
    private static String said(String output) {
        return output.substring(output.indexOf("| Setting"));
    }

    /** Pictures of the test split can't be read, and their labels would be seen in every error. */
    @Test
    @Order(1)
    void theTestSplitIsNeverRead() throws IOException {
        int subjects = 0;
        for (int fold = 1; fold <= 4; fold++) {
            Path estimates = out.resolve("learns").resolve("fold-0" + fold).resolve("estimates.csv");
            if (Files.exists(estimates)) {
                subjects += Files.readAllLines(estimates).size() - 1;
            }
        }
        assertThat(subjects).isLessThanOrEqualTo(64).isPositive();
        assertThat(printed).contains("| default |").doesNotContain("1.99");
    }

    @Test
    @Order(2)
    void onlyTheBetterHalfGoesOnAndTheChosenOneIsConfirmedOnOtherFolds() throws IOException {
        assertThat(printed).contains("Training on", "| Setting | Rounds | Folds |");
        long trained = 0;
        for (String setting : List.of("default", "learns", "sleeps")) {
            for (int fold = 1; fold <= 4; fold++) {
                trained += Files.exists(
                                out.resolve(setting).resolve("fold-0" + fold).resolve("estimates.csv"))
                        ? 1
                        : 0;
            }
        }
        // Three on the first fold, two on the second, and two on those that confirm unless the default was chosen.
        assertThat(trained).isEqualTo(printed.contains("Chosen: the default") ? 5 : 9);
        assertThat(out.resolve("tables/settings.csv")).isNotEmptyFile();
        if (!printed.contains("Chosen: the default")) {
            assertThat(printed).contains("On 2 folds that had no part in the choice", "than chance would give");
            assertThat(out.resolve("tables/confirmation.csv")).isNotEmptyFile();
        }
    }

    @Test
    @Order(3)
    void aKilledSearchGoesOnAndSaysTheSame() throws IOException {
        assertThat(tune(out).refuses("TRN-2001").err()).contains("--resume");
        Path kept = out.resolve("default/fold-01/model.safetensors");
        FileTime before = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(kept, before);
        Files.delete(out.resolve("sleeps/fold-01/estimates.csv"));
        assertThat(said(tune(out, "--resume").succeeds().out())).isEqualTo(said(printed));
        assertThat(Files.getLastModifiedTime(kept)).isEqualTo(before);
        assertThat(tune(out, "--resume", "--setting", "more=--dropout 0.5")
                        .refuses("TRN-2002")
                        .err())
                .contains("settings.more");
    }

    @Test
    @Order(4)
    void whatIsNoSettingIsRefused() {
        Path none = folder.resolve("none");
        assertThat(tune(none, "--setting", "other=--cohort elsewhere")
                        .wrongUsage("--setting other")
                        .err())
                .contains("--cohort");
        tune(none, "--setting", "other=--device gpu").wrongUsage("of the machine");
        tune(none, "--setting", "../up=--dropout 0.1").refuses("TRN-5001");
        tune(none, "--setting", "default=--dropout 0.1").refuses("TRN-5001");
        assertThat(none).doesNotExist();
    }
}
