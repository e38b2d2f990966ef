package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ModelCard;

/**
 * Runs every command of the researcher's guide in its order, on ninety subjects that are described as the guide does it, with
 * networks as small as they go.
 */
class ResearcherGuideTest {

    private static final Path GUIDE = Path.of("RESEARCHER-GUIDE.md");
    private static final String LAUNCHER = "java @trainer/target/bmd-trainer.args ";
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+");
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\R(.*?)```", Pattern.DOTALL);
    private static final Set<String> PATH_OPTIONS =
            Set.of("--cohort", "--out", "--page", "--run", "--model", "--report", "--list", "--ensemble");

    /** What makes a command quick; nothing that the guide itself says is changed. */
    private static final Map<String, List<String>> SMALL = Map.of(
            "simulate", List.of("--subjects", "32", "--size", "64"),
            // What has hardly learned is decided by rounding, and int8 may be refused.
            "train", tiny("10", "2e-3"),
            "crossval", tiny("1", "1e-4"),
            "ablate", tiny("1", "1e-4"),
            "tune",
                    Stream.concat(tiny("1", "1e-4").stream(), Stream.of("--folds", "3", "--confirm", "2"))
                            .toList(),
            "explain", List.of("--subjects", "2", "--steps", "8", "--device", "cpu"),
            "robustness", List.of("--limit", "3", "--permutations", "1", "--replicates", "100"));

    @TempDir
    static Path folder;

    private static List<String> tiny(String epochs, String rate) {
        return List.of(
                ("--device cpu --size 64 --width 4 --token-size 8 --heads 2 --layers 1 --batch 8 --learning-rate "
                                + rate + " --threads 2 --epochs " + epochs)
                        .split(" "));
    }

    /** As a shell splits them, but for what nobody writes in a guide. */
    private static List<String> words(String command) {
        return new ArrayList<>(WORD.matcher(command)
                .results()
                .map(word -> word.group().replace("\"", ""))
                .toList());
    }

    private static List<String> blocks(String language) throws IOException {
        return BLOCK.matcher(Files.readString(GUIDE))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    private static List<String> commands() throws IOException {
        return blocks("sh").stream().flatMap(String::lines).toList();
    }

    /** The guide's own description over a table of its columns, filled from simulated subjects. */
    @BeforeAll
    static void describeACohort() throws IOException {
        Path study = folder.resolve("study");
        Cli.run("simulate", "--out", study, "--subjects", 90, "--size", 96, "--seed", 3, "--threads", 2)
                .succeeds();
        StringBuilder table = new StringBuilder("PID;FILE;SIDE;SEX;AGE;WEIGHT;FN_BMD\n");
        StringBuilder own =
                new StringBuilder("subject_id,image,split,side,age,sex,weight_kg,grip_kg,crp_mg_l,prior_fracture,"
                        + "glucocorticoids,falls,total_hip_bmd_g_cm2,trochanter_bmd_g_cm2,cortex_mm\n");
        StringBuilder radiographs =
                new StringBuilder(blocks("csv").get(0).lines().findFirst().orElseThrow() + "\n");
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (var rows = format.parse(Files.newBufferedReader(study.resolve("manifest.csv")))) {
            for (CSVRecord row : rows) {
                table.append(String.join(
                                ";",
                                row.get("subject_id"),
                                row.get("image"),
                                row.get("side").equals("right") ? "1" : "2",
                                row.get("sex").equals("male") ? "1" : "2",
                                row.get("age"),
                                row.get("weight_kg"),
                                Double.toString(1000 * Double.parseDouble(row.get("femoral_neck_bmd_g_cm2")))))
                        .append('\n');
                own.append(ownStudy(study, row)).append('\n');
                if (row.getRecordNumber() <= 3) {
                    radiographs
                            .append(String.join(
                                    ",",
                                    row.get("image"),
                                    row.get("side"),
                                    "50",
                                    "40",
                                    "0",
                                    "0",
                                    "96",
                                    "hip",
                                    "SIMULATED"))
                            .append('\n');
                }
            }
        }
        Files.delete(study.resolve("manifest.csv"));
        Files.writeString(study.resolve("radiographs.csv"), radiographs.toString());
        Files.writeString(study.resolve("extract.csv"), table);
        Files.writeString(study.resolve("cohort.json"), blocks("json").get(0));
        Path ownStudy = Files.createDirectory(folder.resolve("own-study"));
        Files.writeString(ownStudy.resolve("extract.csv"), own);
        Files.writeString(ownStudy.resolve("cohort.json"), blocks("json").get(1));
    }

    /** A row of the study of total hips: what is not simulated is made up. */
    private static String ownStudy(Path study, CSVRecord row) {
        long i = row.getRecordNumber();
        double hip = 0.1 + 0.9 * Double.parseDouble(row.get("femoral_neck_bmd_g_cm2"));
        return String.join(
                ",",
                row.get("subject_id"),
                study.resolve(row.get("image")).toString(),
                // Ninety subjects have a calibration split of nine; training asks for sixteen.
                List.of("train", "train", "train", "calibration", "test").get((int) (i % 5)),
                row.get("side"),
                row.get("age"),
                row.get("sex"),
                row.get("weight_kg"),
                i % 7 == 0 ? "" : Long.toString(15 + i % 30),
                i % 5 == 0 ? "" : String.format(Locale.ROOT, "%.1f", Math.exp(i % 11 / 3.0)),
                Long.toString(i % 2),
                i % 3 == 0 ? "yes" : "",
                List.of("none", "one", "more").get((int) (i % 3)),
                String.format(Locale.ROOT, "%.3f", hip),
                String.format(Locale.ROOT, "%.3f", 0.9 * hip),
                i % 6 == 0 ? "" : String.format(Locale.ROOT, "%.2f", 3 + 4 * hip));
    }

    @Test
    void everyCommandRunsInTheGuidesOrder() throws IOException {
        List<String> ran = new ArrayList<>();
        for (String command : commands()) {
            assertThat(command).startsWith(LAUNCHER);
            List<String> words = words(command.substring(LAUNCHER.length()));
            ran.add(words.get(0));
            for (int i = 1; i < words.size(); i++) {
                boolean folders = words.get(0).equals("runs") && !words.get(i).startsWith("--");
                if (folders || PATH_OPTIONS.contains(words.get(i - 1))) {
                    words.set(i, folder.resolve(words.get(i)).toString());
                }
            }
            words.addAll(SMALL.getOrDefault(words.get(0), List.of()));
            if (words.contains("int8")) {
                // After two epochs a network answers within a few hundredths whatever it is shown.
                words.addAll(List.of("--max-change", "0.05", "--max-auc-change", "0.3"));
            }
            Cli result = Cli.run(words.toArray());
            assertThat(result.exitCode()).as(command + "\n" + result.err()).isZero();
        }
        assertThat(ran.stream().distinct().collect(Collectors.joining(" ")))
                .isEqualTo(
                        "simulate validate cohort crossval ablate tune train runs export evaluate explain robustness plausibility card recalibrate");
        assertThat(folder.resolve("report.html")).content().contains("study-x");
        assertThat(folder.resolve("plausibility/tables.md")).content().contains("| SIMULATED | 3 |");
        assertThat(folder.resolve("runs.html")).content().contains("network.fusion", "JOINT", "Curves of");
        assertThat(folder.resolve("crossval/tables.md")).isNotEmptyFile();
        assertThat(folder.resolve("robustness/report.html")).isNotEmptyFile();
        assertThat(folder.resolve("study-card.md")).content().contains("int8 in", "test\\_mae\\_g\\_cm2");
        try (BmdEstimator estimator = BmdEstimator.open(folder.resolve("study-int8.onnx"))) {
            assertThat(estimator.modelCard().simulated())
                    .as("a cohort described by hand")
                    .isFalse();
            assertThat(estimator.modelCard().modelVersion()).isEqualTo("1.0");
        }
        try (BmdEstimator estimator = BmdEstimator.open(folder.resolve("own.onnx"))) {
            assertThat(estimator.modelCard().target()).isEqualTo(ModelCard.Target.TOTAL_HIP);
            assertThat(estimator.modelCard().clinicalFields()).hasSize(8);
            assertThat(estimator.modelCard().furtherTargets())
                    .extracting(further -> further.target().name())
                    .containsExactly("trochanter_bmd_g_cm2", "cortex_mm");
        }
        try (BmdEstimator estimator = BmdEstimator.open(folder.resolve("ensemble.onnx"))) {
            assertThat(estimator.modelCard().training().configuration().get("ensemble"))
                    .startsWith("mean of 5 networks");
        }
        assertThat(folder.resolve("explanation.html")).content().contains("Deletion tests", "in 8 steps");
        assertThat(folder.resolve("own.html")).content().contains("Total hip BMD from hip radiographs");
    }

    @Test
    void theReadmeLeadsHereAndTheGuidesLinksLeadSomewhere() throws IOException {
        assertThat(Path.of("../README.md")).content().contains("(trainer/RESEARCHER-GUIDE.md)");
        List<String> links = Pattern.compile("\\]\\(([^)#]+)")
                .matcher(Files.readString(GUIDE))
                .results()
                .map(link -> link.group(1))
                .toList();
        assertThat(links)
                .hasSizeGreaterThan(3)
                .allSatisfy(link -> assertThat(Path.of(link)).exists());
    }
}
