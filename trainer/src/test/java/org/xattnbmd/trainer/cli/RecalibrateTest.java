package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.trainer.Sha256;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.Split;

/** A model of another hospital's, set to a SIMULATED site whose densitometer reads 0.1 g/cm² more. */
class RecalibrateTest {

    private static final double SHIFT = 0.1;
    private static final String DAY = "2026-01-31";

    @TempDir
    static Path folder;

    private static Path model;
    private static Path site;
    private static Path local;
    private static Cli printed;

    @TempDir
    Path scratch;

    @BeforeAll
    static void aSiteOfItsOwn() throws IOException {
        TinyRun tiny = TinyRun.in(folder, "--epochs", 4);
        model = folder.resolve("vendor.onnx");
        tiny.export(model, "--model-version", "2.1.0").succeeds();
        site = folder.resolve("site");
        Cli.run("simulate", "--out", site, "--subjects", 60, "--size", 96, "--seed", 77, "--threads", 2)
                .succeeds();
        shift(site.resolve("manifest.csv"));
        local = folder.resolve("local.onnx");
        printed =
                recalibrate(local, "--cohort", site, "--site", "St. Elsewhere").succeeds();
    }

    private static Cli recalibrate(Path out, Object... more) {
        List<Object> args = new ArrayList<>(List.of("recalibrate", "--model", model, "--out", out, "--threads", 2));
        args.addAll(List.of("--created", DAY));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    private static void shift(Path manifest) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(manifest));
        int column = List.of(lines.get(0).split(",", -1)).indexOf("femoral_neck_bmd_g_cm2");
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(",", -1);
            cells[column] = String.format(Locale.ROOT, "%.4f", Double.parseDouble(cells[column]) + SHIFT);
            lines.set(i, String.join(",", cells));
        }
        Files.write(manifest, lines);
    }

    private static ModelCard card(Path file) {
        try (BmdEstimator estimator = BmdEstimator.open(file)) {
            return estimator.modelCard();
        }
    }

    private static List<ManifestRow> heldOut() {
        return CohortManifest.read(site).stream()
                .filter(row -> row.split() == Split.TEST)
                .toList();
    }

    @Test
    void estimatesAreOnTheLineAndNearerToTheSitesMeasurements() {
        double before = 0;
        double after = 0;
        try (BmdEstimator vendor = BmdEstimator.open(model);
                BmdEstimator own = BmdEstimator.open(local)) {
            double slope = Double.NaN;
            BmdEstimate first = null;
            BmdEstimate firstOwn = null;
            for (ManifestRow row : heldOut()) {
                BmdEstimate was =
                        vendor.estimate(Cohort.radiograph(row), row.facts().clinical());
                BmdEstimate is =
                        own.estimate(Cohort.radiograph(row), row.facts().clinical());
                before += row.bmd() - was.bmd();
                after += row.bmd() - is.bmd();
                if (first == null) {
                    first = was;
                    firstOwn = is;
                    slope = is.spread() / was.spread();
                } else {
                    assertThat(is.bmd() - firstOwn.bmd())
                            .as("one line, and the spread goes with its slope")
                            .isCloseTo(slope * (was.bmd() - first.bmd()), within(2e-5));
                    assertThat(is.spread()).isCloseTo(slope * was.spread(), within(1e-5));
                }
                assertThat(is.clinicalAttention()).isEqualTo(was.clinicalAttention());
            }
            BmdEstimate earlier = first;
            BmdEstimate later = firstOwn;
            assertThatThrownBy(() -> own.followUp(earlier, later))
                    .isInstanceOfSatisfying(
                            BmdException.class,
                            e -> assertThat(e.code()).isEqualTo(BmdException.Code.ESTIMATES_NOT_COMPARABLE));
        }
        assertThat(Math.abs(after)).isLessThan(0.6 * Math.abs(before));
    }

    @Test
    void theCardSaysWhatWasDoneOfWhatAndWhen() throws IOException {
        ModelCard was = card(model);
        ModelCard is = card(local);
        Map<String, String> text = is.training().configuration();
        assertThat(text)
                .containsEntry("site", "St. Elsewhere, " + DAY)
                .containsEntry("site_made_of", "tiny 2.1.0, SHA-256 " + Sha256.of(model) + "; the network is the same")
                .containsEntry("site_cohort", "SHA-256 " + Sha256.of(site.resolve("manifest.csv")) + ", SIMULATED")
                .containsEntry("backbone", was.training().configuration().get("backbone"));
        assertThat(text.get("site_recalibration"))
                .matches("\\d\\.\\d{3} x estimate .\\d\\.\\d{4} g/cm2, fitted to 48 of.*");
        assertThat(text.get("site_intervals")).contains("cross-conformal");
        assertThat(text.get("site_outlier_limit")).contains("48 pictures");
        assertThat(is.trust().isPresent()).isEqualTo(was.trust().isPresent());
        assertThat(is.modelVersion()).matches("2\\.1\\.0\\+site\\.[0-9a-f]{8}");
        assertThat(is.modelId()).isEqualTo(was.modelId());
        assertThat(is.created()).isEqualTo(DAY);
        assertThat(is.simulated()).isTrue();
        assertThat(is.intendedUse()).startsWith(was.intendedUse()).contains("\"St. Elsewhere\"");
        assertThat(is.training().dataHash()).isEqualTo(was.training().dataHash());
        assertThat(is.evaluation())
                .containsEntry("site_subjects", 48.0)
                .containsEntry(
                        "before_recalibration_validation_mae_g_cm2",
                        was.evaluation().get("validation_mae_g_cm2"))
                .containsKeys("site_mae_g_cm2", "before_recalibration_site_mae_g_cm2")
                .doesNotContainKey("validation_mae_g_cm2");
        assertThat(is.evaluation().get("site_coverage_of_90_percent_intervals")).isBetween(0.8, 1.0);
        assertThat(is.conformalQuantiles()).isNotEqualTo(was.conformalQuantiles());
        assertThat(printed.out()).contains("As it was", "On the line", "cross-fitted", is.modelVersion());
    }

    @Test
    void theNetworkIsTheSame() {
        Map<String, Integer> was = OnnxModel.read(model).report().operators();
        Map<String, Integer> is = OnnxModel.read(local).report().operators();
        was.forEach((operator, count) -> assertThat(is.get(operator))
                .as(operator)
                .isBetween(count, count + (operator.equals("Mul") ? 2 : operator.equals("Add") ? 1 : 0)));
        assertThat(OnnxModel.read(local).report().parameters())
                .isBetween(
                        OnnxModel.read(model).report().parameters() + 1,
                        OnnxModel.read(model).report().parameters() + 3);
    }

    @Test
    void theSameAgainGivesTheSameBytes() {
        Path again = scratch.resolve("again.onnx");
        recalibrate(again, "--cohort", site, "--site", "St. Elsewhere").succeeds();
        assertThat(again).hasSameBinaryContentAs(local);
    }

    @Test
    void picturesAloneSetTheOutlierLimitAndNothingElse() throws IOException {
        Path pictures = Files.createDirectory(scratch.resolve("pictures"));
        List<String> table = new ArrayList<>(List.of("image,side"));
        List<ManifestRow> rows = CohortManifest.read(site);
        for (int i = 0; i < 24; i++) {
            Path image = rows.get(i).view().image();
            Path copy = pictures.resolve(i + ".png");
            Files.copy(image, copy);
            table.add("pictures/" + i + ".png,left");
        }
        Files.writeString(pictures.resolve("readme.txt"), "not a radiograph");
        Path list = Files.write(scratch.resolve("list.csv"), table);
        Path ofFolder = scratch.resolve("folder.onnx");
        Path ofList = scratch.resolve("list.onnx");
        assertThat(recalibrate(ofFolder, "--pictures", pictures).succeeds().out())
                .contains("1 picture(s) were refused", "Outlier limit", "24 pictures");
        recalibrate(ofList, "--pictures", list).succeeds();
        ModelCard was = card(model);
        ModelCard is = card(ofFolder);
        assertThat(is.conformalQuantiles()).isEqualTo(was.conformalQuantiles());
        assertThat(is.leastSignificantChange()).isEqualTo(was.leastSignificantChange());
        assertThat(is.evaluation()).isEqualTo(was.evaluation());
        assertThat(is.outlierThreshold()).isGreaterThanOrEqualTo(was.outlierThreshold());
        assertThat(card(ofList).outlierThreshold()).isEqualTo(is.outlierThreshold());
        assertThat(is.training().configuration()).doesNotContainKey("site_recalibration");
        assertThat(OnnxModel.read(ofFolder).report().operators())
                .isEqualTo(OnnxModel.read(model).report().operators());
    }

    @Test
    void whatCannotSayAnythingIsRefused() throws IOException {
        Path out = scratch.resolve("no.onnx");
        recalibrate(out).wrongUsage("--pictures");
        assertThat(recalibrate(out, "--cohort", described("few", 9, "GE Lunar"))
                        .refuses("TRN-1006")
                        .err())
                .contains("at least 10 subjects", "received 9");
        assertThat(recalibrate(out, "--cohort", described("hologic", 30, "Hologic"))
                        .refuses("TRN-1008")
                        .err())
                .contains("GE Lunar", "Hologic");
        assertThat(recalibrate(out, "--cohort", withoutBmd())
                        .refuses("TRN-1001")
                        .err())
                .contains("femoral_neck_bmd_g_cm2");
        assertThat(recalibrate(out, "--cohort", folder.resolve("cohort"))
                        .refuses("TRN-1009")
                        .err())
                .contains("learned from this very cohort");
        assertThat(Cli.run("recalibrate", "--model", local, "--cohort", site, "--out", out)
                        .refuses("TRN-5001")
                        .err())
                .contains("recalibrated already", "tiny 2.1.0");
        Path few = Files.createDirectory(scratch.resolve("empty"));
        assertThat(recalibrate(out, "--pictures", few).refuses("TRN-1006").err())
                .contains("at least 20 pictures");
        recalibrate(model, "--cohort", site).refuses("TRN-5001");
        assertThat(out).doesNotExist();
    }

    /** The site's first subjects, described by hand, all of them in the training split. */
    private Path described(String name, int subjects, String densitometer) throws IOException {
        Path cohort = Files.createDirectory(scratch.resolve(name));
        List<String> lines = Files.readAllLines(site.resolve("manifest.csv"));
        List<String> header = List.of(lines.get(0).split(",", -1));
        List<String> kept = new ArrayList<>(List.of(lines.get(0)));
        for (String line : lines.subList(1, subjects + 1)) {
            String[] cells = line.split(",", -1);
            cells[header.indexOf("image")] =
                    site.resolve(cells[header.indexOf("image")]).toString();
            cells[header.indexOf("split")] = "train";
            kept.add(String.join(",", cells));
        }
        Files.write(cohort.resolve("manifest.csv"), kept);
        Files.writeString(cohort.resolve("cohort.json"), "{\"densitometer_scale\": \"" + densitometer + "\"}");
        return cohort;
    }

    private Path withoutBmd() throws IOException {
        Path cohort = Files.createDirectory(scratch.resolve("unmeasured"));
        String manifest = Files.readString(site.resolve("manifest.csv"));
        Files.writeString(cohort.resolve("manifest.csv"), manifest.replace("femoral_neck_bmd_g_cm2", "remark"));
        return cohort;
    }
}
