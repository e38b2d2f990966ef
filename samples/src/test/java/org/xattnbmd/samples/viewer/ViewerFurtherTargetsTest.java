package org.xattnbmd.samples.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.print.PageFormat;
import java.awt.print.Paper;
import java.awt.print.Printable;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.FurtherTarget;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.Estimates;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** What the viewer shows of a model that estimates two things beside its target. */
class ViewerFurtherTargetsTest {

    private static final int W = 200;
    private static final int H = 240;
    /** The most that a card may have. */
    private static final int MOST = 32;

    @TempDir
    Path folder;

    private BmdEstimator estimator;
    private BmdEstimate estimate;

    @BeforeEach
    void open() {
        estimator = BmdEstimator.open(TinyModel.write(
                folder, TinyModel.withFurther(TinyModel.furtherCard().toJson())));
        estimate = estimator.estimate(
                Radiograph.of(SyntheticHip.left(W, H, 1), W, H, PixelFormat.unsigned(16)),
                ClinicalRecord.builder().set("age", 70).build());
    }

    @AfterEach
    void close() {
        estimator.close();
    }

    private static Stream<Locale> languages() {
        return Words.LANGUAGES.stream();
    }

    /** What has to be said of one of them, put together from the bundle here. */
    private static String said(FurtherTarget.Estimate further, Words words) {
        String lower = String.format(Locale.ROOT, "%.3f", further.interval().lower());
        String upper = String.format(Locale.ROOT, "%.3f", further.interval().upper());
        String unit = further.target().unit();
        return words.of(
                "figure",
                String.format(Locale.ROOT, "%s %.3f %s", further.target().label(), further.value(), unit),
                words.of("interval", 90, lower, upper, unit));
    }

    private static CardDrawing onPaper(BmdEstimate e, Words words) {
        return new CardDrawing(e, words, CardDrawing.Palette.PAPER);
    }

    @ParameterizedTest
    @MethodSource("languages")
    void theCardSaysThemBelowTheEstimateAndIsHigherByThem(Locale language) throws Exception {
        Words words = Words.in(language);
        List<FurtherTarget.Estimate> further = estimate.furtherTargets();
        SwingUtilities.invokeAndWait(() -> {
            ResultCard card = new ResultCard(words);
            card.setSize(340, 180);
            card.show(Estimates.withFurtherTargets(estimate, List.of()));
            String alone = card.getAccessibleContext().getAccessibleName();
            assertThat(card.getPreferredSize().height).isEqualTo(180);
            card.show(estimate);

            assertThat(further).hasSize(2);
            assertThat(card.getAccessibleContext().getAccessibleName())
                    .isEqualTo(alone + ". " + said(further.get(0), words) + ". " + said(further.get(1), words))
                    .contains("Cortical thickness", " mm", "Total hip BMD", " g/cm²");
            Font font = card.font();
            int needed = onPaper(estimate, words).height(font, 340);
            assertThat(card.getPreferredSize().height)
                    .isEqualTo(Math.max(180, needed))
                    .isEqualTo(card.getMinimumSize().height)
                    .isEqualTo(card.getMaximumSize().height);
            assertThat(needed
                            - onPaper(Estimates.withFurtherTargets(estimate, List.of()), words)
                                    .height(font, 340))
                    .as("two lines at least, four where each has its interval below it")
                    .isBetween((int) (2 * font.getSize2D()), (int) (8 * font.getSize2D()));
            assertThat(onPaper(estimate, words).height(font, 200))
                    .as("narrower is higher")
                    .isGreaterThan(onPaper(estimate, words).height(font, 1000));
        });
    }

    /** What is black on a page whose picture is white. */
    private static double ink(BmdEstimate e, ModelCard card, Words words) throws Exception {
        ResultSaver.Answer answer = new ResultSaver.Answer(e, card, Marks.of(Radiograph.Side.LEFT), OffsetDateTime.MIN);
        Paper a4 = new Paper();
        a4.setSize(595, 842);
        a4.setImageableArea(54, 54, 487, 734);
        PageFormat paper = new PageFormat();
        paper.setPaper(a4);
        BufferedImage page = blank(595, 842);
        assertThat(new ResultPage(blank(13, 16), "", "Exam 1", answer, words).print(graphics(page), paper, 0))
                .isEqualTo(Printable.PAGE_EXISTS);
        assertThat(lowest(page)).as("the foot of the page").isBetween(770, 788);
        return blackness(page);
    }

    /** White, of three pixels a point. */
    private static BufferedImage blank(int width, int height) {
        BufferedImage image = new BufferedImage(3 * width, 3 * height, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        return image;
    }

    private static Graphics2D graphics(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.scale(3, 3);
        return g;
    }

    private static int lowest(BufferedImage image) {
        int y = image.getHeight() - 1;
        while (isBlank(image, y)) {
            y--;
        }
        return y / 3;
    }

    /** How much black there is, in pixels. */
    private static double blackness(BufferedImage image) {
        double sum = 0;
        for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
            sum += 1 - image.getRaster().getSample(i % image.getWidth(), i / image.getWidth(), 0) / 255.0;
        }
        return sum;
    }

    /** The ink of the two lines by themselves. */
    private double lines(int size, Words words) {
        BufferedImage lines = blank(595, 60);
        Graphics2D g = graphics(lines);
        g.setColor(Color.BLACK);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
        g.drawString(said(estimate.furtherTargets().get(0), words), 5, 20);
        g.drawString(said(estimate.furtherTargets().get(1), words), 5, 40);
        return blackness(lines);
    }

    /** The page has as much more ink as the two lines have by themselves. */
    @ParameterizedTest
    @MethodSource("languages")
    void thePageHasALineOfEach(Locale language) throws Exception {
        Words words = Words.in(language);
        double expected = lines(10, words);

        double more = ink(estimate, estimator.modelCard(), words)
                - ink(Estimates.withFurtherTargets(estimate, List.of()), estimator.modelCard(), words);

        assertThat(expected).isGreaterThan(1000);
        assertThat(more).isCloseTo(expected, within(0.1 * expected));
    }

    @Test
    void asManyAsACardMayHaveAreOnThePage() throws Exception {
        Words words = Words.in(Locale.FRENCH);
        List<FurtherTarget.Estimate> most = Collections.nCopies(MOST / 2, estimate.furtherTargets()).stream()
                .flatMap(List::stream)
                .toList();

        assertThat(ink(Estimates.withFurtherTargets(estimate, most), estimator.modelCard(), words))
                .as("in the smallest letters or larger ones")
                .isGreaterThan(MOST / 2 * lines(7, words));
    }

    /** In small letters too, which a page with many warnings has. */
    @ParameterizedTest
    @ValueSource(ints = {6, 7, 10, 13})
    void theLastLineOfTheCardStandsBelowAllOthers(int size) {
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) size);
        for (BmdEstimate e : List.of(estimate, Estimates.withFurtherTargets(estimate, List.of()))) {
            CardDrawing drawing = onPaper(e, Words.in(Locale.GERMAN));
            int height = drawing.height(font, 480);
            BufferedImage image = blank(480, height);
            Graphics2D g = graphics(image);
            g.setFont(font);
            drawing.draw(g, 480, height);
            int y = image.getHeight() - 1;
            while (isBlank(image, y)) {
                y--;
            }
            int foot = y;
            while (!isBlank(image, y)) {
                y--;
            }
            assertThat(foot - y).as("one line of letters, then paper").isBetween(size, 4 * size);
        }
    }

    private static boolean isBlank(BufferedImage image, int y) {
        for (int x = 0; x < image.getWidth(); x++) {
            if (image.getRaster().getSample(x, y, 0) < 128) {
                return false;
            }
        }
        return true;
    }

    @Test
    void theWordsToCopyHaveThemBelowWhatIsSaidOfTheFirst() {
        FurtherTarget.Estimate hip = estimate.furtherTargets().get(1);
        assertThat(ResultText.of(estimate).lines())
                .containsSubsequence(
                        String.format(Locale.ROOT, "T-score %.1f", estimate.tScore()),
                        estimate.statement(),
                        String.format(
                                Locale.ROOT,
                                "Total hip BMD %.3f g/cm² (90 %% interval %.3f to %.3f)",
                                hip.value(),
                                hip.interval().lower(),
                                hip.interval().upper()));
        assertThat(ResultText.of(Estimates.withFurtherTargets(estimate, List.of())))
                .doesNotContain("Total hip", "Cortical");
    }
}
