package org.xattnbmd.exporter.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SuiteTableTest {

    @Test
    void thePageIsOfTheVersionOfTheRuntimeThatThisBuildHas() throws IOException {
        assertThat(Files.readString(BackendSuite.DOCUMENT))
                .as("run ./mvnw -B -Pbackend-suite -pl exporter -am test -Dsuite.write=true")
                .contains("under\n" + SuiteTable.runtime() + ";");
    }

    @Test
    void whatTheRuntimeDoesNotLoadCountsForCheckAlone() {
        SuiteTable table = new SuiteTable(Map.of(
                "a", Map.of("runtime", "no: unknown", "check", "valid", "optimize", "refused: unknown"),
                "b", Map.of("runtime", "runs", "check", "valid", "optimize", "crash: exit 134")));
        assertThat(table.counts("check")).isEqualTo(Map.of("valid", 2));
        assertThat(table.counts("optimize")).isEqualTo(Map.of("crash", 1));
        assertThat(table.lines())
                .anyMatch(l -> l.endsWith("| 1 | 0 | 0 | 0 | 0 | 1 | 0 |"))
                .contains("| `b` | optimize | crash: exit 134 |");
    }
}
