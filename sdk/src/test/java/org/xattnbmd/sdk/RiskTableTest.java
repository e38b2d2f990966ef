package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** RISKS.md names only classes and tests that there are. */
class RiskTableTest {

    private static final Pattern NAME = Pattern.compile("`(\\w+)(?:#(\\w+))?`");
    private static final int LEAST_RISKS = 25;

    @Test
    void everyRiskNamesItsClassesAndItsTests() throws IOException {
        Map<String, String> classes = sources(Path.of("src/main/java"));
        Map<String, String> tests = sources(Path.of("src/test/java"));
        List<String[]> rows = Files.readAllLines(Path.of("RISKS.md")).stream()
                .filter(line -> line.startsWith("| ") && line.contains("`"))
                .map(line -> line.split("\\|"))
                .toList();

        assertThat(rows).hasSizeGreaterThanOrEqualTo(LEAST_RISKS);
        for (String[] row : rows) {
            assertThat(row).as(row[1]).hasSize(4);
            assertNamed(row[1], row[2], classes);
            assertNamed(row[1], row[3], tests);
        }
    }

    private static void assertNamed(String risk, String cell, Map<String, String> sources) {
        Matcher name = NAME.matcher(cell);
        int named = 0;
        for (; name.find(); named++) {
            assertThat(sources).as(risk).containsKey(name.group(1));
            if (name.group(2) != null) {
                assertThat(sources.get(name.group(1))).as(risk).contains("void " + name.group(2) + "(");
            }
        }
        assertThat(named).as(risk).isPositive();
    }

    private static Map<String, String> sources(Path folder) throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        return sources;
    }
}
