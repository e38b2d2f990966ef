package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The robustness study on a command line: a network of a few thousand weights, a dozen subjects. */
@TestMethodOrder(OrderAnnotation.class)
class RobustnessTest {

    @TempDir
    static Path folder;

    private static Path cohort;
    private static Path model;
    private static Path study;
    private static Cli measured;

    @BeforeAll
    static void trainAndMeasure() throws IOException {
        cohort = folder.resolve("cohort");
        model = folder.resolve("hip.onnx");
        study = folder.resolve("study");
        TinyRun.cohort(cohort);
        Path run = folder.resolve("run");
        List<Object> args = new ArrayList<>(List.of("train", "--cohort", cohort, "--out", run, "--device", "cpu"));
        args.addAll(List.of("--size", 64, "--crop", 32, "--width", 4, "--token-size", 16, "--heads", 4));
        args.addAll(List.of("--learning-rate", 1e-4, "--layers", 2, "--epochs", 1, "--batch", 8));
        Cli.run(args.toArray()).succeeds();
        Cli.run("export", "--run", run, "--out", model, "--id", "tiny").succeeds();
        simulate(folder.resolve("external"), 6, 12, "--site", "external");
        simulate(folder.resolve("poses"), 4, 13, "--poses", 3);
        measured = measure(study, "--external", folder.resolve("external"), "--poses", folder.resolve("poses"))
                .succeeds();
    }

    private static void simulate(Path out, int subjects, int seed, Object... more) {
        List<Object> args = new ArrayList<>(List.of("simulate", "--out", out, "--subjects", subjects));
        args.addAll(List.of("--size", 96, "--seed", seed, "--threads", 2));
        args.addAll(List.of(more));
        Cli.run(args.toArray()).succeeds();
    }

    private static Cli measure(Path out, Object... more) {
        List<Object> args = new ArrayList<>(List.of("robustness", "--model", model, "--cohort", cohort, "--out", out));
        args.addAll(List.of("--limit", 10, "--permutations", 2, "--replicates", 100));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    private static Cli again(Object... more) {
        List<Object> args =
                new ArrayList<>(List.of("--external", folder.resolve("external"), "--poses", folder.resolve("poses")));
        args.addAll(List.of(more));
        return measure(study, args.toArray());
    }

    private static List<String> table(String name) throws IOException {
        return Files.readAllLines(study.resolve("tables").resolve(name + ".csv"));
    }

    @Test
    @Order(1)
    void theConsoleSaysSimulatedAndTheMainFigures() {
        assertThat(measured.out())
                .contains("SIMULATED:", "as they are", "all fields missing", "no image", "external site", "RMS-CV")
                .contains("(n = 10)", "(n = 6)");
    }

    @Test
    @Order(2)
    void tablesAreThereInThreeFormatsAndSaySimulated() throws IOException {
        assertThat(Files.readString(study.resolve("tables.md")))
                .contains("All figures are of a SIMULATED cohort", "Smoking missing", "Blur", "Wrong side", "RMS-CV")
                .contains("Spearman", "Intersection over union", "Femoral-neck box, of the picture", "nominal coverage")
                .doesNotContain("null", "S000");
        for (String table : List.of("missing", "wrong", "image", "sites", "coverage", "poses", "field-importance")) {
            assertThat(table(table)).as(table).hasSizeGreaterThan(3);
            assertThat(Files.readString(study.resolve("tables/" + table + ".tex")))
                    .contains("SIMULATED", "\\begin{tabular}");
        }
        assertThat(table("missing")).hasSize(1 + 1 + 10 + 2);
        assertThat(table("missing-intervals")).hasSize(1 + 6 * 12);
        // What the SDK refuses is counted, not hidden: heights of inches are out of range for all ten.
        assertThat(table("wrong")).contains("Height: inches taken for centimetres,0,1.0,,,,,,,,,,,");
        // Both sites, as many radiographs as there are.
        assertThat(table("coverage"))
                .anyMatch(l -> l.startsWith("\"Studied subjects, 90 %\",10,"))
                .anyMatch(l -> l.startsWith("\"External site, 90 %\",6,"));
        assertThat(Files.readString(study.resolve("tables.md"))).contains("12 of 4 hips");
        // A millimetre needs a pixel size, which the simulator's description has.
        assertThat(table("localiser")).anyMatch(l -> l.startsWith("\"Centre error, mean, mm\","));
    }

    @Test
    @Order(3)
    void thePageNeedsNothingFromOutsideAndHasEveryPart() throws IOException {
        assertThat(Files.readString(study.resolve("report.html")))
                .contains("SIMULATED", "<svg", "id=\"missing\"", "id=\"wrong\"", "id=\"image\"", "id=\"sites\"")
                .contains("id=\"poses\"", "id=\"attention\"", "id=\"localiser\"", "robustness --model")
                .contains(
                        "Not drawn, for want of estimates: Height: inches taken for centimetres",
                        "the mean of the evaluated images")
                .doesNotContain("src=\"http", "href=\"http", "<script", "null", "NaN");
    }

    @Test
    @Order(4)
    void aStudyIsNotOverwrittenAndGoesOnOnlyWithItsOwnSettings() throws IOException {
        Map<String, String> before = Cli.snapshot(study);
        assertThat(again().refuses("TRN-2001").err()).contains("--resume");
        assertThat(again("--resume", "--seed", 2).refuses("TRN-2002").err()).contains("seed");
        assertThat(measure(study, "--resume").refuses("TRN-2002").err()).contains("external", "poses");
        assertThat(Cli.snapshot(study)).isEqualTo(before);
    }

    @Test
    @Order(5)
    void resumingReadsOnlyWhatIsMissingAndGivesTheSameTables() throws IOException {
        String tables = Files.readString(study.resolve("tables.md"));
        List<Path> parts;
        try (Stream<Path> files = Files.list(study.resolve("readings/internal"))) {
            parts = files.sorted().toList();
        }
        assertThat(parts).hasSize(2);
        FileTime longAgo = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(parts.get(0), longAgo);
        String killed = Files.readString(parts.get(1));
        Files.delete(parts.get(1));
        Files.delete(study.resolve("tables.md"));
        again("--resume").succeeds();
        assertThat(Files.getLastModifiedTime(parts.get(0))).isEqualTo(longAgo);
        assertThat(Files.readString(parts.get(1))).isEqualTo(killed);
        assertThat(Files.readString(study.resolve("tables.md"))).isEqualTo(tables);
    }

    @Test
    @Order(6)
    void damagedReadingsAreRefusedByFile() throws IOException {
        Path part = study.resolve("readings/external/part-00001.json");
        String whole = Files.readString(part);
        for (String damaged : List.of("", "null", "{\"subjects\":[]}", whole.substring(0, whole.length() / 2))) {
            Files.writeString(part, damaged);
            assertThat(again("--resume").refuses("TRN-2002").err()).contains("part-00001.json", "Delete it");
        }
        Files.writeString(part, whole);
        again("--resume").succeeds();
    }

    @Test
    @Order(7)
    void whatCannotBeMeasuredIsRefused() {
        Path out = folder.resolve("refused");
        assertThat(measure(out, "--external", cohort.resolve("nothing"))
                        .refuses("TRN-1001")
                        .err())
                .contains("manifest");
        for (Object[] bad : new Object[][] {{"--limit", -1}, {"--permutations", 0}, {"--replicates", 5}}) {
            Cli.run("robustness", "--model", model, "--cohort", cohort, "--out", out, bad[0], bad[1])
                    .refuses("TRN-5001");
        }
        Cli.run("robustness", "--model", folder.resolve("none.onnx"), "--cohort", cohort, "--out", out)
                .refuses("BMD-");
        Cli.run("robustness", "--cohort", cohort, "--out", out).wrongUsage("--model");
        assertThat(out).doesNotExist();
    }
}
