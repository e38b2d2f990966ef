package org.xattnbmd.exporter.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Tries every model of ONNX's backend suite, and holds BACKEND-SUITE.md to what comes of it. Run by the profile
 * {@code backend-suite}; {@code -Dsuite.folder} says where the models are, if not where Debian's package has them.
 */
class BackendSuite {

    static final Path DOCUMENT = Path.of("BACKEND-SUITE.md");
    private static final Path MODELS = Path.of(System.getProperty("suite.folder", "/usr/share/libonnx-testdata/data"));

    @Test
    void everyModelIsReadSavedOptimisedAndHalved() throws Exception {
        assumeTrue(Files.isDirectory(MODELS), "libonnx-testdata is not installed: no " + MODELS);
        SuiteTable table = new SuiteTable(SuiteRun.of(MODELS, Path.of("target", "backend-suite.log")));
        List<String> lines = table.lines();
        Files.write(Path.of("target", "backend-suite.md"), lines);
        if (Boolean.getBoolean("suite.write")) {
            Files.write(DOCUMENT, lines);
        }
        assertThat(table.counts("check")).containsOnlyKeys("valid");
        assertThat(table.counts("save")).containsOnlyKeys("equal");
        assertThat(table.counts("optimize")).containsOnlyKeys("equal", "left");
        assertThat(table.counts("float16")).doesNotContainKeys("broken", "crash", "hang");
        assertThat(lines)
                .as("run with -Dsuite.write=true to write BACKEND-SUITE.md again")
                .isEqualTo(Files.readAllLines(DOCUMENT));
    }
}
