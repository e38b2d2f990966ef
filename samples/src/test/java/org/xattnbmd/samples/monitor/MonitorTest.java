package org.xattnbmd.samples.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.samples.ModelHash;
import org.xattnbmd.samples.Ran;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** Results that a generator made up, of a model that is there. */
class MonitorTest {

    private static final String HEADER = "row,status,bmd_g_per_cm2,warnings,model_sha256,outlier_score,day";

    @TempDir
    Path folder;

    private final Random random = new Random(8);
    private Path model;
    private String sha256;

    @BeforeEach
    void aModel() throws Exception {
        model = TinyModel.write(folder);
        sha256 = ModelHash.sha256(model);
    }

    /** @param unusual share of exams that are warned of as unlike the training pictures */
    private List<String> rows(int n, double mean, double unusual) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            boolean warned = random.nextDouble() < unusual;
            String warnings = "simulated_model"
                    + (warned ? ";unusual_radiograph" : "")
                    + (random.nextDouble() < 0.3 ? ";missing_fields" : "");
            rows.add(String.format(
                    Locale.ROOT,
                    "%d,ok,%.4f,%s,%s,%.3f,2026-%02d-15",
                    i + 1,
                    mean + 0.13 * random.nextGaussian(),
                    warnings,
                    sha256,
                    warned ? 3.0 : 1 + random.nextDouble(),
                    1 + i * 3 / n));
        }
        return rows;
    }

    private String table(String name, List<String> rows) throws Exception {
        List<String> all = new ArrayList<>(List.of(HEADER));
        all.addAll(rows);
        return Files.write(folder.resolve(name), all).toString();
    }

    private Ran monitor(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--model", model.toString()));
        arguments.addAll(List.of(more));
        return Ran.of(Monitor.commandLine(), arguments.toArray(String[]::new));
    }

    @Test
    void anotherTargetIsComparedInItsUnit() throws Exception {
        ModelCard.Target target = new ModelCard.Target("cortex_mm", "Cortical thickness", "mm", 0, 10);
        TinyModel.write(
                folder,
                TinyModel.bytes(TinyModel.card(target, ModelCard.NO_SCALE).toJson()));
        sha256 = ModelHash.sha256(model);
        String header = HEADER.replace("bmd_g_per_cm2", "value");
        List<String> usual = rows(200, 4, 0.02);
        List<String> now = rows(200, 4.5, 0.02);
        usual.add(0, header);
        now.add(0, header);
        Path before = Files.write(folder.resolve("usual.csv"), usual);
        Path after = Files.write(folder.resolve("now.csv"), now);
        Ran ran = monitor("--reference", before.toString(), "--results", after.toString());
        assertThat(ran.out())
                .contains(
                        "**Drift found.**",
                        "| Cortical thickness, mm | KS distance",
                        "without measured Cortical thickness")
                .doesNotContain("BMD", "g/cm");
        monitor("--reference", before.toString(), "--results", table("necks.csv", rows(40, 4, 0)))
                .assertRefused("BMD-5001");
    }

    @Test
    void theSameAsBeforeIsNoDrift() throws Exception {
        String usual = table("usual.csv", rows(400, 0.9, 0.02));
        String now = table("now.csv", rows(300, 0.9, 0.02));
        Ran ran = monitor("--reference", usual, "--results", now).assertFine();
        assertThat(ran.out())
                .contains("No drift found", "| file 1 | 300 | BMD, g/cm² | KS distance", "n 300 and 400")
                .contains("outlier score", "warned: missing_fields", "SIMULATED")
                .contains("What this cannot know", "Whether estimates are right");
    }

    @Test
    void movedEstimatesAndUnusualPicturesAreDrift() throws Exception {
        String usual = table("usual.csv", rows(400, 0.9, 0.02));
        Ran moved = monitor("--reference", usual, "--results", table("moved.csv", rows(300, 0.82, 0.02)));
        assertThat(moved.exitCode()).isEqualTo(1);
        assertThat(moved.out()).containsPattern("BMD, g/cm² \\| KS .*mean -0\\.0\\d+ .* \\*\\*yes\\*\\*");
        Path json = folder.resolve("drift.json");
        Path page = folder.resolve("drift.md");
        Ran unlike = monitor(
                "--reference",
                usual,
                "--results",
                table("unlike.csv", rows(300, 0.9, 0.2)),
                "--json",
                json.toString(),
                "--markdown",
                page.toString());
        assertThat(unlike.exitCode()).isEqualTo(1);
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.path("drift").asBoolean()).isTrue();
        assertThat(report.path("findings"))
                .filteredOn(f -> f.path("drift").asBoolean())
                .extracting(f -> f.path("what").asText())
                .contains("warned: unusual_radiograph")
                .doesNotContain("BMD, g/cm²", "warned: missing_fields");
        assertThat(report.path("cannot_know")).isNotEmpty();
        assertThat(page).content().isEqualTo(unlike.out());
    }

    @Test
    void withoutAReferenceOnlyWhatTheCardSaysIsJudged() throws Exception {
        Ran fine = monitor("--results", table("fine.csv", rows(300, 0.6, 0.01))).assertFine();
        assertThat(fine.out()).contains("about 1 % by the card").doesNotContain("KS distance,", "| BMD");
        assertThat(monitor("--results", table("unlike.csv", rows(300, 0.9, 0.2)))
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void whatIsRefusedAsNotUsableCountsAsUnlikeTheTrainingPictures() throws Exception {
        List<String> header = List.of(HEADER + ",trust");
        List<String> usual = new ArrayList<>(header);
        rows(300, 0.9, 0.01).forEach(row -> usual.add(row + ",fine"));
        List<String> now = new ArrayList<>(usual);
        for (int i = 0; i < 40; i++) {
            now.add((301 + i) + ",refused,,," + sha256 + ",,2026-03-15,not_usable");
        }
        String before = Files.write(folder.resolve("before.csv"), usual).toString();
        String after = Files.write(folder.resolve("after.csv"), now).toString();

        assertThat(monitor("--results", before).assertFine().out())
                .contains("unusual_radiograph, warned of or not usable");
        Ran alone = monitor("--results", after);
        assertThat(alone.exitCode()).isEqualTo(1);
        Ran compared = monitor("--reference", before, "--results", after);
        assertThat(compared.exitCode()).isEqualTo(1);
        assertThat(compared.out())
                .containsPattern("not usable \\| 11\\.8 % of 340, reference 0\\.0 % of 300.* \\*\\*yes\\*\\*");
    }

    @Test
    void periodsAreFilesRowsOrMonthsAndSmallOnesAreNotJudged() throws Exception {
        List<String> rows = rows(200, 0.9, 0.02);
        String all = table("all.csv", rows);
        assertThat(monitor("--results", all, "--results", all).out()).contains("| file 1 | 200", "| file 2 | 200");
        assertThat(monitor("--results", all, "--every", "90").out())
                .contains("| batch 1 | 90", "| batch 2 | 90", "| batch 3 | 20 | estimates | 20 of 20: too few");
        assertThat(monitor("--results", all, "--month", "day").out())
                .contains("| 2026-01 | 67", "| 2026-02 | 67", "| 2026-03 | 66");
        monitor("--results", all, "--month", "day", "--every", "9").assertWrongUsage();
        monitor("--results", all, "--every", "-1").assertWrongUsage();
    }

    @Test
    void refusedRowsAreAPartOfThePicture() throws Exception {
        List<String> broken = rows(200, 0.9, 0);
        for (int i = 0; i < 40; i++) {
            broken.set(i, i + 1 + ",refused,,," + sha256 + ",,2026-01-01");
        }
        Ran ran =
                monitor("--reference", table("usual.csv", rows(200, 0.9, 0)), "--results", table("broken.csv", broken));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).containsPattern("refused \\| 20\\.0 % of 200, reference 0\\.0 % of 200.*yes");
    }

    @Test
    void whatIsNotThisModelsResultsIsRefusedWithoutItsContent() throws Exception {
        List<String> rows = rows(40, 0.9, 0);
        rows.set(2, rows.get(2).replace(sha256, "0".repeat(64)));
        monitor("--results", table("other.csv", rows)).assertRefused("BMD-5001");
        rows.set(2, "3,ok,secret,," + sha256 + ",1,2026-01-01");
        Ran damaged = monitor("--results", table("damaged.csv", rows));
        damaged.assertRefused("BMD-5001");
        assertThat(damaged.err()).contains("row 3", "bmd_g_per_cm2").doesNotContain("secret");
        Files.writeString(folder.resolve("no.csv"), "a,b\n1,2\n");
        monitor("--results", folder.resolve("no.csv").toString()).assertRefused("BMD-5001");
        monitor("--results", table("few.csv", rows(40, 0.9, 0)), "--reference", table("ref.csv", rows(20, 0.9, 0)))
                .assertRefused("BMD-5001");
        monitor("--results", folder.resolve("absent.csv").toString()).assertRefused("BMD-5001");
    }

    /** One in a hundred reports, each of four periods, may cry wolf. */
    @Test
    void chanceSeldomMakesADrift() {
        int alarms = 0;
        for (int round = 0; round < 300; round++) {
            List<Period> periods = new ArrayList<>();
            for (int k = 0; k < 4; k++) {
                periods.add(period(100));
            }
            alarms += DriftReport.of(TinyModel.card(), period(300), periods).drifts() ? 1 : 0;
        }
        assertThat(alarms).isLessThanOrEqualTo(9);
    }

    private Period period(int n) {
        Period period = new Period("p");
        for (int i = 0; i < n; i++) {
            period.add(new Period.Exam(
                    true,
                    0.9 + 0.13 * random.nextGaussian(),
                    random.nextDouble(),
                    random.nextDouble() < 0.02 ? Set.of("unusual_radiograph") : Set.of(),
                    false));
        }
        return period;
    }

    @Test
    void distancesAreThoseOfTheTextbook() {
        // Four of the first are below 4.5 and none of the second.
        Distance d = Distance.between(new double[] {1, 2, 3, 4, 5, 6}, new double[] {4.5, 5.5, 6.5, 7.5, 8.5, 9.5});
        assertThat(d.d()).isCloseTo(4 / 6.0, within(1e-12));
        assertThat(d.meanChange()).isCloseTo(-3.5, within(1e-12));
        assertThat(Distance.between(new double[] {1, 2}, new double[] {1, 2}).p())
                .isEqualTo(1);
        // Newcombe 1998, table II: 56/70 - 48/80 at 95 % is [0.0524, 0.3339]; 99 % is wider on both sides.
        double[] i = new Share(56, 70).minus(new Share(48, 80));
        assertThat(i[0]).isBetween(-0.03, 0.0524);
        assertThat(i[1]).isBetween(0.3339, 0.40);
    }
}
