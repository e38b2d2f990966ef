package org.xattnbmd.samples.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.samples.Ran;
import org.xattnbmd.samples.ResultColumns;
import org.xattnbmd.samples.Thumbnail;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.DicomStudy;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** Small pictures of the necks beside the page. */
class ThumbnailsTest {

    private static final int W = 400;
    private static final int H = 480;
    private static final Pattern REFERENCE =
            Pattern.compile("<a class=\"neck\" href=\"(thumbnails/[0-9a-f]{32}\\.jpg)\">");

    @TempDir
    Path folder;

    private Path images;
    private Path out;

    @BeforeEach
    void files() throws Exception {
        TinyModel.write(folder, TinyModel.withNeckBox(TinyModel.card().toJson()));
        images = Files.createDirectory(folder.resolve("images"));
        out = folder.resolve("out");
        for (int i = 0; i < 3; i++) {
            Files.write(images.resolve("Meier" + i + ".png"), Pictures.encode("png", SyntheticHip.left(W, H, i), W, H));
        }
        Files.writeString(images.resolve("notes.txt"), "no picture");
    }

    private Ran batch(String... options) {
        Stream<String> always = Stream.of(
                "--model",
                folder.resolve("tiny.onnx").toString(),
                "--out",
                out.toString(),
                "--images",
                images.toString(),
                "--quiet");
        return Ran.of(
                Batch.commandLine(), Stream.concat(always, Stream.of(options)).toArray(String[]::new));
    }

    private String page() throws Exception {
        return Files.readString(out.resolve("results.html"));
    }

    private List<String> references() throws Exception {
        List<String> found = new ArrayList<>();
        for (Matcher matcher = REFERENCE.matcher(page()); matcher.find(); ) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private List<String> thumbnails() throws Exception {
        try (Stream<Path> files = Files.list(out.resolve(Thumbnails.FOLDER))) {
            return files.map(file -> Thumbnails.FOLDER + "/" + file.getFileName())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyNeckThatWasFoundHasASmallPictureWithItsBox() throws Exception {
        batch().assertFine();

        List<String> references = references();
        assertThat(references).hasSize(3).doesNotHaveDuplicates();
        assertThat(thumbnails()).containsExactlyInAnyOrderElementsOf(references);
        assertThat(page()).contains("Neck of row", "\"lazy\"").doesNotContain("http:", "https:", "data:image");
        for (String reference : references) {
            Path file = out.resolve(reference);
            assertThat(Files.size(file)).isLessThan(12_000);
            BufferedImage picture = ImageIO.read(file.toFile());
            assertThat(Math.max(picture.getWidth(), picture.getHeight())).isLessThanOrEqualTo(Thumbnails.SIDE);
            assertThat(yellow(picture)).as("its box").isGreaterThan(60);
        }
        Ran again = batch().assertFine();
        assertThat(references()).as("the same names the second time").isEqualTo(references);
        assertThat(again.out()).startsWith("3 estimated, 1 refused");
    }

    private static int yellow(BufferedImage picture) {
        int count = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int rgb = picture.getRGB(x, y);
                int blue = rgb & 0xFF;
                count += (rgb >> 16 & 0xFF) - blue > 60 && (rgb >> 8 & 0xFF) - blue > 50 ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void theyCanBeLeftOutAndThoseOfOtherRowsGo() throws Exception {
        batch().assertFine();
        Path foreign = Files.writeString(out.resolve(Thumbnails.FOLDER).resolve("mine.jpg"), "kept");
        List<String> before = references();
        Files.delete(images.resolve("Meier0.png"));
        Files.write(out.resolve(Thumbnails.FOLDER).resolve(".writing1.tmp"), new byte[] {1});
        batch().assertFine();
        assertThat(references()).hasSize(2);
        assertThat(thumbnails()).hasSize(3).containsAll(references()).contains(Thumbnails.FOLDER + "/mine.jpg");
        assertThat(before).containsAll(references());

        batch("--no-thumbnails").assertFine();
        assertThat(page()).doesNotContain("<a ", "thumbnails/", ">neck<");
        assertThat(thumbnails()).containsExactly(Thumbnails.FOLDER + "/mine.jpg");
        assertThat(foreign).hasContent("kept");
    }

    /** The file is DICOM with a patient: nothing of the header is in the small picture, nor in its name. */
    @Test
    void nothingOfAHeaderIsInAPicture() throws Exception {
        Files.write(images.resolve("study.dcm"), DicomStudy.bytes());
        batch().assertFine();
        for (String reference : thumbnails()) {
            assertThat(new String(
                            Files.readAllBytes(out.resolve(reference)), java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain("Nobody", "PID-0815", "ACC-4711", "DICM", "Exif");
        }
        assertThat(references()).hasSize(4);
    }

    @Test
    void whereNoNeckIsSaidThereIsNone() throws Exception {
        TinyModel.write(folder);
        batch().assertFine();
        assertThat(out.resolve(Thumbnails.FOLDER)).doesNotExist();
        assertThat(page()).doesNotContain("<a ");
    }

    /** Ten thousand rows are eight megabytes of page at most, and no picture until a row is shown. */
    @Test
    void thePageOfTenThousandRowsStaysSmall() {
        int rows = 10_000;
        List<String> cells = new ArrayList<>(Collections.nCopies(Outcome.COLUMNS.size(), ""));
        cells.set(Outcome.COLUMNS.indexOf(ResultColumns.STATUS), ResultColumns.ESTIMATED);
        cells.set(Outcome.COLUMNS.indexOf(ResultColumns.BMD), "0.8123");
        cells.set(Outcome.COLUMNS.indexOf(Outcome.LOWER), "0.7123");
        cells.set(Outcome.COLUMNS.indexOf(Outcome.UPPER), "0.9123");
        cells.set(Outcome.COLUMNS.indexOf(Outcome.T_SCORE), "-1.5");
        cells.set(Outcome.COLUMNS.indexOf(Outcome.CATEGORY), "low_bone_mass");
        cells.set(Outcome.COLUMNS.indexOf(ResultColumns.TRUST), "unusual");
        cells.set(
                Outcome.COLUMNS.indexOf(ResultColumns.WARNINGS),
                "simulated_model;missing_fields;unknown_side;low_resolution");
        List<Request> requests = IntStream.range(0, rows)
                .mapToObj(i -> new Request(
                        "archive/2026/hips/exam-" + i + ".dcm",
                        Path.of("x"),
                        Radiograph.Side.LEFT,
                        Collections.emptySortedMap(),
                        null))
                .toList();
        List<Optional<String>> thumbnails = IntStream.range(0, rows)
                .mapToObj(i -> Optional.of(String.format("thumbnails/%032x.jpg", i)))
                .toList();
        Results results = Results.of(
                requests,
                Collections.nCopies(rows, "k"),
                Map.of("k", new Outcome(cells)),
                new ModelIdentity("model", "1", "00", true),
                List.of());

        String page = ResultsPage.of(results, thumbnails);
        assertThat(page.length()).isLessThan(8_000_000);
        assertThat(page.split("<a class=\"neck\"", -1)).hasSize(rows + 1);
        assertThat(page).doesNotContain("<img");
    }

    /** Each pixel of a thumbnail is the mean of the block it stands for; a box beyond the picture is cut to it. */
    @Test
    void aThumbnailIsTheMeanOfItsBlocks() {
        short[] grey = new short[64 * 32];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (short) (i % 64 < 32 ? i % 2 * 40_000 : 60_000);
        }
        Radiograph half = Radiograph.of(grey, 64, 32, PixelFormat.unsigned(16));

        BufferedImage small = Thumbnail.of(half, 32);
        assertThat(small.getWidth()).isEqualTo(32);
        assertThat(small.getHeight()).isEqualTo(16);
        assertThat(small.getRaster().getSample(3, 3, 0))
                .as("mean of dark and bright")
                .isZero();
        assertThat(small.getRaster().getSample(20, 3, 0)).isEqualTo(255);
        assertThat(Thumbnail.of(half, 1000).getWidth()).as("not enlarged").isEqualTo(64);

        BufferedImage cut = Thumbnail.of(half, new BmdEstimate.Area(50, 20, 20, 20), 3, 160);
        assertThat(cut.getWidth()).isEqualTo(34);
        assertThat(cut.getHeight()).isEqualTo(32);
        BufferedImage outside = Thumbnail.of(half, new BmdEstimate.Area(500, 500, 20, 20), 3, 160);
        assertThat(outside.getWidth()).isEqualTo(64);
    }
}
