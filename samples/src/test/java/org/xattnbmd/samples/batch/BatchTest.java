package org.xattnbmd.samples.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.samples.Ran;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.fixtures.ExamRows;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

class BatchTest {

    private static final int W = 100;
    private static final int H = 120;
    private static final String HEADER = "row,image,side,status,error_code,error_message,bmd_g_per_cm2,lower_g_per_cm2,"
            + "upper_g_per_cm2,coverage,t_score,category,below_thresholds,warnings,outlier_score,outlier_limit,outlier_hard_limit,"
            + "trust,trust_reasons,model_id,"
            + "model_version,model_sha256,simulated";

    @TempDir
    Path folder;

    private Path model;
    private Path images;
    private Path out;

    @BeforeEach
    void files() throws Exception {
        model = TinyModel.write(folder);
        images = Files.createDirectory(folder.resolve("images"));
        out = folder.resolve("out");
        for (int i = 0; i < 6; i++) {
            picture("hip" + i + ".png", i);
        }
    }

    @Test
    void aFolderBecomesACsvFileAndAPage() throws Exception {
        Ran ran = fromFolder().assertFine();

        List<String> lines = csv();
        assertThat(lines).hasSize(7);
        assertThat(lines.get(0)).as("the header is an interface").isEqualTo(HEADER);
        assertThat(lines.get(1)).matches("1,hip0\\.png,unknown,ok,,,0\\.\\d{4},.*,tiny,1\\.0\\.0,[0-9a-f]{64},true");
        assertThat(ran.out()).startsWith("6 estimated, 0 refused");
        assertThat(list()).containsExactly("results.csv", "results.html");
    }

    @Test
    void anotherTargetHasColumnsInItsUnitAndNoTScore() throws Exception {
        ModelCard card = TinyModel.card(
                new ModelCard.Target("cortex_mm", "Cortical thickness", "mm", 0, 10), ModelCard.NO_SCALE);
        TinyModel.write(folder, TinyModel.bytes(card.toJson()));
        Files.writeString(images.resolve("notes.txt"), "no picture");

        fromFolder().assertFine();

        assertThat(csv().get(0))
                .isEqualTo("row,image,side,status,error_code,error_message,value,lower,upper,coverage,warnings,"
                        + "outlier_score,outlier_limit,outlier_hard_limit,trust,trust_reasons,target,unit,model_id,"
                        + "model_version,model_sha256,simulated");
        assertThat(csv().get(1))
                .matches("1,hip0\\.png,unknown,ok,,,0\\.\\d{4},0\\.\\d{4},\\d\\.\\d{4},0\\.9,.*"
                        + ",cortex_mm,mm,tiny,1\\.0\\.0,[0-9a-f]{64},true");
        assertThat(csv().get(7)).contains(",notes.txt,unknown,refused,BMD-1003,");
        assertThat(out.resolve("results.html"))
                .content()
                .contains("<h1>Cortical thickness estimates</h1>", "Cortical thickness, mm", "bins of ")
                .doesNotContain("g/cm", "T-score", "BMD,", ">NaN");
    }

    @Test
    void furtherTargetsHaveColumnsAtTheEnd() throws Exception {
        TinyModel.write(folder, TinyModel.withFurther(TinyModel.furtherCard().toJson()));
        Files.writeString(images.resolve("notes.txt"), "no picture");

        fromFolder().assertFine();

        List<String> header = List.of(csv().get(0).split(","));
        int at = header.indexOf("further_thickness_mm");
        assertThat(csv().get(0))
                .isEqualTo(HEADER + ",further_thickness_mm,further_thickness_mm_lower,"
                        + "further_thickness_mm_upper,further_total_hip_bmd_g_cm2,further_total_hip_bmd_g_cm2_lower,"
                        + "further_total_hip_bmd_g_cm2_upper");
        String[] first = csv().get(1).split(",", -1);
        double bmd = Double.parseDouble(first[header.indexOf("bmd_g_per_cm2")]);
        for (int k = 0; k < TinyModel.FURTHER.length; k++) {
            double value = Double.parseDouble(first[at + 3 * k]);
            assertThat(value).isCloseTo(TinyModel.FURTHER[k] * bmd, within(2e-3));
            assertThat(Double.parseDouble(first[at + 3 * k + 1])).isLessThan(value);
            assertThat(Double.parseDouble(first[at + 3 * k + 2])).isGreaterThan(value);
        }
        assertThat(csv().get(7)).contains(",refused,BMD-1003,").endsWith(",true,,,,,,");
    }

    @Test
    void badFilesBecomeRowsWithTheirCodeAndTheOthersAreEstimated() throws Exception {
        byte[] png = Files.readAllBytes(images.resolve("hip0.png"));
        Files.write(images.resolve("cut.png"), Arrays.copyOf(png, png.length / 2));
        Files.writeString(images.resolve("notes.txt"), "no picture");

        fromFolder().assertFine();

        assertThat(csv()).hasSize(9).anyMatch(line -> line.startsWith("1,cut.png,unknown,refused,BMD-1004,"));
        assertThat(csv()).anyMatch(line -> line.contains(",notes.txt,unknown,refused,BMD-1003,"));
        assertThat(csv().stream().filter(line -> line.contains(",ok,"))).hasSize(6);
    }

    @Test
    void aCsvFileGivesFactsAndSidesAndItsBadLinesBecomeRows() throws Exception {
        Path csv = write("""
                \uFEFFimage,side,age,sex,remark
                images/hip0.png,left,75,female,"a, b"
                images/hip1.png,,,,
                images/hip2.png,RIGHT,-3,male,
                images/hip3.png,top,60,male,
                images/absent.png,left,60,male,
                images/hip4.png,left,60
                """);

        Ran ran = batch("--csv", csv.toString(), "--ignore", "remark").assertFine();

        List<String> lines = csv();
        assertThat(ran.out()).startsWith("2 estimated, 4 refused");
        assertThat(lines.get(1)).startsWith("1,images/hip0.png,left,ok,,,0.").contains("missing_fields");
        assertThat(lines.get(2)).startsWith("2,images/hip1.png,unknown,ok");
        assertThat(lines.get(3)).startsWith("3,images/hip2.png,right,refused,BMD-2002,");
        assertThat(lines.get(4)).startsWith("4,images/hip3.png,unknown,refused,BMD-5001,");
        assertThat(lines.get(5)).startsWith("5,images/absent.png,left,refused,BMD-1001,");
        assertThat(lines.get(6)).startsWith("6,images/hip4.png,left,refused,BMD-5001,");
    }

    @Test
    void rowsAndTablesAreTakenAsTheOtherReadersDo() throws Exception {
        Files.copy(images.resolve("hip0.png"), folder.resolve(ExamRows.IMAGE));
        List<ExamRows.Row> rows = ExamRows.rows();
        String table = rows.stream().map(row -> row.cells() + "\n").collect(Collectors.joining());

        batch("--csv", write(ExamRows.HEADER + "\n" + table).toString()).assertFine();

        List<String> lines = csv();
        assertThat(lines).hasSize(rows.size() + 1);
        for (int i = 0; i < rows.size(); i++) {
            ExamRows.Row row = rows.get(i);
            assertThat(lines.get(i + 1))
                    .as(row.name())
                    .contains(
                            row.refused()
                                    ? ",refused,BMD-"
                                    : "," + row.side().name().toLowerCase(Locale.ROOT) + ",ok,");
        }
        for (ExamRows.Table whole : ExamRows.tables(ExamRows.HEADER, ExamRows.GOOD, ExamRows.GOOD)) {
            Ran ran = batch("--csv", write(whole.text()).toString());
            if (whole.refused()) {
                ran.assertRefused("BMD-5001");
            } else {
                assertThat(ran.assertFine().out()).as(whole.name()).startsWith("2 estimated, 0 refused");
            }
        }
    }

    /** A list that cannot be understood is refused as a whole, and one cell of it for its row alone. */
    @Test
    void damagedListsAreRefusedInOneLine() throws Exception {
        batch("--csv", write("image\n\"images/hip0.png\n").toString()).assertRefused("BMD-5001");
        Ran headless = batch("--csv", write("jane-doe.png,left\n").toString());
        headless.assertRefused("BMD-5001");
        assertThat(headless.err()).doesNotContain("jane");

        batch("--csv", write("image\nimages/hip0.png\n\"\"\na\0b.png\n").toString())
                .assertFine();

        assertThat(csv().subList(2, 4)).allMatch(line -> line.contains(",unknown,refused,BMD-1001,"));
    }

    @Test
    void columnsThatTheModelDoesNotHaveAreRefusedNotSkipped() throws Exception {
        batch("--csv", write("image,shoe_size\nimages/hip0.png,42\n").toString())
                .assertRefused("BMD-5001");
        batch("--csv", write("picture,age\nimages/hip0.png,42\n").toString()).assertRefused("BMD-5001");
        batch("--csv", write("image,age,age\nimages/hip0.png,42,43\n").toString())
                .assertRefused("BMD-5001");
        batch("--csv", folder.resolve("absent.csv").toString()).assertRefused("BMD-5001");
    }

    /** The tiny model's outlier score is the mean size of the standardised clinical values: here 1.6 and 2.125. */
    @Test
    void whatIsNotUsableIsRefusedOrOnRequestMarked() throws Exception {
        ModelCard card = TinyModel.card().toBuilder()
                .trust(new ModelCard.TrustLimits(2, 1.5, "made up for tests"))
                .build();
        model = TinyModel.write(folder, TinyModel.bytes(card.toJson()));
        String table = """
                image,side,age,height,weight
                images/hip0.png,left,75,,
                images/hip0.png,left,,,171
                images/hip0.png,left,110,120,
                """;
        Path csv = write(table.replace("height", "height_cm").replace("weight", "weight_kg"));

        Ran refused = batch("--csv", csv.toString()).assertFine();
        assertThat(refused.out()).startsWith("2 estimated, 1 refused: ");
        assertThat(csv().get(1)).contains(",ok,,,0.").contains(",2.000,fine,,tiny");
        assertThat(csv().get(2)).contains(",ok,,,").contains(",unusual,unlike_training,tiny");
        assertThat(csv().get(3)).contains(",refused,BMD-4010,").contains(",not_usable,,tiny");

        Ran marked = batch("--csv", csv.toString(), "--return-unusable").assertFine();
        assertThat(marked.out()).startsWith("2 estimated, 0 refused, 1 not usable: ");
        assertThat(csv().get(3))
                .matches("3,images/hip0.png,left,not_usable,BMD-4010,Not usable: [^,]+,0\\.\\d{4},.*"
                        + ",0\\.9,,,,.*,not_usable,far_from_training,tiny,.*");
        assertThat(Files.readString(out.resolve("results.html")))
                .contains("2 estimated, 0 refused, 1 not usable", "<td>not usable</td>", "<td>unusual</td>");
    }

    @Test
    void thePageNeedsNothingElseAndEscapesNames() throws Exception {
        picture("<b>&hip.png", 9);
        Files.writeString(images.resolve("notes.txt"), "no picture");

        fromFolder().assertFine();

        String page = Files.readString(out.resolve("results.html"));
        assertThat(page).contains("&lt;b&gt;&amp;hip.png", "SIMULATED", "<svg", "BMD-1003", "Not a medical device");
        assertThat(page).doesNotContain("<b>", "http://", "https://", "src=", "href=");
        assertThat(page)
                .contains("<option value=\"BMD-1003\">BMD-1003 (1)</option>", "data-kinds=\"BMD-1003\"")
                .contains(">simulated model (", "aria-sort");
    }

    @Test
    void theOrderAndNumbersDoNotDependOnTheWorkers() throws Exception {
        batch("--images", images.toString(), "--workers", "1").assertFine();
        String one = Files.readString(out.resolve("results.csv"));
        batch("--images", images.toString(), "--workers", "4").assertFine();

        assertThat(Files.readString(out.resolve("results.csv"))).isEqualTo(one);
    }

    @Test
    void wrongUsageIsOneLine() {
        Ran.of(Batch.commandLine(), "--model", model.toString(), "--out", out.toString())
                .assertWrongUsage();
        batch("--images", images.toString(), "--workers", "0").assertWrongUsage();
        Ran.of(
                        Batch.commandLine(),
                        "--model",
                        model.toString(),
                        "--images",
                        images.toString(),
                        "--out",
                        images.resolve("out").toString())
                .assertWrongUsage();
        batch("--images", images.toString(), "--csv", "x.csv").assertWrongUsage();
        Ran.of(Batch.commandLine(), "--model", "absent", "--images", images.toString(), "--out", out.toString())
                .assertRefused("BMD-3001");
        batch("--images", folder.resolve("absent").toString()).assertRefused("BMD-5001");
    }

    private Ran fromFolder() {
        return batch("--images", images.toString());
    }

    private Ran batch(String... options) {
        String[] always = {"--model", model.toString(), "--out", out.toString(), "--quiet"};
        return Ran.of(
                Batch.commandLine(),
                Stream.concat(Arrays.stream(always), Arrays.stream(options)).toArray(String[]::new));
    }

    private void picture(String name, int seed) throws IOException {
        Files.write(images.resolve(name), Pictures.encode("png", SyntheticHip.left(W, H, seed), W, H));
    }

    private Path write(String csv) throws IOException {
        return Files.writeString(folder.resolve("list.csv"), csv, StandardCharsets.UTF_8);
    }

    private List<String> csv() throws IOException {
        return Files.readAllLines(out.resolve("results.csv"));
    }

    private List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
