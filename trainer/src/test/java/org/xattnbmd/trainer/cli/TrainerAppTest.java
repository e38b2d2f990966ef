package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

class TrainerAppTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "simulate",
                "cohort",
                "validate",
                "train",
                "crossval",
                "tune",
                "ablate",
                "export",
                "recalibrate",
                "evaluate",
                "plausibility",
                "demo"
            })
    void helpOfEachCommandNamesAndDescribesItsOptions(String command) {
        Cli help = Cli.run(command, "--help").succeeds();
        CommandLine line = TrainerApp.commandLine().getSubcommands().get(command);
        assertThat(line.getCommandSpec().options()).hasSizeGreaterThan(3);
        for (OptionSpec option : line.getCommandSpec().options()) {
            assertThat(help.out()).contains(option.longestName());
            assertThat(option.description()).as(option.longestName()).isNotEmpty();
        }
        assertThat(help.out()).startsWith("Usage: bmd-trainer " + command);
    }

    @Test
    void helpOfTheWholeNamesCommandsAndExitCodes() {
        assertThat(Cli.run("--help").succeeds().out())
                .contains(
                        "simulate",
                        "cohort",
                        "train",
                        "export",
                        "evaluate",
                        "demo",
                        "Exit codes: 0",
                        "Not a medical device");
        assertThat(Cli.run("--version").succeeds().out())
                .startsWith("bmd-trainer ")
                .doesNotContain("${");
    }

    @Test
    void wrongUsageIsTwo() {
        Cli.run().wrongUsage("subcommand");
        Cli.run("paint").wrongUsage("paint");
        Cli.run("simulate").wrongUsage("--out");
        Cli.run("simulate", "--out", folder.resolve("c"), "--subjects", "many").wrongUsage("--subjects");
        Cli.run("simulate", "--out", folder.resolve("c"), "--colour", "red").wrongUsage("--colour");
        Cli.run("train", "--cohort", folder, "--out", folder, "--fusion", "glue")
                .wrongUsage("--fusion");
        Cli.run("evaluate", "--model", "m.onnx").wrongUsage("--cohort");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void valuesOutOfRangeAreRefusedBeforeAnythingIsWritten() {
        Path out = folder.resolve("out");
        Cli.run("simulate", "--out", out, "--subjects", 0).refuses("TRN-5001");
        Cli.run("simulate", "--out", out, "--subjects", 2, "--size", 1).refuses("TRN-5001");
        Cli.run("simulate", "--out", out, "--subjects", 2, "--threads", 0).refuses("TRN-5001");
        for (Object share : new Object[] {-0.1, 1.5, "NaN"}) {
            assertThat(Cli.run("simulate", "--out", out, "--pelvis-share", share)
                            .refuses("TRN-5001")
                            .err())
                    .contains("pelvis share", "0 to 1");
        }
        for (String option : new String[] {"--epochs", "--threads", "--batch", "--patience", "--learning-rate"}) {
            Cli.run("train", "--cohort", folder, "--out", out, option, 0).refuses("TRN-5001");
        }
        assertThat(Cli.run("train", "--cohort", folder, "--out", out, "--loss", "mse", "--density-weight", 0.3)
                        .refuses("TRN-5001")
                        .err())
                .contains("weighted_smooth_l1");
        Cli.run("train", "--cohort", folder, "--out", out, "--beta", 0).refuses("TRN-5001");
        Cli.run("train", "--cohort", folder, "--out", out, "--consistency", -0.1)
                .refuses("TRN-5001");
        assertThat(Cli.run("train", "--cohort", folder, "--out", out, "--consistency", 0.2, "--batch", 7)
                        .refuses("TRN-5001")
                        .err())
                .contains("even");
        Cli.run("train", "--cohort", folder, "--out", out, "--consistency", 0.2, "--fusion", "clinical")
                .wrongUsage("--consistency");
        assertThat(folder).isEmptyDirectory();
    }

    /** Only what an option's own check refuses is a wrong option; a library's complaint is a mistake of the program. */
    @Test
    void aLibrarysIllegalArgumentIsAnInternalErrorWithItsTrace() {
        Cli broken = Cli.run(() -> TrainerApp.commandLine().addSubcommand("broken", new Broken()), "broken");
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.err())
                .contains("IllegalArgumentException", "\tat ", Executors.class.getName() + ".newFixedThreadPool")
                .doesNotContain("TRN-5001");
    }

    @Command(name = "broken")
    private static final class Broken implements Callable<Integer> {
        @Override
        public Integer call() {
            Executors.newFixedThreadPool(0);
            return 0;
        }
    }

    @Test
    void badManifestsAreRefusedWithTheirCodeAndLeaveNoRun() throws IOException {
        Path run = folder.resolve("run");
        Path cohort = Files.createDirectory(folder.resolve("cohort"));
        Cli.run("train", "--cohort", cohort, "--out", run).refuses("TRN-1001");
        Files.writeString(
                cohort.resolve("manifest.csv"),
                "subject_id,image,split,side,age,sex,femoral_neck_bmd_g_cm2\nS1,no.png,train,left,-3,female,thick\n");
        Cli refused = Cli.run("train", "--cohort", cohort, "--out", run).refuses("TRN-1002");
        assertThat(refused.err()).contains("line 2:", "TRN-1004", "TRN-1005");
        Files.createFile(cohort.resolve("no.png"));
        Files.writeString(
                cohort.resolve("manifest.csv"),
                "subject_id,image,split,side,age,sex,femoral_neck_bmd_g_cm2\nS1,no.png,train,left,70,female,0.8\n");
        assertThat(Cli.run("train", "--cohort", cohort, "--out", run)
                        .refuses("TRN-1005")
                        .err())
                .contains("neck box", "--crop 0");
        // The manifest is good, the image is not: found out only when it is read.
        assertThat(Cli.run("train", "--cohort", cohort, "--out", run, "--crop", 0)
                        .refuses("TRN-1007")
                        .err())
                .contains("line 2:", "[BMD-");
        assertThat(run).doesNotExist();
    }

    @Test
    void cohortListsEveryProblemOfRowsAndImages() throws IOException {
        StringBuilder manifest = new StringBuilder("subject_id,image,split,side,age,sex,femoral_neck_bmd_g_cm2\n");
        for (int i = 0; i < 30; i++) {
            manifest.append("S").append(i).append(",no.png,train,left,70,female,thick\n");
        }
        Files.createFile(folder.resolve("empty.png"));
        manifest.append("T,empty.png,train,left,70,female,0.8\n");
        Files.writeString(folder.resolve("manifest.csv"), manifest);
        Cli refused = Cli.run("cohort", "--cohort", folder).refuses("TRN-1005");
        assertThat(refused.err()).contains("61 problem(s)");
        assertThat(refused.out().lines().filter(line -> line.startsWith("line ")))
                .hasSize(61)
                .last()
                .asString()
                .startsWith("line 32:")
                .contains("[BMD-");
        assertThat(Cli.run("train", "--cohort", folder, "--out", folder.resolve("run"))
                        .refuses("TRN-1002")
                        .err())
                .contains("and 40 more");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void validateTakesSimulatedCohortsOnly() throws IOException {
        Files.writeString(folder.resolve("cohort.json"), "{\"densitometer_scale\": \"Hologic\"}");
        Path page = folder.resolve("page.html");
        assertThat(Cli.run("validate", "--cohort", folder, "--page", page)
                        .refuses("TRN-1008")
                        .err())
                .contains("no simulated cohort");
        assertThat(page).doesNotExist();
    }

    @Test
    void unfinishedOrMissingRunsCannotBeExportedOrEvaluated() {
        Path model = folder.resolve("m.onnx");
        assertThat(Cli.run("export", "--run", folder, "--out", model)
                        .refuses("TRN-2002")
                        .err())
                .contains("run.json");
        Cli.run("evaluate", "--run", folder, "--cohort", folder, "--model", model, "--report", folder.resolve("r.html"))
                .refuses("TRN-2002");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void simulateRefusesAFolderItCannotWriteAndOneThatIsFull() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Map<String, String> before = Cli.snapshot(folder);
        Cli.run("simulate", "--subjects", 2, "--size", 64, "--out", file).refuses("TRN-2001");
        Cli.run("simulate", "--subjects", 2, "--size", 64, "--out", file.resolve("below/cohort"))
                .refuses("TRN-2001");
        Cli.run("simulate", "--subjects", 2, "--size", 64, "--out", folder).refuses("TRN-2001");
        assertThat(Cli.snapshot(folder)).isEqualTo(before);
    }

    @Test
    void gpuIsRefusedWhereThereIsNone() {
        assumeTrue(Engine.getInstance().getGpuCount() == 0, "a machine without a GPU");
        Path run = folder.resolve("run");
        assertThat(Cli.run("train", "--cohort", folder, "--out", run, "--device", "gpu")
                        .refuses("TRN-3001")
                        .err())
                .contains("GPU was demanded");
        assertThat(run).doesNotExist();
    }
}
