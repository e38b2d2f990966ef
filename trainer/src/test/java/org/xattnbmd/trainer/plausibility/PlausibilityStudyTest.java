package org.xattnbmd.trainer.plausibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.evaluation.RepeatPrecision;
import org.xattnbmd.trainer.evaluation.SampleMoments;
import org.xattnbmd.trainer.plausibility.Look.Kind;
import org.xattnbmd.trainer.plausibility.PlausibilityFigures.Found;

/** With a model that finds the neck at the same place of whatever it is shown, so that what must be found can be told. */
class PlausibilityStudyTest {

    private static final int SIDE = 200;
    private static final Bootstrap BOOTSTRAP = new Bootstrap(100, 0.95, 1);
    private static final String HEADER = "image,side,neck_x_px,neck_y_px,crop_x,crop_y,crop_w,view,group\n";

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void files() throws IOException {
        model = TinyModel.write(folder, TinyModel.withNeckBox(TinyModel.card().toJson()));
        for (int seed = 1; seed <= 3; seed++) {
            Files.write(
                    folder.resolve("jane-doe" + seed + ".png"),
                    Pictures.encode("png", SyntheticHip.left(2 * SIDE, SIDE, seed), 2 * SIDE, SIDE));
        }
    }

    private PlausibilityResult run(String rows) throws IOException {
        Path list = Files.writeString(folder.resolve("list.csv"), HEADER + rows);
        return new PlausibilityStudy(new PlausibilitySettings(model, list, folder, 190, 17)).run();
    }

    private static Found found(PlausibilityFigures figures, String look) {
        return figures.found().stream()
                .filter(f -> f.look().equals(look))
                .findFirst()
                .orElseThrow();
    }

    /** Both hips of three pictures, the neck where the model finds it in the half. */
    private static String hips() {
        StringBuilder rows = new StringBuilder();
        for (int i = 1; i <= 3; i++) {
            rows.append("jane-doe" + i + ".png,right,100,80,0,0,200,,\n");
            rows.append("jane-doe" + i + ".png,left,300,80,200,0,200,,\n");
        }
        return rows.toString();
    }

    @Test
    void aNeckIsFoundWhereTheBoxIsNearTheMark() throws Exception {
        PlausibilityFigures figures = PlausibilityFigures.of(run(hips()), BOOTSTRAP);

        // 17 mm are 18 pixels of 200.
        assertThat(found(figures, "Crop")).satisfies(f -> {
            assertThat(f.found()).isEqualTo(6);
            assertThat(f.share()).isEqualTo(1);
            assertThat(f.medianMiss()).isLessThan(6);
            assertThat(f.boxShare()).isCloseTo(0.2, within(0.03));
        });
        assertThat(found(figures, "Half of the picture").found()).isEqualTo(6);
        assertThat(found(figures, "Whole picture")).satisfies(f -> {
            assertThat(f.n()).isEqualTo(6);
            assertThat(f.found()).isZero();
            assertThat(f.medianMiss()).isCloseTo(95, within(10.0));
            assertThat(f.silent()).isEqualTo(6);
        });
        assertThat(found(figures, "Crop 15 % to the left").found()).isLessThan(6);
        assertThat(found(figures, "All moved and scaled crops").n()).isEqualTo(36);
    }

    @Test
    void estimatesOfOnePersonAreCompared() throws Exception {
        PlausibilityResult result = run(hips());
        PlausibilityFigures figures = PlausibilityFigures.of(result, BOOTSTRAP);

        List<double[]> repeated = result.rows().stream()
                .map(row -> row.readings().entrySet().stream()
                        .filter(e ->
                                e.getKey().kind() == Kind.TIDY || e.getKey().kind() == Kind.MOVED)
                        .mapToDouble(e -> e.getValue().bmd())
                        .toArray())
                .toList();
        assertThat(repeated).hasSize(6).allSatisfy(r -> assertThat(r).hasSize(7));
        assertThat(figures.agreement().get(0).value()).isCloseTo(2.77 * RepeatPrecision.rmsSd(repeated), within(1e-12));
        double[] differences = new double[3];
        double[] means = new double[3];
        for (int i = 0; i < 3; i++) {
            means[i] = (tidy(result, 2 * i + 1) + tidy(result, 2 * i)) / 2;
            differences[i] = tidy(result, 2 * i + 1) - tidy(result, 2 * i);
        }
        assertThat(figures.agreement().get(1).value())
                .isCloseTo(SampleMoments.standardDeviation(differences), within(1e-12));
        assertThat(figures.agreement().get(2).value()).isEqualTo(0.04);
        assertThat(figures.agreement().get(3).value()).isCloseTo(SampleMoments.standardDeviation(means), within(1e-12));
    }

    private static double tidy(PlausibilityResult result, int row) {
        return result.rows().get(row).readings().entrySet().stream()
                .filter(e -> e.getKey().kind() == Kind.TIDY)
                .findFirst()
                .orElseThrow()
                .getValue()
                .bmd();
    }

    @Test
    void coarserPicturesAreOnlyThoseWithFewerPixels() throws Exception {
        PlausibilityFigures figures = PlausibilityFigures.of(run(hips()), BOOTSTRAP);

        assertThat(figures.changes())
                .filteredOn(c -> c.look().contains("px across"))
                .allSatisfy(c ->
                        assertThat(c.n()).isEqualTo(Integer.parseInt(c.look().replaceAll(" px.*", "")) < 200 ? 6 : 0));
        assertThat(figures.changes())
                .filteredOn(c -> c.look().startsWith("Blur"))
                .allSatisfy(c -> {
                    assertThat(c.n()).isEqualTo(6);
                    assertThat(Math.abs(c.meanShift())).isLessThan(0.01);
                });
    }

    @Test
    void othersAreOnlyCountedByTheirWarningsAndRefusals() throws Exception {
        Files.writeString(folder.resolve("notes.png"), "no picture");
        PlausibilityFigures figures = PlausibilityFigures.of(
                run(
                        "jane-doe1.png,left,,,,,,,no hip\nnotes.png,left,,,,,,,no hip\njane-doe2.png,left,,,0,0,100,,implant\n"),
                BOOTSTRAP);

        assertThat(figures.warned()).extracting("group").containsExactly("no hip", "implant");
        assertThat(figures.warned().get(0)).satisfies(w -> {
            assertThat(w.n()).isEqualTo(2);
            assertThat(w.refused()).isEqualTo(1);
            assertThat(w.silent()).isEqualTo(1);
        });
        // A fifth of the crop's 100 pixels is too few for a neck.
        assertThat(figures.warned().get(1).kinds()).containsEntry("LOW_RESOLUTION", 1);
        assertThat(figures.refused()).containsOnlyKeys("BMD-1003").containsEntry("BMD-1003", 1);
        assertThat(found(figures, "Whole picture").n()).isZero();
        assertThat(figures.agreement()).hasSize(1);
    }

    @Test
    void aPictureOfOneHipHasNoHalf() throws Exception {
        PlausibilityFigures figures =
                PlausibilityFigures.of(run("jane-doe1.png,left,300,80,200,0,200,hip,\n"), BOOTSTRAP);

        assertThat(found(figures, "Half of the picture").n()).isZero();
        assertThat(found(figures, "Crop").n()).isEqualTo(1);
    }

    @Test
    void whatIsWrittenNamesNoPicture() throws Exception {
        Path out = folder.resolve("out");
        new PlausibilityReport(run(hips()), BOOTSTRAP).write(out);

        try (Stream<Path> files = Files.walk(out)) {
            assertThat(files.filter(Files::isRegularFile).toList())
                    .hasSize(13)
                    .allSatisfy(
                            file -> assertThat(Files.readString(file)).doesNotContain("jane-doe", folder.toString()));
        }
        assertThat(out.resolve("tables.md")).content().contains("nothing here says anything of accuracy", "SIMULATED");
        JsonNode json = new ObjectMapper().readTree(Files.readString(out.resolve("figures.json")));
        assertThat(json.at("/figures/found/2/found").intValue()).isEqualTo(6);
        assertThat(json.at("/figures/agreement/2/interval/lower").isNull()).isTrue();
        // 6 hips: whole, half, crop, six moved, three enhanced, blurred, six coarser.
        assertThat(Files.readAllLines(out.resolve("readings.csv"))).hasSize(1 + 6 * 19);
    }

    @Test
    void aWrongRowIsNamedByItsLine() {
        assertRefused("jane-doe1.png,left,100,,,,,,\n", "TRN-1005", "line 2", "neck_x_px, neck_y_px");
        assertRefused("jane-doe1.png,left,,,,,,whole,\n", "TRN-1005", "pelvis, hip");
        assertRefused("jane-doe1.png,up,,,,,,,\n", "TRN-1005", "left, right");
        assertRefused("jane-doe1.png,left,,,0,0,0,,\n", "TRN-1005", "1 pixel");
        assertRefused("none.png,left,,,,,,,\n", "TRN-1002", "line 2");
        assertRefused("", "TRN-1006", "at least one");
    }

    private void assertRefused(String rows, String id, String... words) {
        assertThatThrownBy(() -> run(rows))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code().id()).isEqualTo(id))
                .hasMessageContainingAll(words);
    }
}
