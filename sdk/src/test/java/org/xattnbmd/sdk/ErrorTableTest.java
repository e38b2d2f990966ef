package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.BmdException.Code;

/** ERRORS.md is whole and true, and every code is one that some test provokes. */
class ErrorTableTest {

    private static final Pattern ROW =
            Pattern.compile("\\| (BMD-\\d{4}) \\| ([A-Z_0-9]+) \\| ([^|]{15,}) \\| ([^|]{10,}) \\|");

    @Test
    void tableHasEveryCodeOnceInOrderWithCauseAndRemedy() throws IOException {
        List<String> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("ERRORS.md"))) {
            if (line.startsWith("| BMD-")) {
                Matcher row = ROW.matcher(line);
                assertThat(row.matches()).as(line).isTrue();
                rows.add(row.group(1) + " " + row.group(2));
            }
        }

        assertThat(rows)
                .isEqualTo(Arrays.stream(Code.values())
                        .map(code -> code.id() + " " + code.name())
                        .toList());
    }

    @Test
    void idsAreUniqueAndAscend() {
        assertThat(Arrays.stream(Code.values()).map(Code::id))
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void everyCodeIsProvokedByATest() throws IOException {
        StringBuilder tests = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
                tests.append(Files.readString(file));
            }
        }
        for (Code code : Code.values()) {
            assertThat(tests).as("no test provokes " + code).containsPattern("Code\\." + code + "\\b");
        }
    }
}
