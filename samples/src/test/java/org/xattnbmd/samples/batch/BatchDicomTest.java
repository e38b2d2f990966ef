package org.xattnbmd.samples.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.samples.OpenedRadiograph;
import org.xattnbmd.samples.Ran;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.fixtures.DicomStudy;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;
import org.xattnbmd.sdk.results.DicomObject.Kind;

/** {@code batch --dicom-results}: a structured report and a secondary capture for each radiograph in DICOM. */
class BatchDicomTest {

    private static final int RADIOGRAPHS = 6;
    private static final int KILLED_AFTER = 3;
    private static final int W = 80;
    private static final int H = 90;

    @TempDir
    Path folder;

    private Path model;
    private Path images;

    @BeforeEach
    void files() throws Exception {
        model = TinyModel.write(folder);
        images = Files.createDirectory(folder.resolve("images"));
        for (int i = 0; i < RADIOGRAPHS; i++) {
            radiograph("Nobody-" + i + ".dcm", i);
        }
    }

    @Test
    void eachRadiographInDicomHasTwoObjectsAndTheOthersTheirRow() throws Exception {
        Files.write(images.resolve("x.png"), Pictures.encode("png", SyntheticHip.left(W, H, 9), W, H));
        Files.write(
                images.resolve("y.dcm"),
                new DicomWriter(DicomWriter.EXPLICIT, SyntheticHip.left(W, H, 10), W, H).toBytes());
        Files.writeString(images.resolve("z.txt"), "no picture");

        Ran ran = batch("out").assertFine();

        assertThat(ran.out())
                .startsWith("8 estimated, 1 refused")
                .contains("DICOM results of 6, none of 2 estimated: ");
        List<String> lines = Files.readAllLines(objects("out").resolve("objects.csv"));
        assertThat(lines.get(0)).isEqualTo("row,structured_report,secondary_capture,reason");
        assertThat(lines.subList(7, 10)).containsExactly("7,,,BMD-7001", "8,,,BMD-7002", "9,,,refused");
        for (int i = 1; i <= RADIOGRAPHS; i++) {
            String[] cells = lines.get(i).split(",", -1);
            assertThat(content("out", cells[1]))
                    .as(lines.get(i))
                    .contains(Kind.STRUCTURED_REPORT.sopClassUid(), cells[1], instance(i - 1), DicomStudy.NAME);
            assertThat(content("out", cells[2]))
                    .as(lines.get(i))
                    .contains(Kind.SECONDARY_CAPTURE.sopClassUid(), cells[2], DicomStudy.NAME);
        }
        assertThat(names("out"))
                .hasSize(2 * RADIOGRAPHS + 1)
                .allMatch(name -> name.matches("2\\.25\\.\\d+\\.dcm|objects\\.csv"));
        assertThat(Files.readString(objects("out").resolve("objects.csv"))).doesNotContain("Nobody");
        assertThat(ran.out() + ran.err()).doesNotContain("Nobody");
    }

    @Test
    void theRowsAreTheSameWithAndWithoutObjects() throws Exception {
        batch("out").assertFine();
        Ran.of(
                        Batch.commandLine(),
                        "--model",
                        model.toString(),
                        "--images",
                        images.toString(),
                        "--out",
                        folder.resolve("plain").toString())
                .assertFine();

        assertThat(folder.resolve("out/results.csv")).hasSameTextualContentAs(folder.resolve("plain/results.csv"));
    }

    @Test
    void aRadiographThatIsEstimatedTwiceWithOtherFactsHasTwoResults() throws Exception {
        Files.copy(images.resolve("Nobody-0.dcm"), images.resolve("copy.dcm"));
        Path csv = Files.writeString(folder.resolve("list.csv"), """
                image,side,age
                images/Nobody-0.dcm,left,60
                images/Nobody-0.dcm,left,80
                images/Nobody-0.dcm,left,60
                images/Nobody-0.dcm,right,60
                images/copy.dcm,left,70
                """);

        Ran ran = batch("out", "--csv", csv.toString(), "--workers", "1").assertFine();

        List<String> lines = Files.readAllLines(objects("out").resolve("objects.csv"));
        assertThat(ran.out()).contains("DICOM results of 4, none of 1 estimated");
        assertThat(lines.get(3).substring(2))
                .as("the same row")
                .isEqualTo(lines.get(1).substring(2));
        assertThat(lines.get(5)).as("one image, one result").isEqualTo("5,,,same_image");
        assertThat(names("out")).hasSize(2 * 3 + 1);
    }

    @Test
    void theFirstRowOfAnImageHasItsObjectsWhicheverWasDoneFirst() throws Exception {
        OpenedRadiograph opened = OpenedRadiograph.read(images.resolve("Nobody-0.dcm"));
        List<String> rows = List.of("first", "second");
        try (BmdEstimator estimator = BmdEstimator.builder(model).open()) {
            BmdEstimate estimate = estimator.estimate(
                    opened.radiograph(), ClinicalRecord.builder().build());
            for (List<String> done : List.of(rows, List.of("second", "first"))) {
                Path own = folder.resolve("own-" + done.get(0));
                try (DicomFolder dicom = DicomFolder.open(own, rows, false)) {
                    for (String row : done) {
                        dicom.write(row, 1, estimate, estimator.modelCard(), opened.radiograph(), opened);
                    }
                }
                assertThat(lastLine(own, "first")).contains("2.25.");
                assertThat(lastLine(own, "second")).endsWith("," + DicomFolder.SAME_IMAGE);
            }
        }
        // As a kill leaves it right after the first row's objects were written over the second's.
        Path killed = Files.createDirectory(folder.resolve("killed"));
        Files.writeString(killed.resolve("objects.journal"), "second,2.25.1,2.25.2,\nfirst,2.25.1,2.25.2,\n");
        DicomFolder.open(killed, rows, false).close();
        assertThat(lastLine(killed, "first")).contains("2.25.");
        assertThat(lastLine(killed, "second")).endsWith("," + DicomFolder.SAME_IMAGE);
    }

    private static String lastLine(Path folder, String row) throws IOException {
        return Files.readAllLines(folder.resolve("objects.journal")).stream()
                .filter(line -> line.startsWith(row + ","))
                .reduce("", (before, line) -> line);
    }

    @Test
    void goesOnAfterAKillWithoutALostOrDoubledObject() throws Exception {
        assertThat(BatchKilledTest.killed(folder, KILLED_AFTER, options("killed", "--images", images.toString())))
                .isEqualTo(BatchKilledTest.Killed.EXIT_CODE);
        // Killed between the objects of a row and its line: the row is done again.
        Path journal = folder.resolve("killed/results.journal");
        List<String> done = Files.readAllLines(journal);
        assertThat(done).hasSize(KILLED_AFTER);
        Files.write(journal, done.subList(0, KILLED_AFTER - 1));
        assertThat(objects("killed").resolve("objects.csv")).doesNotExist();
        assertThat(names("killed")).hasSize(2 * KILLED_AFTER + 1);

        Ran resumed = batch("killed").assertFine();
        batch("whole").assertFine();

        assertThat(resumed.err()).contains("Going on after 2 rows");
        assertThat(resumed.out()).contains("DICOM results of 6, none of 0 estimated");
        assertThat(names("killed")).isEqualTo(names("whole"));
        assertThat(objects("killed").resolve("objects.csv"))
                .hasSameTextualContentAs(objects("whole").resolve("objects.csv"));
        for (String name : names("killed")) {
            if (name.endsWith(".dcm")) {
                assertThat(Files.size(objects("killed").resolve(name)))
                        .as("whole: " + name)
                        .isEqualTo(Files.size(objects("whole").resolve(name)));
            }
        }
    }

    @Test
    void factsThatWereCorrectedSinceTheKillReplaceTheObjects() throws Exception {
        Path csv = folder.resolve("list.csv");
        Files.writeString(csv, "image,age\nimages/Nobody-0.dcm,60\nimages/Nobody-1.dcm,60\n");
        assertThat(BatchKilledTest.killed(folder, 1, options("killed", "--csv", csv.toString())))
                .isEqualTo(BatchKilledTest.Killed.EXIT_CODE);
        String before = names("killed").get(0);
        byte[] report = Files.readAllBytes(objects("killed").resolve(before));
        Files.writeString(csv, "image,age\nimages/Nobody-0.dcm,90\nimages/Nobody-1.dcm,60\n");

        Ran ran = batch("killed", "--csv", csv.toString()).assertFine();

        assertThat(ran.out()).contains("DICOM results of 2, none of 0 estimated");
        assertThat(Files.readAllBytes(objects("killed").resolve(before))).isNotEqualTo(report);
    }

    @Test
    void aFolderThatCannotBeUsedIsRefusedAndNoRowsAreLostToIt() throws Exception {
        Ran.of(
                        Batch.commandLine(),
                        "--model",
                        model.toString(),
                        "--images",
                        images.toString(),
                        "--out",
                        folder.resolve("out").toString(),
                        "--dicom-results",
                        images.resolve("objects").toString())
                .assertWrongUsage();
        Files.writeString(folder.resolve("objects-of-out"), "a file");

        batch("out", "--images", images.toString(), "--quiet").assertRefused("BMD-5001");

        assertThat(folder.resolve("out/results.csv")).doesNotExist();
    }

    private Ran batch(String out, String... options) {
        return Ran.of(
                Batch.commandLine(),
                options.length > 0 ? options(out, options) : options(out, "--images", images.toString()));
    }

    private String[] options(String out, String... more) {
        String[] always = {
            "--model",
            model.toString(),
            "--out",
            folder.resolve(out).toString(),
            "--dicom-results",
            objects(out).toString()
        };
        return Stream.concat(Arrays.stream(always), Arrays.stream(more)).toArray(String[]::new);
    }

    private Path objects(String out) {
        return folder.resolve("objects-of-" + out);
    }

    private List<String> names(String out) throws IOException {
        try (Stream<Path> files = Files.list(objects(out))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private String content(String out, String instance) throws IOException {
        Path file = objects(out).resolve(instance + ".dcm");
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private void radiograph(String name, int seed) throws IOException {
        Files.write(
                images.resolve(name),
                DicomStudy.writer(DicomWriter.EXPLICIT, SyntheticHip.left(W, H, seed), W, H)
                        .text(0x00080018, "UI", instance(seed))
                        .toBytes());
    }

    private static String instance(int seed) {
        return DicomStudy.INSTANCE + "." + (seed + 1);
    }
}
