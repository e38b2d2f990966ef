package org.xattnbmd.samples.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.event.InputEvent;
import java.awt.event.MouseEvent;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.samples.Ran;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.DicomStudy;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** The window's content without a window: painted into a picture, driven by mouse events. */
class ViewerTest {

    private static final int W = 200;
    private static final int H = 240;

    @TempDir
    Path folder;

    private final ExecutorService background = Executors.newSingleThreadExecutor();
    private BmdEstimator estimator;
    private ViewerPane pane;

    /** What the person answers who is asked for a folder, and how often that was. */
    private Optional<Path> chosen = Optional.empty();

    private int asked;

    @BeforeEach
    void open() throws Exception {
        Path dicom = Files.write(
                folder.resolve("hip.dcm"),
                new DicomWriter(DicomWriter.EXPLICIT, SyntheticHip.left(W, H, 1), W, H)
                        .text(0x00200062, "CS", "L")
                        .text(0x00101010, "AS", "075Y")
                        .toBytes());
        estimator = BmdEstimator.open(
                TinyModel.write(folder, TinyModel.withNeckBox(TinyModel.card().toJson())));
        SwingUtilities.invokeAndWait(() -> {
            pane = new ViewerPane(
                    background,
                    new AnsweredDialogs(
                            () -> {
                                asked++;
                                return chosen;
                            },
                            Optional::empty),
                    Words.in(Locale.ENGLISH));
            pane.use(estimator);
            pane.setSize(900, 700);
            Layouts.layOut(pane);
            pane.open(List.of(dicom));
        });
        settle();
    }

    @AfterEach
    void close() throws Exception {
        background.shutdown();
        assertThat(background.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        estimator.close();
    }

    @Test
    void sixteenBitDicomIsShownInFullRangeGrey() throws Exception {
        BufferedImage painted = paint();

        int[] counts = new int[256];
        for (int x = 0; x < painted.getWidth(); x++) {
            for (int y = 0; y < painted.getHeight(); y++) {
                counts[painted.getRGB(x, y) & 0xFF]++;
            }
        }
        assertThat(pane.result()).isEqualTo("200 by 240 pixels");
        assertThat(coloured(painted)).isZero();
        assertThat(counts[255]).as("white").isPositive();
        assertThat(Arrays.stream(counts).filter(count -> count > 0).count())
                .as("greys in use")
                .isGreaterThan(150);
    }

    /** The tiny model's outlier score is the mean size of the standardised clinical values: here 1.6 and 2.125. */
    @Test
    void theTextSaysHowFarToTrust() {
        ModelCard card = TinyModel.card().toBuilder()
                .trust(new ModelCard.TrustLimits(2, 1.5, "made up for tests"))
                .build();
        Radiograph hip = Radiograph.of(SyntheticHip.left(W, H, 1), W, H, PixelFormat.unsigned(16));
        Path model = TinyModel.write(folder, TinyModel.bytes(card.toJson()));
        try (BmdEstimator trusting =
                BmdEstimator.builder(model).returnUnusable(true).open()) {
            ClinicalRecord unusual =
                    ClinicalRecord.builder().set("weight_kg", 171).build();
            ClinicalRecord not = ClinicalRecord.builder()
                    .set("age", 110)
                    .set("height_cm", 120)
                    .build();

            assertThat(ResultText.of(trusting.estimate(hip, ClinicalRecord.empty())))
                    .contains("T-score")
                    .doesNotContain("Unusual");
            assertThat(ResultText.of(trusting.estimate(hip, unusual))).contains("T-score", "Unusual: the radiograph");
            assertThat(ResultText.of(trusting.estimate(hip, not)))
                    .contains("Not usable: the radiograph")
                    .doesNotContain("T-score", "NaN");
        }
    }

    @Test
    void draggingChangesWindowAndLevel() throws Exception {
        WindowLevel before = pane.panel().windowLevel();
        long bright = sum(paint());

        drag(0, 100, 100, 100, 160);
        assertThat(pane.panel().windowLevel().level()).isLessThan(before.level());
        assertThat(sum(paint())).as("dragged down is brighter").isGreaterThan(bright);

        drag(0, 100, 100, 180, 100);
        assertThat(pane.panel().windowLevel().window()).isGreaterThan(before.window());
        assertThat(pane.panel().region()).isEmpty();
    }

    @Test
    void shiftDragDrawsTheRegionInPixelsOfThePicture() throws Exception {
        Rectangle picture = pictureOnScreen();
        drag(
                InputEvent.SHIFT_DOWN_MASK,
                picture.x + picture.width / 2,
                picture.y + picture.height / 2,
                picture.x,
                picture.y);

        assertThat(pane.panel().region()).contains(new Rectangle(0, 0, W / 2, H / 2));
        assertThat(coloured(paint())).as("its outline").isPositive();

        drag(InputEvent.SHIFT_DOWN_MASK, picture.x + 5, picture.y + 5, picture.x + 9, picture.y + 9);
        assertThat(pane.panel().region()).as("too small to use").isEmpty();
    }

    @Test
    void controlDragMovesTheNecksBoxAndTheNextEstimateLooksThere() throws Exception {
        Rectangle picture = pictureOnScreen();
        double scale = picture.width / (double) W;
        WindowLevel before = pane.panel().windowLevel();
        drag(InputEvent.CTRL_DOWN_MASK, picture.x + 100, picture.y + 100, picture.x + 140, picture.y + 100);
        assertThat(pane.panel().neck()).as("none before an estimate").isEmpty();
        assertThat(pane.panel().windowLevel()).isEqualTo(before);

        click();
        String first = pane.result();
        int right = (int) Math.round(30 * scale);
        drag(InputEvent.CTRL_DOWN_MASK, picture.x + 100, picture.y + 100, picture.x + 100 + right, picture.y + 100);
        Rectangle moved = pane.panel().neck().orElseThrow();
        assertThat(coloured(paint())).as("its outline").isPositive();
        drag(InputEvent.CTRL_DOWN_MASK, picture.x + 100, picture.y + 100, picture.x + 100, picture.y + 100 + right);
        assertThat(pane.panel().neck().orElseThrow().x).isEqualTo(moved.x);
        assertThat(pane.panel().neck().orElseThrow().y).isGreaterThan(moved.y);
        assertThat(pane.panel().neck().orElseThrow().getSize()).isEqualTo(moved.getSize());

        click();
        assertThat(pane.result()).contains("BMD 0.").isNotEqualTo(first);

        drag(InputEvent.CTRL_DOWN_MASK, picture.x, picture.y, picture.x + picture.width, picture.y);
        assertThat(new Rectangle(W, H).contains(pane.panel().neck().orElseThrow()))
                .as("kept in the picture")
                .isTrue();
    }

    @Test
    void theEstimateIsComputedOffTheEventThreadAndItsOverlayToggles() throws Exception {
        onEventThread(() -> pane.form().clinical().set("age", "75"));
        click();

        assertThat(pane.result()).startsWith("SIMULATED").contains("BMD 0.", "T-score", "Not a medical device");
        int box = coloured(paint());
        assertThat(box).as("the neck's box alone").isPositive();
        onEventThread(() -> pane.neckBox().doClick());
        assertThat(coloured(paint())).as("no overlay yet").isZero();

        onEventThread(() -> pane.overlayBox().doClick());
        assertThat(coloured(paint())).as("overlay").isGreaterThan(4 * box);
        onEventThread(() -> pane.overlayBox().doClick());
        assertThat(coloured(paint())).isZero();
    }

    @Test
    void theEventThreadIsFreeWhileItEstimates() throws Exception {
        AtomicReference<String> meanwhile = new AtomicReference<>();
        CountDownLatch busy = new CountDownLatch(1);
        background.execute(() -> {
            try {
                busy.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        onEventThread(() -> pane.estimateButton().doClick());
        onEventThread(() -> meanwhile.set(pane.result()));
        busy.countDown();
        settle();

        assertThat(meanwhile.get()).isEqualTo("Estimating …");
        assertThat(pane.result()).contains("BMD 0.");
    }

    @Test
    void aRefusalIsShownWithItsCode() throws Exception {
        onEventThread(() -> pane.form().clinical().set("age", "-3"));
        click();
        assertThat(pane.result()).startsWith("BMD-2002: ");

        onEventThread(() -> pane.open(List.of(folder.resolve("absent.dcm"))));
        settle();
        assertThat(pane.noticed()).startsWith("BMD-1001: ");
    }

    @Test
    void theResultOfARadiographInDicomIsSavedAsFourObjects() throws Exception {
        Path results = Files.createDirectory(folder.resolve("results"));
        open(Files.write(folder.resolve("study.dcm"), DicomStudy.bytes()));
        assertThat(pane.saveButton().isEnabled()).as("nothing to save").isFalse();
        click();

        save();
        assertThat(asked).isOne();
        assertThat(list(results)).as("no folder was chosen").isEmpty();
        assertThat(pane.result()).startsWith("SIMULATED");

        chosen = Optional.of(results);
        save();
        assertThat(pane.result())
                .contains(
                        "Saved: structured report, 2.25.",
                        "secondary capture",
                        "presentation state",
                        "encapsulated pdf")
                .contains("BMD 0.")
                .doesNotContain("Nobody", "PID-0815");
        List<Path> first = list(results);
        assertThat(first)
                .hasSize(4)
                .allMatch(file -> file.getFileName().toString().matches("2\\.25\\.\\d+\\.dcm"));
        for (Path file : first) {
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .contains("DICM", DicomStudy.STUDY, DicomStudy.NAME);
        }

        save();
        assertThat(list(results)).as("saved twice is saved once").isEqualTo(first);
        onEventThread(() -> pane.form().clinical().set("age", "60"));
        click();
        save();
        assertThat(list(results))
                .as("with other facts, a second edition")
                .hasSize(8)
                .containsAll(first);
    }

    @Test
    void whatHasNoBoxIsSavedWithoutAPresentationState() throws Exception {
        try (BmdEstimator boxless = BmdEstimator.open(TinyModel.write(folder))) {
            onEventThread(() -> pane.use(boxless));
            open(Files.write(folder.resolve("study.dcm"), DicomStudy.bytes()));
            click();
            chosen = Optional.of(Files.createDirectory(folder.resolve("results")));
            save();

            assertThat(pane.result()).startsWith("Not saved: BMD-7003: ").contains("Saved: structured report");
            assertThat(list(chosen.get())).hasSize(3);
        }
    }

    @Test
    void whatCannotBeSavedIsRefusedInWords() throws Exception {
        chosen = Optional.of(folder.resolve("absent"));
        click();
        save();
        assertThat(pane.result())
                .as("a file that says no study")
                .startsWith("BMD-7002: ")
                .contains("BMD 0.");

        short[] pixels = SyntheticHip.left(W, H, 1);
        open(Files.write(folder.resolve("hip.png"), Pictures.encode("png", pixels, W, H)));
        assertThat(pane.saveButton().isEnabled())
                .as("the estimate was of another radiograph")
                .isFalse();
        click();
        save();
        assertThat(pane.result()).startsWith("BMD-7001: ");
        assertThat(asked).as("nobody is asked for a folder in vain").isZero();

        open(Files.write(folder.resolve("study.dcm"), DicomStudy.bytes()));
        click();
        save();
        assertThat(pane.result()).as("no such folder").startsWith("BMD-5001: ");
        onEventThread(() -> pane.form().clinical().set("age", "-3"));
        click();
        assertThat(pane.saveButton().isEnabled()).as("a refusal is no result").isFalse();
    }

    @Test
    void withoutADisplayItSaysSoInOneLine() {
        assertThat(GraphicsEnvironment.isHeadless()).isTrue();
        Ran.of(Viewer.commandLine(), "--model", folder.resolve("tiny.onnx").toString())
                .assertRefused("BMD-5001");
    }

    private void click() throws Exception {
        onEventThread(() -> pane.estimateButton().doClick());
        settle();
    }

    private void open(Path file) throws Exception {
        onEventThread(() -> pane.open(List.of(file)));
        settle();
    }

    private void save() throws Exception {
        onEventThread(() -> pane.saveButton().doClick());
        settle();
    }

    private static List<Path> list(Path of) throws Exception {
        try (Stream<Path> files = Files.list(of)) {
            return files.sorted().toList();
        }
    }

    /** Waits for the background and for what it left on the event queue. */
    private void settle() throws Exception {
        background.submit(() -> {}).get(20, TimeUnit.SECONDS);
        onEventThread(() -> {});
    }

    private static void onEventThread(Runnable action) throws Exception {
        SwingUtilities.invokeAndWait(action);
    }

    private void drag(int modifiers, int fromX, int fromY, int toX, int toY) throws Exception {
        onEventThread(() -> {
            mouse(MouseEvent.MOUSE_PRESSED, modifiers, fromX, fromY);
            mouse(MouseEvent.MOUSE_DRAGGED, modifiers | InputEvent.BUTTON1_DOWN_MASK, toX, toY);
            mouse(MouseEvent.MOUSE_RELEASED, modifiers, toX, toY);
        });
    }

    private void mouse(int id, int modifiers, int x, int y) {
        RadiographPanel panel = pane.panel();
        panel.dispatchEvent(new MouseEvent(panel, id, 0, modifiers, x, y, 1, false, MouseEvent.BUTTON1));
    }

    private Rectangle pictureOnScreen() {
        int width = pane.panel().getWidth();
        int height = pane.panel().getHeight();
        double scale = Math.min(width / (double) W, height / (double) H);
        int w = (int) Math.round(scale * W);
        int h = (int) Math.round(scale * H);
        return new Rectangle((width - w) / 2, (height - h) / 2, w, h);
    }

    private BufferedImage paint() throws Exception {
        RadiographPanel panel = pane.panel();
        BufferedImage image = new BufferedImage(panel.getWidth(), panel.getHeight(), BufferedImage.TYPE_INT_RGB);
        onEventThread(() -> panel.paint(image.createGraphics()));
        return image;
    }

    private static long sum(BufferedImage image) {
        long sum = 0;
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                sum += image.getRGB(x, y) & 0xFF;
            }
        }
        return sum;
    }

    private static int coloured(BufferedImage image) {
        int count = 0;
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                int rgb = image.getRGB(x, y);
                count += (rgb >> 16 & 0xFF) != (rgb & 0xFF) ? 1 : 0;
            }
        }
        return count;
    }
}
