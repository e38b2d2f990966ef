package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ExamList.Exam;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.fixtures.ExamRows;
import org.xattnbmd.sdk.fixtures.TinyModel;

class ExamListTest {

    @TempDir
    Path folder;

    @Test
    void textsThatASpreadsheetWouldComputeAreMarkedAsTexts() {
        for (String formula : List.of("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uFF1D1")) {
            assertThat(ExamList.spreadsheetText(formula)).isEqualTo("'" + formula);
        }
        for (String text : List.of("", "hips/1.dcm", "a=b", "'quoted", " =1")) {
            assertThat(ExamList.spreadsheetText(text)).isEqualTo(text);
        }
    }

    @Test
    void rowsBecomeExamsWithTheirLinesAndTheCallersColumnsAsText() {
        List<Exam> exams = read("""
                \uFEFFid,image,side,sex,age,remark

                S1,hips/a.dcm,left,FEMALE,75," two, words "
                S2, b.dcm ,,,,
                """);

        assertThat(exams).extracting(Exam::line).containsExactly(3, 4);
        Exam first = exams.get(0);
        assertThat(first.columns()).containsExactly("id", "image", "side", "sex", "age", "remark");
        assertThat(first.text("id")).isEqualTo("S1");
        assertThat(first.text("remark")).isEqualTo("two, words");
        assertThat(first.text("shoe_size")).isEmpty();
        assertThat(first.image()).isEqualTo("hips/a.dcm");
        assertThat(first.image(folder.resolve("list.csv"))).isEqualTo(folder.resolve("hips/a.dcm"));
        assertThat(first.side()).isEqualTo(Side.LEFT);
        assertThat(first.facts(TinyModel.FIELDS).entrySet())
                .as("in the fields' order and spelling")
                .containsExactly(Map.entry("age", "75"), Map.entry("sex", "female"));
        assertThat(first.clinical(TinyModel.FIELDS).build().encode(TinyModel.FIELDS))
                .containsExactly(75, 0, Float.NaN, Float.NaN);
        assertThat(exams.get(1).side()).isEqualTo(Side.UNKNOWN);
        assertThat(exams.get(1).facts(TinyModel.FIELDS)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.xattnbmd.sdk.fixtures.ExamRows#rows")
    void aRowFromElsewhereIsTheSameAsOneOfATable(ExamRows.Row row) {
        Exam exam = read(ExamRows.HEADER + "\n" + row.cells()).get(0);
        Map<String, String> cells = new HashMap<>();
        exam.columns().forEach(column -> cells.put(column, exam.text(column).isEmpty() ? null : exam.text(column)));
        Exam elsewhere = Exam.of(cells);

        assertThat(outcome(elsewhere)).isEqualTo(outcome(exam));
        assertThat(elsewhere.line()).isZero();
    }

    private static String outcome(Exam exam) {
        try {
            return exam.image() + exam.side() + exam.facts(TinyModel.FIELDS);
        } catch (BmdException e) {
            return e.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rihgt", "links", "L", "0", "left right", "l\u0131nks"})
    void aSideThatIsNoneIsRefusedWithoutRepeatingIt(String side) {
        Exam exam = Exam.of(Map.of(ExamList.SIDE, side));

        assertRefused(Code.INVALID_ARGUMENT, exam::side);
        assertThatThrownBy(exam::side)
                .hasMessage("Expected side to be left, right, unknown or empty.")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "high", "NaN", "0,8", "0.8f", "0x1p-1", "0.1", "3", "812", "-0.8", "1e999999999"})
    void aMeasuredBmdThatIsNoneIsRefused(String text) {
        Exam exam = Exam.of(Map.of(ExamList.MEASURED_BMD, text));

        assertRefused(Code.INVALID_ARGUMENT, exam::measuredBmd);
    }

    @Test
    void numbersAreReadExactlyAndOfALengthThatPeopleWrite() {
        assertThat(Exam.of(Map.of("x", " .812 ")).number("x")).isEqualTo("0.812");
        assertThat(Exam.of(Map.of(ExamList.MEASURED_BMD, "0.8120000000000001")).measuredBmd())
                .isEqualTo(0.8120000000000001);
        for (String tooLong : List.of("1".repeat(101), "1e101", "1e-2147483647", "1e99999999999")) {
            assertRefused(
                    Code.INVALID_ARGUMENT, () -> Exam.of(Map.of("x", tooLong)).number("x"));
        }
    }

    @Test
    void anImageThatIsNoneIsRefused() {
        for (String image : List.of("", " ", "a\u0000b")) {
            Exam exam = Exam.of(Map.of(ExamList.IMAGE, image));
            assertRefused(Code.IMAGE_NOT_FOUND, () -> exam.image(folder));
        }
    }

    @Test
    void rowsOfAnotherLengthThanTheHeaderAreRefusedOneByOne() {
        List<Exam> exams = read("image,side\na.png\na.png,left\na.png,left,75\n");

        assertThatThrownBy(exams.get(0)::requireWhole).hasMessageContaining("Expected 2 cells, received 1");
        exams.get(1).requireWhole();
        assertRefused(Code.INVALID_ARGUMENT, exams.get(2)::requireWhole);
        assertThat(exams.get(0).side()).as("what is there can be told").isEqualTo(Side.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image,age,age\n", "image,\n", "image,\" \"\n", "\"image\nx\n", "\"image\" side\n"})
    void headersThatAreNoneAreRefused(String text) {
        assertRefused(Code.INVALID_ARGUMENT, () -> read(text));
    }

    @Test
    void whatIsUnreadableFurtherDownIsRefusedWhenItIsReached() {
        Iterator<Exam> exams =
                ExamList.of(new StringReader("image\na.png\n\"b.png\n"), ',').iterator();

        assertThat(exams.next().image()).isEqualTo("a.png");
        assertRefused(Code.INVALID_ARGUMENT, exams::next);
        assertThat(read("")).isEmpty();
        assertThatThrownBy(() ->
                        ExamList.of(new StringReader("image\n"), ',').iterator().next())
                .isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void filesThatCannotBeReadAreRefusedWithTheirCause() throws IOException {
        assertThatThrownBy(() -> ExamList.open(folder.resolve("absent.csv")))
                .hasCauseInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("received NoSuchFileException");
        Path latin = Files.write(folder.resolve("latin.csv"), new byte[] {'i', 'd', '\n', (byte) 0xfc, '\n'});
        assertRefused(Code.INVALID_ARGUMENT, () -> ExamList.open(latin));
        Path table = Files.writeString(folder.resolve("table.csv"), "image|side\na,b.png|right\n");
        assertRefused(Code.INVALID_ARGUMENT, () -> ExamList.open(table, '"'));
        try (ExamList exams = ExamList.open(table, '|')) {
            assertThat(exams.iterator().next().image()).isEqualTo("a,b.png");
        }
        Files.delete(table);
    }

    @Test
    void closingClosesTheText() {
        Reader text = new StringReader("image\na.png\nb.png\n");
        ExamList.of(text, ',').close();

        assertThatThrownBy(text::ready).isInstanceOf(IOException.class);
    }

    /** A table that does not end: only the rows that are asked for are read. */
    @Test
    void noMoreIsReadThanWasAskedFor() {
        Reader endless = new Reader() {
            private long at;

            @Override
            public int read(char[] buffer, int offset, int length) {
                for (int i = 0; i < length; i++) {
                    buffer[offset + i] = "image\n".charAt((int) (at++ % 6));
                }
                if (at > 1 << 20) {
                    throw new UncheckedIOException(new IOException("read too far"));
                }
                return length;
            }

            @Override
            public void close() {}
        };
        Iterator<Exam> exams = ExamList.of(endless, ',').iterator();
        for (int i = 0; i < 1000; i++) {
            assertThat(exams.next().line()).isEqualTo(i + 2);
        }
    }

    @Test
    void textFormsShowNoValues() {
        Exam exam = Exam.of(Map.of(ExamList.IMAGE, "jane-doe.png", "age", "75"));

        assertThat(exam.toString()).doesNotContain("jane", "75").contains("image");
    }

    private static List<Exam> read(String text) {
        List<Exam> exams = new ArrayList<>();
        try (ExamList list = ExamList.of(new StringReader(text), ',')) {
            list.forEach(exams::add);
        }
        return exams;
    }
}
