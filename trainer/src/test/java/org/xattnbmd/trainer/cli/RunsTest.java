package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.run.CalibrationEstimates;
import org.xattnbmd.trainer.run.CalibrationEstimates.Row;

/** `runs` over two runs on one cohort, one that goes on, and one that is damaged. */
class RunsTest {

    @TempDir
    static Path folder;

    private static Path runs;
    private static Path first;
    private static Path second;

    @TempDir
    Path scratch;

    @BeforeAll
    static void twoRuns() throws IOException {
        TinyRun tiny = TinyRun.in(folder);
        runs = Files.createDirectory(folder.resolve("runs"));
        first = runs.resolve("a");
        second = runs.resolve("b");
        Files.move(tiny.run(), first);
        TinyRun.train(tiny.cohort(), second, "--dropout", 0.5);
    }

    private static JsonNode json(Object... folders) throws IOException {
        Object[] args = new Object[folders.length + 2];
        args[0] = "runs";
        args[1] = "--json";
        System.arraycopy(folders, 0, args, 2, folders.length);
        return new ObjectMapper().readTree(Cli.run(args).succeeds().out());
    }

    private static double mae(Path run) {
        List<Row> rows = CalibrationEstimates.read(run).orElseThrow().rows();
        return rows.stream()
                .mapToDouble(row -> Math.abs(row.estimated() - row.measured()))
                .average()
                .orElseThrow();
    }

    @Test
    void settingsThatDifferAndFiguresWithIntervalsStandSideBySide() throws IOException {
        JsonNode tree = json(runs);
        assertThat(tree.get("differing_settings")).hasSize(1);
        assertThat(tree.at("/differing_settings/0").asText()).isEqualTo("network.dropout");
        assertThat(tree.at("/runs/0/name").asText()).isEqualTo(first.toString());
        assertThat(tree.at("/runs/0/state").asText()).isEqualTo("finished");
        assertThat(tree.at("/runs/1/settings/network.dropout").asText()).isEqualTo("0.5");
        assertThat(tree.get("simulated").asBoolean()).isTrue();
        JsonNode mae = tree.at("/runs/1/calibration_figures/MAE, g~1cm²");
        assertThat(mae.get("value").asDouble()).isCloseTo(mae(second), within(1e-12));
        assertThat(mae.get("value").asDouble())
                .isBetween(mae.get("lower").asDouble(), mae.get("upper").asDouble());
    }

    @Test
    void runsOnTheSameSubjectsAreComparedOneByOne() throws IOException {
        JsonNode tree = json(second, first);
        assertThat(tree.at("/runs/0/minus_first").isMissingNode()).isTrue();
        JsonNode mae = tree.at("/runs/1/minus_first/MAE, g~1cm²");
        assertThat(mae.get("value").asDouble()).isCloseTo(mae(first) - mae(second), within(1e-12));

        // Of subjects that were measured otherwise, nothing is said.
        Path other = copy(first);
        Path file = other.resolve("calibration-estimates.csv");
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, lines.size() - 1));
        tree = json(first, other);
        assertThat(tree.at("/runs/1/calibration_figures").isObject()).isTrue();
        assertThat(tree.at("/runs/1/minus_first").isMissingNode()).isTrue();
        assertThat(Cli.run("runs", first, other).succeeds().out()).contains("calibrated on other subjects");
    }

    @Test
    void textAndPageSayTheSameAsJson() throws IOException {
        Path page = scratch.resolve("pages/runs.html");
        String text = Cli.run("runs", runs, "--page", page).succeeds().out();
        assertThat(text)
                .contains("SIMULATED", "Settings that differ", "Minus " + first, "network.dropout")
                .containsPattern("network\\.dropout +0\\.25 +0\\.5")
                .doesNotContain("training.seed", "null");
        assertThat(page)
                .content()
                .contains("SIMULATED", "Curves of " + second, "<svg", "network.dropout")
                .doesNotContain("<script", "src=\"http");
    }

    @Test
    void aRunLeavesItsRecordAsAPage() throws IOException {
        String page = Files.readString(first.resolve("run.html"));
        assertThat(page).contains("<h1>Run ", "training.learningRate", "Least significant change", "<svg", "SIMULATED");
        assertThat(Cli.run("runs", first).succeeds().out())
                .contains("training.learningRate", "Figures on the calibration split", "Recalibration");
    }

    @Test
    void runsThatGoOnAreDamagedOrOlderAreListedAsWhatTheyAre() throws IOException {
        Path on = copy(first);
        Files.delete(on.resolve("run.json"));
        Path damaged = copy(first);
        Files.writeString(damaged.resolve("run.json"), "{}");
        Path older = copy(first);
        Files.delete(older.resolve("calibration-estimates.csv"));
        JsonNode tree = json(on, damaged, older);
        assertThat(tree.at("/runs/0/state").asText()).isEqualTo("not finished");
        assertThat(tree.at("/runs/0/epochs").asInt()).isEqualTo(2);
        assertThat(tree.at("/runs/1/state").asText()).isEqualTo("can't be read");
        assertThat(tree.at("/runs/1/problem").asText()).contains("not the record of a run");
        assertThat(tree.at("/runs/2/state").asText()).isEqualTo("finished");
        assertThat(tree.at("/runs/2/calibration_figures").isMissingNode()).isTrue();
        assertThat(Cli.run("runs", on, damaged).succeeds().out())
                .contains("(last)", "No run is finished", "not the record");
    }

    @Test
    void aFolderWithoutRunsIsRefused() throws IOException {
        assertThat(Cli.run("runs", Files.createDirectory(scratch.resolve("empty")))
                        .refuses("TRN-2002")
                        .err())
                .contains("No run in");
        Cli.run("runs", scratch.resolve("none")).refuses("TRN-2002");
        Cli.run("runs").wrongUsage("FOLDER");
    }

    @Test
    void nothingIsChanged() throws IOException {
        var before = Cli.snapshot(runs);
        Cli.run("runs", runs).succeeds();
        assertThat(Cli.snapshot(runs)).isEqualTo(before);
    }

    private Path copy(Path run) throws IOException {
        Path copy = Files.createTempDirectory(scratch, "run");
        for (String file : List.of("run.json", "metrics.csv", "calibration-estimates.csv")) {
            Files.copy(run.resolve(file), copy.resolve(file));
        }
        return copy;
    }
}
