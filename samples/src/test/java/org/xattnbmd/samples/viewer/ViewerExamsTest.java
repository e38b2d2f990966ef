package org.xattnbmd.samples.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Container;
import java.awt.Rectangle;
import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.Transferable;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JTable;
import javax.swing.SwingUtilities;
import javax.swing.TransferHandler;
import javax.swing.plaf.basic.BasicHTML;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.DicomStudy;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** Several exams open at once. The background's work waits in a list, so that a test says when it is done. */
class ViewerExamsTest {

    private static final int W = 200;
    private static final int H = 240;

    @TempDir
    Path folder;

    private final List<Runnable> waiting = new ArrayList<>();
    private BmdEstimator estimator;
    private ViewerPane pane;

    @BeforeEach
    void open() throws Exception {
        estimator = BmdEstimator.open(
                TinyModel.write(folder, TinyModel.withNeckBox(TinyModel.card().toJson())));
        onEventThread(() -> {
            pane = new ViewerPane(waiting::add, AnsweredDialogs.NONE, Words.in(Locale.ENGLISH));
            pane.use(estimator);
            pane.setSize(1200, 800);
            Layouts.layOut(pane);
        });
    }

    @AfterEach
    void close() {
        estimator.close();
    }

    private Path dicom(String name, String date, String side, int seed) throws Exception {
        return Files.write(
                folder.resolve(name),
                DicomStudy.writer(DicomWriter.EXPLICIT, SyntheticHip.left(W, H, seed), W, H)
                        .text(0x00080020, "DA", date)
                        .text(0x00200062, "CS", side)
                        .toBytes());
    }

    private Path png(String name, int seed) throws Exception {
        return Files.write(folder.resolve(name), Pictures.encode("png", SyntheticHip.left(W, H, seed), W, H));
    }

    private void open(Path... files) throws Exception {
        onEventThread(() -> pane.open(List.of(files)));
        work();
    }

    /** Does what the background was given, and what that gives it. */
    private void work() throws Exception {
        while (!waiting.isEmpty()) {
            waiting.remove(0).run();
            onEventThread(() -> {});
        }
    }

    private void select(int index) throws Exception {
        onEventThread(() -> pane.strip().examList().setSelectedIndex(index));
        work();
    }

    private void estimate() throws Exception {
        onEventThread(() -> pane.estimateButton().doClick());
        work();
    }

    private List<String> labels() {
        return pane.exams().all().stream().map(pane.exams()::label).toList();
    }

    /** What a screen reader says of it in the list. */
    private String named(int index) {
        return pane.strip()
                .examList()
                .getAccessibleContext()
                .getAccessibleChild(index)
                .getAccessibleContext()
                .getAccessibleName();
    }

    private long decoded() {
        return pane.exams().all().stream()
                .filter(exam -> exam.opened().isPresent())
                .count();
    }

    @Test
    void anExamIsCalledByItsDayAndSideAndNeverByItsFile() throws Exception {
        open(
                dicom("Meier^Anna.dcm", "20240105", "L", 1),
                dicom("Meier^Anna-2.dcm", "20260102", "L", 2),
                dicom("other.dcm", "20260102", "R", 3),
                dicom("undated.dcm", "", "", 4),
                png("PID-0815.png", 5));

        assertThat(labels())
                .containsExactly(
                        "2024-01-05, left hip", "2026-01-02, left hip", "2026-01-02, right hip", "Exam 4", "Exam 5");
        onEventThread(() -> pane.strip().select(pane.exams().getElementAt(1)));
        onEventThread(() -> pane.form().sideBox().setSelectedItem(Radiograph.Side.RIGHT));
        assertThat(labels())
                .as("two that would be called the same")
                .contains("Exam 2, 2026-01-02, right hip", "Exam 3, 2026-01-02, right hip");
        assertThat(named(0)).isEqualTo("2024-01-05, left hip, Not estimated");
        onEventThread(() -> assertThat(ViewerWordsTest.texts(pane))
                .isNotEmpty()
                .noneMatch(text -> text.contains("Meier") || text.contains("PID") || text.contains(".dcm")));
    }

    @Test
    void eachExamKeepsItsFactsItsPictureAndItsResult() throws Exception {
        open(dicom("a.dcm", "20240105", "L", 1), dicom("b.dcm", "20260102", "L", 2));
        assertThat(pane.strip().examList().getSelectedIndex())
                .as("the first is shown")
                .isZero();
        onEventThread(() -> {
            pane.form().clinical().set("age", "75");
            pane.overlayBox().doClick();
            pane.panel().preset(WindowLevel.Preset.BONE);
        });
        estimate();
        String first = pane.result();
        WindowLevel bone = pane.panel().windowLevel();
        assertThat(first).contains("BMD 0.");

        select(1);
        assertThat(pane.form().clinical().values()).isEmpty();
        assertThat(pane.result()).isEqualTo("200 by 240 pixels");
        assertThat(pane.card().estimate()).isEmpty();
        assertThat(pane.saveButton().isEnabled()).isFalse();
        assertThat(pane.panel().windowLevel()).isNotEqualTo(bone);
        onEventThread(() -> {
            pane.form().clinical().set("age", "60");
            pane.overlayBox().setSelected(false);
        });
        estimate();
        String second = pane.result();

        select(0);
        assertThat(pane.form().clinical().values()).containsEntry("age", "75").hasSize(1);
        assertThat(pane.result()).isEqualTo(first).isNotEqualTo(second);
        assertThat(pane.overlayBox().isSelected()).isTrue();
        assertThat(pane.panel().windowLevel()).isEqualTo(bone);
        assertThat(pane.panel().showsEstimate()).isTrue();
        assertThat(pane.saveButton().isEnabled()).isTrue();
        select(1);
        assertThat(pane.overlayBox().isSelected()).isFalse();
        assertThat(pane.result()).isEqualTo(second);
    }

    @Test
    void anAnswerComesToTheExamThatWasAskedAbout() throws Exception {
        open(dicom("a.dcm", "20240105", "L", 1), dicom("b.dcm", "20260102", "L", 2));
        onEventThread(() -> pane.estimateButton().doClick());
        onEventThread(() -> pane.strip().examList().setSelectedIndex(1));
        work();

        assertThat(pane.result()).isEqualTo("200 by 240 pixels");
        assertThat(pane.panel().showsEstimate()).isFalse();
        assertThat(pane.exams().getElementAt(0).answer()).isPresent();
        assertThat(named(0)).matches("2024-01-05, left hip, BMD 0\\.\\d{3} g/cm², SIMULATED");
        select(0);
        assertThat(pane.result()).contains("BMD 0.");
        assertThat(pane.panel().showsEstimate()).isTrue();
    }

    @Test
    void aRefusalIsTheExamsOwn() throws Exception {
        open(dicom("a.dcm", "20240105", "L", 1), dicom("b.dcm", "20260102", "L", 2));
        onEventThread(() -> pane.form().clinical().set("age", "-3"));
        estimate();
        assertThat(named(0)).isEqualTo("2024-01-05, left hip, Refused");
        assertThat(named(1)).isEqualTo("2026-01-02, left hip, Not estimated");
        select(1);
        assertThat(pane.result()).isEqualTo("200 by 240 pixels");
        select(0);
        assertThat(pane.result()).startsWith("BMD-2002: ");
    }

    @Test
    void anAnswerToAClosedExamIsDropped() throws Exception {
        open(dicom("a.dcm", "20240105", "L", 1), dicom("b.dcm", "20260102", "L", 2));
        onEventThread(() -> pane.estimateButton().doClick());
        onEventThread(() -> pane.strip().closeButton().doClick());
        work();

        assertThat(labels()).containsExactly("2026-01-02, left hip");
        assertThat(pane.result()).as("the next one is shown").isEqualTo("200 by 240 pixels");
        onEventThread(() -> pane.strip().closeButton().doClick());
        assertThat(pane.result()).isEmpty();
        assertThat(pane.panel().view()).isEmpty();
        assertThat(pane.estimateButton().isEnabled()).isFalse();
        assertThat(pane.strip().closeButton().isEnabled()).isFalse();
        assertThat(pane.form().dateField().getText()).isEmpty();
    }

    @Test
    void onlyThePicturesLookedAtLastStayDecodedAndOthersAreReadAgain() throws Exception {
        Path[] files = new Path[6];
        for (int i = 0; i < files.length; i++) {
            files[i] = dicom(i + ".dcm", "202" + i + "0102", "L", i);
        }
        open(files);
        assertThat(decoded()).isEqualTo(OpenExams.PICTURES);
        estimate();
        String first = pane.result();
        Rectangle region = new Rectangle(10, 10, 120, 150);
        onEventThread(() -> {
            RadiographPanel.View view = pane.panel().view().orElseThrow();
            pane.panel()
                    .restore(new RadiographPanel.View(view.windowLevel(), Optional.of(region), view.neck(), 2, 3, 4));
        });
        for (int i = 1; i < files.length; i++) {
            select(i);
            assertThat(pane.panel().view()).as("its picture is there").isPresent();
            assertThat(decoded()).isLessThanOrEqualTo(OpenExams.PICTURES);
        }
        assertThat(pane.exams().getElementAt(0).opened()).isEmpty();

        onEventThread(() -> pane.strip().examList().setSelectedIndex(0));
        assertThat(pane.result()).as("its words are there at once").isEqualTo(first);
        assertThat(pane.saveButton().isEnabled()).as("its study is not").isFalse();
        assertThat(pane.estimateButton().isEnabled()).isFalse();
        work();
        assertThat(pane.saveButton().isEnabled()).isTrue();
        assertThat(pane.panel().region()).contains(region);
        assertThat(pane.panel().zoom()).isEqualTo(2);
        assertThat(pane.panel().showsEstimate()).isTrue();
    }

    @Test
    void aFileThatChangedIsAnotherExamAndOneThatIsGoneIsSaid() throws Exception {
        open(dicom("a.dcm", "20200102", "L", 1));
        estimate();
        for (int i = 0; i < OpenExams.PICTURES; i++) {
            open(dicom("more" + i + ".dcm", "202" + (i + 1) + "0102", "L", 10 + i));
        }
        assertThat(pane.exams().getElementAt(0).opened()).isEmpty();
        dicom("a.dcm", "20200102", "L", 2);
        select(0);

        assertThat(pane.noticed()).contains("2020-01-02, left hip", "another picture");
        assertThat(pane.result()).as("no estimate of another picture").isEqualTo("200 by 240 pixels");
        assertThat(labels()).hasSize(4).last().isEqualTo("2020-01-02, left hip");

        Path gone = pane.exams().getElementAt(0).file();
        Files.delete(gone);
        select(0);
        assertThat(pane.noticed()).startsWith("BMD-1001: ").doesNotContain("more0");
        assertThat(pane.panel().view()).isEmpty();
        assertThat(pane.estimateButton().isEnabled()).isFalse();
    }

    @Test
    void whatIsRefusedIsSaidByItsPlace() throws Exception {
        Path text = Files.writeString(folder.resolve("Meier.txt"), "no picture", StandardCharsets.UTF_8);
        open(text, png("a.png", 1), folder.resolve("absent.dcm"));

        assertThat(labels()).hasSize(1);
        assertThat(pane.noticed())
                .contains("File 1 of 3: BMD-1003: ", "File 3 of 3: BMD-1001: ")
                .doesNotContain("Meier", "absent");
        open(png("a.png", 1));
        assertThat(labels()).as("open already").hasSize(1);
        assertThat(pane.noticed()).isEmpty();
    }

    @Test
    void noMoreThanTheMostAreOpen() throws Exception {
        Path[] files = new Path[OpenExams.MOST + 1];
        for (int i = 0; i < files.length; i++) {
            files[i] = png(i + ".png", 1);
        }
        open(files);

        assertThat(labels()).hasSize(OpenExams.MOST);
        assertThat(pane.noticed()).isEqualTo("File 41 of 41: 40 exams are open, which is the most. Close one first.");
        assertThat(decoded()).isEqualTo(OpenExams.PICTURES);
    }

    @Test
    void allFilesOfADropAreOpened() throws Exception {
        List<File> files = List.of(
                png("a.png", 1).toFile(),
                png("b.png", 2).toFile(),
                png("c.png", 3).toFile());
        Transferable dropped = new Transferable() {
            @Override
            public DataFlavor[] getTransferDataFlavors() {
                return new DataFlavor[] {DataFlavor.javaFileListFlavor};
            }

            @Override
            public boolean isDataFlavorSupported(DataFlavor flavor) {
                return flavor.equals(DataFlavor.javaFileListFlavor);
            }

            @Override
            public Object getTransferData(DataFlavor flavor) {
                return files;
            }
        };
        for (JComponent place :
                List.of(pane, pane.strip().examList(), pane.followUp().table())) {
            onEventThread(() -> {
                while (pane.exams().getSize() > 0) {
                    pane.closeShown();
                }
                assertThat(place.getTransferHandler().importData(new TransferHandler.TransferSupport(place, dropped)))
                        .isTrue();
            });
            work();
            assertThat(labels()).hasSize(3);
        }
        assertThat(labels()).as("numbers are not given twice").containsExactly("Exam 7", "Exam 8", "Exam 9");
    }

    /** Swing fetches the pictures that markup names. */
    @Test
    void textsOfACardAreNoMarkup() throws Exception {
        String markup = "<html><img src=x>";
        List<ModelCard.ClinicalField> fields = TinyModel.card().clinicalFields().stream()
                .map(of -> new ModelCard.ClinicalField(
                        of.name(), markup, of.unit(), of.minimum(), of.maximum(), of.categories(), of.mean(), of.sd()))
                .toList();
        ModelCard card =
                TinyModel.card(new ModelCard.Target("cortex", markup, "mm", 0, 10), ModelCard.NO_SCALE).toBuilder()
                        .clinicalFields(fields)
                        .build();
        Path other = Files.createDirectory(folder.resolve("other"));
        try (BmdEstimator marked = BmdEstimator.open(TinyModel.write(other, TinyModel.bytes(card.toJson())))) {
            onEventThread(() -> pane.use(marked));
            open(png("a.png", 1));
            estimate();
            assertThat(pane.result()).contains(markup);
            onEventThread(() -> {
                pane.setSize(1200, 800);
                Layouts.layOut(pane);
                List<String> views = new ArrayList<>();
                ViewerWordsTest.walk(pane, component -> {
                    if (component instanceof JLabel label && label.getText().contains("<img")) {
                        views.add(String.valueOf(label.getClientProperty(BasicHTML.propertyKey)));
                    }
                });
                assertThat(views).containsOnly("null").isNotEmpty();
                JTable table = pane.followUp().table();
                JLabel cell = (JLabel) table.prepareRenderer(table.getCellRenderer(0, 2), 0, 2);
                assertThat(cell.getText()).startsWith(markup);
                assertThat(cell.getClientProperty(BasicHTML.propertyKey)).isNull();
                Container row = (Container) pane.strip()
                        .examList()
                        .getCellRenderer()
                        .getListCellRendererComponent(
                                pane.strip().examList(), pane.exams().getElementAt(0), 0, false, false);
                List<String> shown = new ArrayList<>();
                ViewerWordsTest.walk(row, part -> {
                    if (part instanceof JLabel label && label.getText() != null) {
                        shown.add(label.getText());
                    }
                });
                assertThat(shown)
                        .anyMatch(text -> text.contains("&lt;img src=x&gt;"))
                        .noneMatch(text -> text.contains("<img"));
            });
        }
    }

    @Test
    void factsTypedBeforeAnExamAreTheFirstOnes() throws Exception {
        onEventThread(() -> pane.form().clinical().set("age", "80"));
        open(png("a.png", 1), png("b.png", 2));
        assertThat(pane.form().clinical().values()).containsEntry("age", "80");
        select(1);
        assertThat(pane.form().clinical().values()).isEmpty();
        onEventThread(() -> pane.step(-1));
        work();
        assertThat(pane.form().clinical().values()).containsEntry("age", "80");
        onEventThread(() -> pane.step(-1));
        assertThat(pane.strip().examList().getSelectedIndex())
                .as("there is none before")
                .isZero();
    }

    @Test
    void theDayMayBeTyped() throws Exception {
        open(png("a.png", 1));
        onEventThread(() -> pane.form().dateField().setText("2025-03-04"));
        assertThat(labels()).containsExactly("2025-03-04");
        assertThat(pane.exams().getElementAt(0).date()).contains(LocalDate.of(2025, 3, 4));
        onEventThread(() -> pane.form().dateField().setText("2025-02-30"));
        assertThat(labels()).containsExactly("Exam 1");
        assertThat(pane.form().dateField().getClientProperty("JComponent.outline"))
                .isEqualTo("error");
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyLanguageNamesTheExams(Locale language) throws Exception {
        onEventThread(() -> {
            OpenExams exams = new OpenExams(Words.in(language));
            ExamStrip strip = new ExamStrip(exams, Words.in(language), exam -> {}, exam -> {}, followed -> {});
            assertThat(strip.examList().getAccessibleContext().getAccessibleName())
                    .isEqualTo(Words.in(language).of("exams"));
            assertThat(strip.closeButton().getText()).isNotBlank();
        });
    }

    private static Stream<Locale> languages() {
        return Words.LANGUAGES.stream();
    }

    private static void onEventThread(Runnable action) throws Exception {
        SwingUtilities.invokeAndWait(action);
    }
}
