package org.xattnbmd.samples.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.awt.print.PageFormat;
import java.awt.print.Paper;
import java.awt.print.Printable;
import java.awt.print.PrinterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.DicomStudy;
import org.xattnbmd.sdk.fixtures.Estimates;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** The printed result, rendered at two pixels a point. */
class ResultPageTest {

    private static final int W = 200;
    private static final int H = 240;
    private static final int SCALE = 2;
    private static final double MARGIN = 54;

    @TempDir
    Path folder;

    private BmdEstimator estimator;
    private final Radiograph hip = Radiograph.of(SyntheticHip.left(W, H, 1), W, H, PixelFormat.unsigned(16))
            .withSide(Radiograph.Side.LEFT);

    @BeforeEach
    void open() {
        estimator = BmdEstimator.open(
                TinyModel.write(folder, TinyModel.withNeckBox(TinyModel.card().toJson())));
    }

    @AfterEach
    void close() {
        estimator.close();
    }

    private static Stream<PageFormat> papers() {
        return Stream.of(paper(595, 842), paper(612, 792));
    }

    private static PageFormat paper(double width, double height) {
        Paper paper = new Paper();
        paper.setSize(width, height);
        paper.setImageableArea(MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN);
        PageFormat format = new PageFormat();
        format.setPaper(paper);
        return format;
    }

    private static Stream<Arguments> papersAndLanguages() {
        return papers().flatMap(paper -> Words.LANGUAGES.stream().map(language -> Arguments.of(paper, language)));
    }

    private ResultSaver.Answer answer() {
        BmdEstimate estimate =
                estimator.estimate(hip, ClinicalRecord.builder().set("age", 70).build());
        return new ResultSaver.Answer(
                estimate,
                estimator.modelCard(),
                Marks.of(Radiograph.Side.LEFT),
                OffsetDateTime.parse("2026-11-30T09:15:00+01:00"));
    }

    private ResultPage page(boolean overlay, boolean box, Locale language) {
        WindowLevel window = WindowLevel.fitting(hip.toImage());
        return ResultPage.of(
                hip, answer(), new ResultPage.Look(window, overlay, box, "2026-01-02, left hip"), Words.in(language));
    }

    private static BufferedImage render(Printable page, PageFormat paper) throws PrinterException {
        BufferedImage image = new BufferedImage(
                (int) (SCALE * paper.getWidth()), (int) (SCALE * paper.getHeight()), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        g.scale(SCALE, SCALE);
        assertThat(page.print(g, paper, 0)).isEqualTo(Printable.PAGE_EXISTS);
        assertThat(page.print(g, paper, 1)).as("one page").isEqualTo(Printable.NO_SUCH_PAGE);
        g.dispose();
        return image;
    }

    private static int[] pixels(BufferedImage image) {
        return Arrays.stream(((DataBufferInt) image.getRaster().getDataBuffer()).getData())
                .map(rgb -> rgb & 0xFFFFFF)
                .toArray();
    }

    /** Where anything was printed, in points. */
    private static Rectangle ink(BufferedImage image) {
        Rectangle ink = new Rectangle(-1, -1);
        int[] pixels = pixels(image);
        for (int i = 0; i < pixels.length; i++) {
            if (pixels[i] != 0xFFFFFF) {
                ink.add(new Rectangle(i % image.getWidth() / SCALE, i / image.getWidth() / SCALE, 1, 1));
            }
        }
        return ink;
    }

    private static int count(BufferedImage image, int colour) {
        return (int) Arrays.stream(pixels(image)).filter(rgb -> rgb == colour).count();
    }

    private static boolean isColoured(int rgb) {
        int red = rgb >> 16 & 0xFF;
        int green = rgb >> 8 & 0xFF;
        int blue = rgb & 0xFF;
        return Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue)) > 40;
    }

    private static long coloured(BufferedImage image) {
        return Arrays.stream(pixels(image)).filter(ResultPageTest::isColoured).count();
    }

    @ParameterizedTest
    @MethodSource("papersAndLanguages")
    void everythingIsOnThePageAndNothingInItsMargins(PageFormat paper, Locale language) throws Exception {
        ResultPage page = page(true, true, language);
        Rectangle ink = ink(render(page, paper));

        Rectangle may = new Rectangle(
                (int) MARGIN, (int) MARGIN, (int) paper.getImageableWidth() + 1, (int) paper.getImageableHeight() + 1);
        assertThat(may.contains(ink)).as(ink + " within " + may).isTrue();
        assertThat(ink.y).isLessThan((int) MARGIN + 8);
        assertThat(ink.y + ink.height)
                .as("the last line stands at the foot")
                .isGreaterThan((int) (MARGIN + paper.getImageableHeight()) - 14);
        Words words = Words.in(language);
        assertThat(page.above())
                .extracting(ResultPage.Line::text)
                .containsExactly(
                        words.of("title"),
                        "SIMULATED: " + words.of("simulated"),
                        "2026-01-02, left hip; " + words.of("print.made", "2026-11-30 09:15"));
        assertThat(page.below())
                .extracting(ResultPage.Line::text)
                .startsWith(words.of("print.box") + "; " + words.of("print.attention"))
                .endsWith(words.of("device"))
                .anyMatch(text -> text.contains("Not given:"))
                .anyMatch(text -> text.contains(estimator.modelCard().modelId())
                        && text.contains(answer().estimate().model().sha256()));
    }

    @ParameterizedTest
    @MethodSource("papers")
    void thePictureHasBoxAndAttentionAsOnTheScreen(PageFormat paper) throws Exception {
        BufferedImage plain = render(page(false, false, Locale.ENGLISH), paper);
        BufferedImage boxed = render(page(false, true, Locale.ENGLISH), paper);
        BufferedImage all = render(page(true, true, Locale.ENGLISH), paper);

        int yellow = RadiographPanel.NECK.getRGB() & 0xFFFFFF;
        assertThat(count(plain, yellow)).isZero();
        assertThat(count(boxed, yellow)).as("the neck's box").isGreaterThan(200);
        assertThat(coloured(all)).as("attention").isGreaterThan(coloured(boxed) + 5_000);
        assertThat(count(plain, 0xB3261E)).as("the SIMULATED mark").isPositive();
        assertThat(count(plain, 0x4A90D9)).as("the interval's bar").isPositive();
        assertThat(page(false, false, Locale.ENGLISH).below())
                .extracting(ResultPage.Line::text)
                .as("no caption of what is not drawn")
                .doesNotContain("Yellow box: the femoral neck");
    }

    @Test
    void manyWarningsTakeSmallerLettersAndAreAllThere() throws Exception {
        ResultSaver.Answer one = answer();
        List<BmdEstimate.Warning> warnings = new ArrayList<>();
        for (BmdEstimate.Warning.Kind kind : BmdEstimate.Warning.Kind.values()) {
            warnings.add(
                    new BmdEstimate.Warning(kind, kind + ": " + "what speaks against it, in some words. ".repeat(5)));
        }
        PageFormat letter = paper(612, 792);
        ResultPage few = page(true, true, Locale.ENGLISH);
        ResultPage many = new ResultPage(
                few.picture(),
                few.caption(),
                few.exam(),
                new ResultSaver.Answer(
                        Estimates.withWarnings(one.estimate(), warnings), one.card(), one.marks(), one.made()),
                Words.in(Locale.ENGLISH));

        Rectangle ink = ink(render(many, letter));
        assertThat(many.below()).filteredOn(line -> line.text().startsWith("•")).hasSize(warnings.size() - 1);
        assertThat(ink.y + ink.height)
                .as("the last line stands at the foot, on the page")
                .isBetween((int) (792 - MARGIN) - 14, (int) (792 - MARGIN) + 1);
        int yellow = RadiographPanel.NECK.getRGB() & 0xFFFFFF;
        assertThat(count(render(many, letter), yellow))
                .as("the picture is still there")
                .isPositive();
    }

    @Test
    void whatIsNotSimulatedIsNotMarkedSo() throws Exception {
        Path real = Files.createDirectory(folder.resolve("real"));
        String card = TinyModel.card().toBuilder().simulated(false).build().toJson();
        try (BmdEstimator measured = BmdEstimator.open(TinyModel.write(real, TinyModel.bytes(card)))) {
            BmdEstimate estimate = measured.estimate(hip, ClinicalRecord.empty());
            ResultPage page = ResultPage.of(
                    hip,
                    new ResultSaver.Answer(
                            estimate, measured.modelCard(), Marks.of(Radiograph.Side.LEFT), OffsetDateTime.MIN),
                    new ResultPage.Look(WindowLevel.fitting(hip.toImage()), false, true, "Exam 1"),
                    Words.in(Locale.ENGLISH));
            assertThat(page.above()).extracting(ResultPage.Line::text).noneMatch(text -> text.contains("SIMULATED"));
            assertThat(page.caption()).as("a model without a box").isEmpty();
        }
    }

    /** The button prints what is shown; the page names nobody. */
    @Test
    void theButtonSendsThePageToTheChosenPrinter() throws Exception {
        List<Printable> printed = new ArrayList<>();
        List<Dialogs.Printer> printers = new ArrayList<>(List.of(printed::add, page -> {
            throw new PrinterException("no paper");
        }));
        ViewerPane[] made = new ViewerPane[1];
        Path file = Files.write(folder.resolve("Meier.dcm"), DicomStudy.bytes());
        SwingUtilities.invokeAndWait(() -> {
            made[0] = new ViewerPane(
                    Runnable::run,
                    new AnsweredDialogs(
                            Optional::empty,
                            () -> printers.isEmpty() ? Optional.empty() : Optional.of(printers.remove(0))),
                    Words.in(Locale.ENGLISH));
            made[0].use(estimator);
            made[0].open(List.of(file));
        });
        ViewerPane pane = made[0];
        SwingUtilities.invokeAndWait(() -> assertThat(pane.printButton().isEnabled())
                .as("nothing to print")
                .isFalse());
        SwingUtilities.invokeAndWait(() -> pane.estimateButton().doClick());
        SwingUtilities.invokeAndWait(() -> pane.printButton().doClick());
        SwingUtilities.invokeAndWait(() -> assertThat(pane.result()).startsWith("Sent to the printer."));
        ResultPage page = (ResultPage) printed.get(0);
        assertThat(page.exam()).isEqualTo("2026-01-02, left hip");
        assertThat(Stream.concat(page.above().stream(), page.below().stream())
                        .map(ResultPage.Line::text)
                        .toList())
                .noneMatch(text -> text.contains("Meier") || text.contains("PID-0815") || text.contains("Nobody"));

        SwingUtilities.invokeAndWait(() -> pane.printButton().doClick());
        SwingUtilities.invokeAndWait(() ->
                assertThat(pane.result()).startsWith("Not printed: no paper").contains("BMD 0."));
        SwingUtilities.invokeAndWait(() -> pane.printButton().doClick());
        assertThat(printed).as("nobody chose a printer").hasSize(1);
    }
}
