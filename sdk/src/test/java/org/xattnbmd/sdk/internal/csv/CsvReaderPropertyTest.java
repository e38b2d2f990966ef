package org.xattnbmd.sdk.internal.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CsvReaderPropertyTest {

    @Property
    void whatIsWrittenByTheRulesIsReadBack(
            @ForAll @Size(min = 1, max = 5)
                    List<@Size(min = 2, max = 4) List<@Chars({'a', 'ü', ',', '"', '\n', '\r', ' '}) String>> records,
            @ForAll boolean carriageReturn)
            throws IOException {
        StringBuilder text = new StringBuilder();
        for (List<String> record : records) {
            for (int i = 0; i < record.size(); i++) {
                String cell = record.get(i);
                boolean quote = cell.matches("(?s).*[,\"\n\r].*");
                text.append(i == 0 ? "" : ",").append(quote ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
            }
            text.append(carriageReturn ? "\r\n" : "\n");
        }

        assertThat(read(text.toString())).isEqualTo(records);
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll @Chars({'a', ',', '"', '\n', '\r', ' '}) String text) throws IOException {
        try {
            assertThat(read(text)).allSatisfy(cells -> assertThat(cells).isNotEmpty());
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).matches(".* in line \\d+");
        }
    }

    /** Wherever the buffer ends, also between the two halves of a line break or of a doubled quote. */
    @Test
    void longTextIsReadAsShortOnes() throws IOException {
        List<String> record = List.of("a\r\nb", "\"", "c");
        String line = "\"a\r\nb\",\"\"\"\",c\r\n";

        for (int shift = 0; shift < line.length(); shift++) {
            List<List<String>> records = read("x".repeat(shift) + "\n" + line.repeat(2000));
            assertThat(records.subList(records.size() - 2000, records.size())).containsOnly(record);
        }
    }

    @Test
    void linesAreCountedOverBreaksInCells() throws IOException {
        CsvReader csv = new CsvReader(new StringReader("\uFEFFa,b\n\"x\r\ny\",2\r\rz,3"), ',');
        List<Integer> lines = new ArrayList<>();
        while (csv.next() != null) {
            lines.add(csv.line());
        }

        assertThat(lines).containsExactly(1, 2, 5);
        assertThatThrownBy(() -> read("a\n\"b")).hasMessageContaining("line 2");
    }

    @Test
    void blanksAroundQuotesAreNoPartOfTheCellAndBlankLinesNoRecords() throws IOException {
        assertThat(read(" \"a,b\" ,\t\"c\"\n \t\n\n\"\"\n d , e"))
                .containsExactly(List.of("a,b", "c"), List.of(""), List.of(" d ", " e"));
        assertThatThrownBy(() -> read("\"a\" b")).hasMessage("text after a quoted cell in line 1");
    }

    @Test
    void anotherSeparatorIsNoBlankEvenIfItIsATab() throws IOException {
        CsvReader csv = new CsvReader(new StringReader("a\t\t\"b\"\n\t\n"), '\t');

        assertThat(csv.next()).containsExactly("a", "", "b");
        assertThat(csv.next()).containsExactly("", "");
        assertThat(csv.next()).isNull();
        for (char none : new char[] {'"', '\n', '\r'}) {
            assertThatThrownBy(() -> new CsvReader(new StringReader(""), none))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @Timeout(60)
    void aRecordWithoutEndIsRefusedBeforeItFillsTheMemory() {
        for (String start : List.of("a,", "\"", " ")) {
            char last = start.equals(" ") ? ' ' : start.equals("\"") ? '\n' : ',';
            Reader endless = new Reader() {
                private int sent;

                @Override
                public int read(char[] buffer, int offset, int length) {
                    for (int i = 0; i < length; i++) {
                        buffer[offset + i] = sent < start.length() ? start.charAt(sent++) : last;
                    }
                    return length;
                }

                @Override
                public void close() {}
            };
            assertThatThrownBy(() -> new CsvReader(endless, ',').next())
                    .hasMessageContaining("more than " + CsvReader.MAXIMUM_CHARACTERS);
        }
    }

    private static List<List<String>> read(String text) throws IOException {
        List<List<String>> records = new ArrayList<>();
        try (CsvReader csv = new CsvReader(new StringReader(text), ',')) {
            for (List<String> cells = csv.next(); cells != null; cells = csv.next()) {
                records.add(cells);
            }
        }
        return records;
    }
}
