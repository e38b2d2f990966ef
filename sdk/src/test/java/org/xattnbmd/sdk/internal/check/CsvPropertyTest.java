package org.xattnbmd.sdk.internal.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CsvPropertyTest {

    @Property
    void whatIsWrittenByTheRulesIsReadBack(
            @ForAll @Size(min = 1, max = 5)
                    List<@Size(min = 2, max = 4) List<@Chars({'a', 'ü', ',', '"', '\n', '\r', ' '}) String>> records,
            @ForAll boolean carriageReturn) {
        StringBuilder text = new StringBuilder();
        for (List<String> record : records) {
            for (int i = 0; i < record.size(); i++) {
                String cell = record.get(i);
                boolean quote = cell.matches("(?s).*[,\"\n\r].*");
                text.append(i == 0 ? "" : ",").append(quote ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
            }
            text.append(carriageReturn ? "\r\n" : "\n");
        }

        assertThat(Csv.read(text.toString())).extracting(Csv.Line::cells).isEqualTo(records);
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll @Chars({'a', ',', '"', '\n', '\r'}) String text) {
        try {
            assertThat(Csv.read(text))
                    .allSatisfy(line -> assertThat(line.cells()).isNotEmpty());
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).startsWith("line ");
        }
    }

    @Test
    void linesAreCountedOverBreaksInCells() {
        assertThat(Csv.read("\uFEFFa,b\n\"x\ny\",2\n\nz,3"))
                .extracting(Csv.Line::number)
                .containsExactly(1, 2, 5);
        assertThatThrownBy(() -> Csv.read("a\n\"b")).hasMessageContaining("line 2");
    }
}
