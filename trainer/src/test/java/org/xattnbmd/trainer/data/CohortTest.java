package org.xattnbmd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

class CohortTest {

    private static final Preprocessing SMALL = Preprocessing.v1(64, 64);
    private static final String HEADER = "subject_id,image,split,side,age,sex,femoral_neck_bmd_g_cm2,"
            + "neck_x,neck_y,neck_half_width,neck_half_height\n";

    /** The trained crop is that much larger than the manifest's box; see Cohort. */
    private static final double MARGIN = 1.15;

    @TempDir
    Path folder;

    /** Grey noise with a white rectangle in columns 120 to 180 and rows 60 to 120 of 240 by 200. */
    private void picture(String name) throws IOException {
        BufferedImage image = new BufferedImage(240, 200, BufferedImage.TYPE_BYTE_GRAY);
        Random random = new Random(1);
        for (int y = 0; y < 200; y++) {
            for (int x = 0; x < 240; x++) {
                boolean white = x >= 120 && x < 180 && y >= 60 && y < 120;
                image.getRaster().setSample(x, y, 0, white ? 200 + random.nextInt(20) : 30 + random.nextInt(60));
            }
        }
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }

    private static String row(String subject, String image, String split, String side, boolean box) {
        return String.format(
                Locale.ROOT,
                "%s,%s,%s,%s,75,female,0.81,%s%n",
                subject,
                image,
                split,
                side,
                box ? "0.625,0.45,0.125,0.15" : ",,,");
    }

    private Cohort load(String... rows) throws IOException {
        Files.writeString(folder.resolve(CohortManifest.FILE), HEADER + String.join("", rows));
        return Cohort.load(CohortManifest.read(folder), SMALL, 2);
    }

    @Test
    void boxCoversTheBrightSquareOnBothSides() throws IOException {
        picture("a.png");
        Cohort cohort = load(row("L", "a.png", "train", "left", true), row("R", "a.png", "train", "right", true));
        for (int i = 0; i < 2; i++) {
            float[] box = cohort.data().boxes()[i];
            float[] crop = cohort.data().crops()[i];
            double mass = 0;
            double cx = 0;
            double cy = 0;
            for (int p = 0; p < crop.length; p++) {
                double v = crop[p] > 0.7 ? 1 : 0;
                mass += v;
                cx += v * (p % 64 + 0.5) / 64;
                cy += v * (p / 64 + 0.5) / 64;
            }
            assertThat(cx / mass).isEqualTo(box[0], within(0.01));
            assertThat(cy / mass).isEqualTo(box[1], within(0.01));
            double area = 4 * box[2] * box[3] * 64 * 64 / (MARGIN * MARGIN);
            assertThat(mass).isEqualTo(area, within(0.08 * area));
        }
        float[] left = cohort.data().boxes()[0];
        float[] right = cohort.data().boxes()[1];
        assertThat(left[0]).isGreaterThan(0.6f);
        assertThat(right).containsExactly(new float[] {1 - left[0], left[1], left[2], left[3]}, within(1e-6f));
    }

    @Test
    void unknownBoxIsNotANumberAndTheMeanLeavesItOut() throws IOException {
        picture("a.png");
        Cohort cohort = load(row("A", "a.png", "train", "left", true), row("B", "a.png", "train", "left", false));
        assertThat(cohort.data().boxes()[1]).containsOnly(Float.NaN);
        assertThat(cohort.data().meanBox()).containsExactly(cohort.data().boxes()[0], within(1e-6f));
    }

    @Test
    void cropsAreTheSdksAndValuesAreTheManifests() throws IOException {
        picture("a.png");
        Cohort cohort = load(row("A", "a.png", "train", "right", true));
        assertThat(cohort.data().crops()[0])
                .containsExactly(SMALL.apply(Cohort.radiograph(cohort.rows().get(0))));
        assertThat(cohort.data().bmd()).containsExactly(0.81f);
        assertThat(cohort.data().clinical()[0])
                .hasSize(10)
                .startsWith(75, Float.NaN, 0)
                .contains(Float.NaN);
    }

    @Test
    void splitsKeepOrderAndShareNobody() throws IOException {
        picture("a.png");
        Cohort cohort = load(
                row("A", "a.png", "train", "left", true),
                row("B", "a.png", "test", "left", true),
                row("C", "a.png", "train", "left", true),
                row("D", "a.png", "calibration", "left", true));
        assertThat(cohort.split(Split.TRAIN).rows())
                .extracting(ManifestRow::subjectId)
                .containsExactly("A", "C");
        assertThat(cohort.split(Split.TEST).rows())
                .extracting(ManifestRow::subjectId)
                .containsExactly("B");
        assertThat(cohort.split(Split.CALIBRATION).data().size()).isEqualTo(1);
    }

    @Test
    void everyRefusedImageIsNamedByLine() throws IOException {
        picture("a.png");
        Files.writeString(folder.resolve("text.png"), "not a picture");
        Files.createFile(folder.resolve("empty.png"));
        String[] rows = {
            row("A", "text.png", "train", "left", true),
            row("B", "a.png", "train", "left", true),
            row("C", "empty.png", "train", "left", true)
        };
        Files.writeString(folder.resolve(CohortManifest.FILE), HEADER + String.join("", rows));
        assertThat(Cohort.refusedImages(CohortManifest.read(folder), SMALL, 1))
                .extracting(ManifestProblem::line)
                .containsExactly(2L, 4L);
        assertThatThrownBy(() -> load(
                        row("A", "text.png", "train", "left", true),
                        row("B", "a.png", "train", "left", true),
                        row("C", "empty.png", "train", "left", true)))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.COHORT_IMAGE))
                .hasMessageContainingAll("2 image(s)", "line 2: ", "line 4: ", "[BMD-");
    }

    @Test
    void standardisationLeavesMissingValuesOut() {
        float[][] rows = {
            {70, 70, 0, 160, 60, 23, 0, 50, 0, Float.NaN},
            {80, 80, 1, 170, 80, 27, 10, 60, 1, Float.NaN},
            {Float.NaN, 75, 1, 165, 70, 25, 5, 55, 0.5f, Float.NaN}
        };
        assertThat(StudyFields.READY_MADE.standardised(rows)).hasSize(10).satisfies(fields -> {
            assertThat(fields.get(0).mean()).isEqualTo(75, within(1e-9));
            assertThat(fields.get(0).sd()).isEqualTo(5, within(1e-9));
            assertThat(fields.get(9).sd()).isEqualTo(1);
        });
    }
}
