package org.xattnbmd.sdk.internal.picture.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** DICOM.md names every transfer syntax that is read as read, and every other one that it names as refused by that name. */
class DicomTableTest {

    private static final Pattern ROW = Pattern.compile("\\| (1\\.2\\.840[\\d.]+) \\| ([^|]+) \\| ([^|]+) \\|.*");

    @Test
    void tableIsTrue() throws IOException {
        List<TransferSyntax> read = new ArrayList<>();
        int refused = 0;
        for (String line : Files.readAllLines(Path.of("DICOM.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && row.group(3).equals("no")) {
                refused++;
                assertThatThrownBy(() -> TransferSyntax.of(row.group(1)))
                        .hasMessageContaining("received " + row.group(2) + " " + row.group(1));
            } else if (row.matches()) {
                read.add(TransferSyntax.of(row.group(1)));
            }
        }

        assertThat(read).containsExactlyInAnyOrder(TransferSyntax.values());
        assertThat(refused).isEqualTo(4);
    }
}
