package org.xattnbmd.samples.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.DicomStudy;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/**
 * A follow-up over time. The tiny model gives 0.005 g/cm² a year of age, and its least significant change is 0.04 g/cm²: eight
 * years.
 */
class ViewerFollowUpTest {

    private static final int W = 100;
    private static final int H = 120;
    private static final int BEYOND = 0xE5484D;
    private static final int LINE = 0x4A90D9;

    @TempDir
    Path folder;

    private BmdEstimator estimator;
    private ViewerPane pane;

    @BeforeEach
    void open() throws Exception {
        estimator = BmdEstimator.open(TinyModel.write(folder));
        pane = pane(Locale.ENGLISH);
    }

    private ViewerPane pane(Locale language) throws Exception {
        ViewerPane[] made = new ViewerPane[1];
        onEventThread(() -> {
            made[0] = new ViewerPane(Runnable::run, AnsweredDialogs.NONE, Words.in(language));
            made[0].use(estimator);
        });
        return made[0];
    }

    @AfterEach
    void close() {
        estimator.close();
    }

    private Path dicom(String date, String side, String patient) throws Exception {
        return Files.write(
                Files.createTempFile(folder, "exam", ".dcm"),
                DicomStudy.writer(DicomWriter.EXPLICIT, SyntheticHip.left(W, H, 1), W, H)
                        .text(0x00080020, "DA", date)
                        .text(0x00200062, "CS", side)
                        .text(0x00100020, "LO", patient)
                        .toBytes());
    }

    /** Opens a file, shows it and estimates it at this age. */
    private void exam(Path file, int age) throws Exception {
        onEventThread(() -> pane.open(List.of(file)));
        onEventThread(() -> {});
        onEventThread(() -> {
            pane.strip().select(pane.exams().getElementAt(pane.exams().getSize() - 1));
            pane.form().clinical().set("age", String.valueOf(age));
            pane.estimateButton().doClick();
        });
        onEventThread(() -> {});
    }

    private String statement() throws Exception {
        onEventThread(() -> {});
        return pane.followUp().statement();
    }

    private void compare(int row, boolean with) throws Exception {
        onEventThread(() -> pane.followUp().table().setValueAt(with, row, 0));
    }

    private Object cell(int row, int column) {
        return pane.followUp().table().getValueAt(row, column);
    }

    @ParameterizedTest(name = "{0} years older")
    @CsvSource({"7, does not exceed, -0.035", "9, exceeds, -0.045"})
    void aChangeIsJudgedByTheLeastSignificantChange(int years, String judged, String difference) throws Exception {
        exam(dicom("20200101", "L", "P1"), 60 + years);
        exam(dicom("20240101", "L", "P1"), 60);

        assertThat(statement())
                .startsWith("SIMULATED: ")
                .contains("From 2020-01-01 to 2024-01-01: " + difference + " g/cm²", judged + " the least significant")
                .contains("0.040 g/cm²", "Not a medical device")
                .doesNotContain("P1");
        BmdEstimate first = pane.exams().getElementAt(0).answer().orElseThrow().estimate();
        BmdEstimate last = pane.exams().getElementAt(1).answer().orElseThrow().estimate();
        BmdEstimate.Change change = estimator.followUp(first, last);
        assertThat(cell(1, 4))
                .isEqualTo(String.format(Locale.ROOT, "%+.3f (%+.1f %%)", change.difference(), change.percent())
                        + (change.significant() ? ", > LSC" : ", ≤ LSC"));
        assertThat(cell(0, 4)).isEqualTo("");
        assertThat(pane.followUp().plot().getAccessibleContext().getAccessibleName())
                .contains(judged, "2020-01-01: BMD 0.", "2024-01-01: BMD 0.", "SIMULATED");
    }

    @Test
    void thePlotShowsIntervalsTheBandAndWhatLiesBeyondIt() throws Exception {
        exam(dicom("20200101", "L", "P1"), 80);
        exam(dicom("20210101", "L", "P1"), 78);
        Set<Integer> within = colours();
        assertThat(within).contains(LINE);
        long beyondBefore = count(BEYOND);
        exam(dicom("20240101", "L", "P1"), 60);

        // The legend has a diamond of its own; SIMULATED is written in the same colour.
        assertThat(count(BEYOND)).as("a diamond more").isGreaterThan(beyondBefore + 50);
        // The band is drawn over white at 22 %.
        assertThat(colours()).as("the band").contains(blend(LINE));
    }

    private static int blend(int colour) {
        int blended = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            blended |= Math.round(0.22f * (colour >> shift & 0xFF) + 0.78f * 255) << shift;
        }
        return blended;
    }

    private BufferedImage painted() throws Exception {
        BufferedImage image = new BufferedImage(700, 420, BufferedImage.TYPE_INT_RGB);
        onEventThread(() -> {
            FollowUpPlot plot = pane.followUp().plot();
            plot.setSize(image.getWidth(), image.getHeight());
            plot.paint(image.createGraphics());
        });
        return image;
    }

    private int[] pixels() throws Exception {
        BufferedImage image = painted();
        return Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .map(rgb -> rgb & 0xFFFFFF)
                .toArray();
    }

    private Set<Integer> colours() throws Exception {
        Set<Integer> colours = new HashSet<>();
        Arrays.stream(pixels()).forEach(colours::add);
        return colours;
    }

    private long count(int colour) throws Exception {
        return Arrays.stream(pixels()).filter(rgb -> rgb == colour).count();
    }

    @Test
    void onlyExamsOfOnePersonByTheirHeadersAreComparedUnasked() throws Exception {
        exam(dicom("20200101", "L", "P1"), 70);
        exam(dicom("20210101", "L", "P2"), 70);
        exam(dicom("20220101", "L", "P1"), 70);

        assertThat(statement()).contains("From 2020-01-01 to 2022-01-01");
        assertThat(cell(1, 0)).isEqualTo(false);
        assertThat(pane.followUp().onePersonBox().isVisible()).isFalse();
        compare(1, true);
        assertThat(statement()).isEqualTo("• Two of these exams are of different persons by their headers.");
        assertThat(pane.followUp().onePersonBox().isVisible())
                .as("nobody may say otherwise")
                .isFalse();
        assertThat(pane.followUp().plot().getAccessibleContext().getAccessibleName())
                .isEqualTo("Nothing to compare");
    }

    @Test
    void whereHeadersDoNotSayItAPersonHasTo() throws Exception {
        Path png = Files.write(folder.resolve("a.png"), Pictures.encode("png", SyntheticHip.left(W, H, 1), W, H));
        exam(dicom("20200101", "L", "P1"), 70);
        exam(png, 70);
        onEventThread(() -> {
            pane.form().sideBox().setSelectedItem(Radiograph.Side.LEFT);
            pane.form().dateField().setText("2023-01-01");
            pane.estimateButton().doClick();
        });
        assertThat(statement()).isEqualTo("• Choose at least two exams to compare.");
        compare(0, true);
        assertThat(statement()).startsWith("• The headers do not say");
        onEventThread(() -> pane.followUp().onePersonBox().doClick());
        assertThat(statement()).contains("From 2020-01-01 to 2023-01-01");

        exam(dicom("20240101", "L", ""), 70);
        compare(0, true);
        compare(1, true);
        assertThat(statement()).as("said of others").startsWith("• The headers do not say");
        assertThat(pane.followUp().onePersonBox().isSelected()).isFalse();
    }

    @Test
    void whatCannotBeComparedIsRefusedInWords() throws Exception {
        exam(dicom("20200101", "L", "P1"), 70);
        exam(dicom("20210101", "R", "P1"), 70);
        assertThat(statement()).isEqualTo("• Two of these exams are of different sides.");

        compare(1, false);
        exam(dicom("", "", "P1"), 70);
        compare(1, false);
        assertThat(statement())
                .contains("• Exam 3: its date is not known", "• The side of an exam is not known")
                .doesNotContain("Exam 1");
        compare(2, false);
        onEventThread(() -> pane.open(List.of(dicomUnchecked("20230101"))));
        onEventThread(() -> {});
        onEventThread(() -> pane.strip().select(pane.exams().getElementAt(3)));
        assertThat(statement()).isEqualTo("• 2023-01-01, left hip: not estimated yet.");
    }

    private Path dicomUnchecked(String date) {
        try {
            return dicom(date, "L", "P1");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void estimatesOfTwoModelsOrOfTwoSitesAreNotCompared() throws Exception {
        exam(dicom("20200101", "L", "P1"), 70);
        Path other = Files.createDirectory(folder.resolve("other"));
        try (BmdEstimator another = BmdEstimator.open(TinyModel.write(
                other,
                TinyModel.bytes(TinyModel.card().toBuilder()
                        .modelVersion("9.9.9")
                        .build()
                        .toJson())))) {
            onEventThread(() -> pane.use(another));
            exam(dicom("20210101", "L", "P1"), 70);
            assertThat(statement()).startsWith("• Two of these exams were estimated by different models.");
        }
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        String card = TinyModel.card().toBuilder()
                .target(new ModelCard.Target("spine_bmd", "Spine BMD", "g/cm²", 0.2, 2))
                .reference(null)
                .thresholds(List.of())
                .build()
                .toJson();
        try (BmdEstimator spine = BmdEstimator.open(TinyModel.write(elsewhere, TinyModel.bytes(card)))) {
            onEventThread(() -> pane.use(spine));
            exam(dicom("20220101", "L", "P1"), 70);
            compare(1, false);
            assertThat(statement()).isEqualTo("• Two of these exams are of different sites of the skeleton.");
        }
    }

    /** The exam that is taken out of the list is out of the follow-up. */
    @Test
    void aClosedExamIsNoLongerCompared() throws Exception {
        exam(dicom("20200101", "L", "P1"), 70);
        exam(dicom("20210101", "L", "P1"), 70);
        assertThat(statement()).contains("From 2020-01-01 to 2021-01-01");
        onEventThread(() -> pane.strip().closeButton().doClick());
        assertThat(statement()).isEqualTo("• Choose at least two exams to compare.");
        assertThat(pane.followUp().table().getRowCount()).isOne();
    }

    @Test
    void theFollowUpTakesThePicturesPlace() throws Exception {
        onEventThread(() -> {
            assertThat(pane.followUp().isVisible()).isFalse();
            pane.strip().followUpButton().doClick();
            assertThat(pane.followUp().isVisible()).isTrue();
            assertThat(pane.panel().isVisible()).isFalse();
            pane.strip().followUpButton().doClick();
            assertThat(pane.panel().isVisible()).isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyLanguageSaysIt(Locale language) throws Exception {
        pane = pane(language);
        exam(dicom("20200101", "L", "P1"), 70);
        exam(dicom("20210101", "L", "P1"), 60);

        assertThat(statement())
                .startsWith("SIMULATED: ")
                .contains("2020-01-01", "2021-01-01", "-0.050 g/cm²", "0.040 g/cm²")
                .contains(Words.in(language).of("device"));
    }

    private static Stream<Locale> languages() {
        return Words.LANGUAGES.stream();
    }

    private static void onEventThread(Runnable action) throws Exception {
        SwingUtilities.invokeAndWait(action);
    }
}
