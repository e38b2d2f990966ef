package org.xattnbmd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.fixtures.ExamRows;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

class CohortManifestTest {

    private static final String HEADER = "subject_id,image,split,side,age,sex,weight_kg,smoking,femoral_neck_bmd_g_cm2,"
            + "neck_x,neck_y,neck_half_width,neck_half_height";
    private static final String GOOD = "S1,a.png,train,left,75,female,68.5,never,0.81,0.5,0.4,0.1,0.12";
    private static final String ALSO_GOOD = "S2,b.png,Test,right,80.25,male,,,0.95,,,,";

    @TempDir
    Path folder;

    @BeforeEach
    void images() throws IOException {
        Files.createFile(folder.resolve("a.png"));
        Files.createFile(folder.resolve("b.png"));
    }

    private Path write(String... lines) throws IOException {
        return Files.writeString(folder.resolve(CohortManifest.FILE), String.join("\n", lines) + "\n");
    }

    private TrainerException refusal() {
        TrainerException e = catchThrowableOfType(TrainerException.class, () -> CohortManifest.read(folder));
        assertThat(e).as("a refusal").isNotNull();
        return e;
    }

    @Test
    void goodRowsAreReadInOrderWithTheirLines() throws IOException {
        write(HEADER, GOOD, ALSO_GOOD);
        List<ManifestRow> rows = CohortManifest.read(folder);
        assertThat(rows).extracting(ManifestRow::line).containsExactly(2L, 3L);
        assertThat(rows).extracting(ManifestRow::subjectId).containsExactly("S1", "S2");
        assertThat(rows).extracting(ManifestRow::split).containsExactly(Split.TRAIN, Split.TEST);
        assertThat(rows).extracting(row -> row.view().side()).containsExactly(Side.LEFT, Side.RIGHT);
        assertThat(rows).extracting(row -> row.facts().sex()).containsExactly("female", "male");
        assertThat(rows).extracting(row -> row.facts().age()).containsExactly(75.0, 80.25);
        assertThat(rows).extracting(ManifestRow::bmd).containsExactly(0.81, 0.95);
        assertThat(rows.get(0).view().image()).isEqualTo(folder.resolve("a.png"));
        assertThat(rows.get(0).view().neckBox()).containsExactly(0.5, 0.4, 0.1, 0.12);
        assertThat(rows.get(1).view().neckBox()).isNull();
        assertThat(rows.get(0).facts().fields())
                .containsOnlyKeys("age", "sex", "weight_kg", "smoking")
                .containsEntry("weight_kg", "68.5");
        assertThat(rows.get(1).facts().clinical().names()).containsExactlyInAnyOrder("age", "sex");
    }

    @Test
    void rowsAndTablesAreTakenAsTheOtherReadersDo() throws IOException {
        String header = "subject_id,split,femoral_neck_bmd_g_cm2," + ExamRows.HEADER;
        Files.createFile(folder.resolve(ExamRows.IMAGE));
        List<ExamRows.Row> rows = ExamRows.rows();
        StringBuilder table = new StringBuilder(header).append('\n');
        for (int i = 0; i < rows.size(); i++) {
            table.append("S" + i + ",train,0.81,").append(rows.get(i).cells()).append('\n');
        }
        write(table.toString());

        CohortManifest.Inspection inspection = CohortManifest.inspect(CohortLayout.read(folder));

        for (int i = 0; i < rows.size(); i++) {
            long line = i + 2;
            ExamRows.Row row = rows.get(i);
            assertThat(inspection.problems().stream().filter(problem -> problem.line() == line))
                    .as(row.name())
                    .hasSize(row.refused() ? 1 : 0);
            if (!row.refused()) {
                assertThat(inspection.rows().stream().filter(good -> good.line() == line))
                        .as(row.name())
                        .singleElement()
                        .satisfies(good -> {
                            assertThat(good.view().side()).isEqualTo(row.side());
                            assertThat(good.facts().sex()).isIn("female", "male");
                        });
            }
        }
        String good = ",train,0.81," + ExamRows.GOOD;
        for (ExamRows.Table whole : ExamRows.tables(header, "S1" + good, "S2" + good)) {
            Files.writeString(folder.resolve(CohortManifest.FILE), whole.text());
            if (whole.refused()) {
                assertThat(refusal().code()).as(whole.name()).isEqualTo(Code.MANIFEST_UNREADABLE);
            } else {
                assertThat(CohortManifest.read(folder)).as(whole.name()).hasSize(2);
            }
        }
    }

    @Test
    void neitherColumnOrderNorLineEndsNorFurtherColumnsMatter() throws IOException {
        Files.writeString(
                folder.resolve(CohortManifest.FILE),
                "femoral_neck_bmd_g_cm2,note,sex,age,side,split,image,subject_id\r\n"
                        + "0.7,\"two\r\nlines, one cell\",male,66,right,calibration,b.png,S9\r\n"
                        + "0.8,,female,70,left,train,a.png,S10");
        assertThat(CohortManifest.read(folder))
                .extracting(ManifestRow::subjectId)
                .containsExactly("S9", "S10");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "S3,none.png,train,left,75,female,68,never,0.81,,,,         | TRN-1002 | none.png",
                "S3,,train,left,75,female,68,never,0.81,,,,                 | TRN-1002 | no image",
                "S1,a.png,train,left,75,female,68,never,0.81,,,,            | TRN-1003 | line 2",
                "S3,a.png,train,left,75,female,68,never,dense,,,,           | TRN-1004 | a text of 5 characters",
                "S3,a.png,train,left,75,female,68,never,,,,,                | TRN-1004 | g/cm²",
                "S3,a.png,train,left,75,female,68,never,NaN,,,,             | TRN-1004 | \"NaN\"",
                "S3,a.png,train,left,75,female,68,never,810,,,,             | TRN-1004 | 0.1 to 3",
                "S3,a.png,train,left,-3,female,68,never,0.81,,,,            | TRN-1005 | age",
                "S3,a.png,train,left,,female,68,never,0.81,,,,              | TRN-1005 | age and sex",
                "S3,a.png,train,left,75,,68,never,0.81,,,,                  | TRN-1005 | age and sex",
                "S3,a.png,train,left,75,female,abc,never,0.81,,,,           | TRN-1005 | weight_kg",
                "S3,a.png,train,left,75,female,68,sometimes,0.81,,,,        | TRN-1005 | smoking",
                "S3,a.png,train,left,75,other,68,never,0.81,,,,             | TRN-1005 | sex",
                "S3,a.png,validation,left,75,female,68,never,0.81,,,,       | TRN-1005 | [train, calibration, test]",
                "S3,a.png,train,middle,75,female,68,never,0.81,,,,          | TRN-1005 | [left, right",
                "S3,a.png,train,,75,female,68,never,0.81,,,,                | TRN-1005 | [left, right",
                "S3,a.png,train,left,75                                     | TRN-1005 | cells",
                "S3,a.png,train,left,75,female,68,never,0.81,,,,,,          | TRN-1005 | cells",
                ",a.png,train,left,75,female,68,never,0.81,,,,              | TRN-1005 | subject_id",
                "S3,a.png,train,left,75,female,68,never,0.81,0.5,,0.1,0.1   | TRN-1005 | neck_y",
                "S3,a.png,train,left,75,female,68,never,0.81,0.5,70,0.1,0.1 | TRN-1005 | neck_y"
            })
    void badRowsAreNamedByLineAndCode(String row, String code, String word) throws IOException {
        write(HEADER, GOOD, row, ALSO_GOOD);
        TrainerException e = refusal();
        assertThat(e.code().id()).isEqualTo(code);
        assertThat(e).hasMessageContainingAll("1 bad row", "nothing was read", "line 3:", code, word);
    }

    @Test
    void badBoxesAreNamedOncePerNumber() throws IOException {
        write(HEADER, "S3,a.png,train,left,75,female,68,never,0.81,x,y,0.1,0.1");
        assertThat(refusal()).hasMessageContaining("2 bad row(s)");
    }

    @Test
    void everyBadRowIsListed() throws IOException {
        write(
                HEADER,
                "S1,none.png,train,left,75,female,68,never,0.81,,,,",
                GOOD.replace("S1", "S2"),
                "S2,a.png,train,left,75,female,68,never,0.81,,,,",
                "S4,a.png,train,left,-3,female,abc,never,thin,,,,");
        assertThat(refusal())
                .hasMessageContainingAll(
                        "line 2:", "line 4:", "line 5:", "TRN-1002", "TRN-1003", "TRN-1004", "TRN-1005")
                .message()
                .doesNotContain("line 3:");
        assertThat(refusal().code()).isEqualTo(Code.MANIFEST_IMAGE_MISSING);
    }

    @Test
    void aLongListIsCutAndCounted() throws IOException {
        String[] lines = new String[51];
        lines[0] = HEADER;
        for (int i = 1; i < lines.length; i++) {
            lines[i] = "S" + i + ",a.png,train,left,75,female,68,never,?,,,,";
        }
        write(lines);
        assertThat(refusal()).hasMessageContainingAll("50 bad row(s)", "line 21:", "and 30 more");
    }

    @Test
    void lastLineNeedsNoLineEnd() throws IOException {
        Files.writeString(
                folder.resolve(CohortManifest.FILE), HEADER + "\n" + GOOD + "\n" + ALSO_GOOD.replace("0.95", "x"));
        assertThat(refusal()).hasMessageContaining("line 3:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sex", "age", "femoral_neck_bmd_g_cm2", "image", "subject_id", "split", "side"})
    void missingColumnIsNamed(String column) throws IOException {
        write(HEADER.replaceFirst("\\b" + column + "\\b", "x_" + column), GOOD);
        TrainerException e = refusal();
        assertThat(e.code()).isEqualTo(Code.MANIFEST_UNREADABLE);
        assertThat(e).hasMessageContaining("missing [" + column + "]");
    }

    @Test
    void headerAloneIsTooSmall() throws IOException {
        write(HEADER);
        assertThat(refusal().code()).isEqualTo(Code.COHORT_TOO_SMALL);
    }

    @Test
    void emptyMissingAndDoubledAreUnreadable() throws IOException {
        assertThat(refusal().code()).isEqualTo(Code.MANIFEST_UNREADABLE);
        Files.createFile(folder.resolve(CohortManifest.FILE));
        assertThat(refusal().code()).isEqualTo(Code.MANIFEST_UNREADABLE);
        write(HEADER + ",age", GOOD + ",75");
        TrainerException doubled = refusal();
        assertThat(doubled.code()).isEqualTo(Code.MANIFEST_UNREADABLE);
        assertThat(doubled).hasMessageContaining("age");
    }

    /** Garbage in the header and garbage far behind it, where the parser has its own way of failing. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 500})
    void garbageIsUnreadable(int goodRows) throws IOException {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (int i = 0; i < goodRows; i++) {
            text.append(GOOD.replace("S1", "S" + i)).append('\n');
        }
        for (byte[] garbage : List.of(
                new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1},
                "\"never closed, a.png".getBytes(StandardCharsets.UTF_8),
                "\"closed\"but,a.png\n".getBytes(StandardCharsets.UTF_8))) {
            byte[] start = text.toString().getBytes(StandardCharsets.UTF_8);
            byte[] all = Arrays.copyOf(start, start.length + garbage.length);
            System.arraycopy(garbage, 0, all, start.length, garbage.length);
            Files.write(folder.resolve(CohortManifest.FILE), all);
            assertThatThrownBy(() -> CohortManifest.read(folder))
                    .isInstanceOfSatisfying(
                            TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.MANIFEST_UNREADABLE))
                    .hasMessageContaining("manifest.csv");
        }
    }

    /** Messages end up in logs: they may name fields and lines, not subjects. */
    @Test
    void messagesDoNotNameSubjects() throws IOException {
        write(HEADER, GOOD.replace("S1", "JANE-DOE"), GOOD.replace("S1", "JANE-DOE"));
        assertThat(refusal().getMessage()).doesNotContain("JANE-DOE");
    }
}
