package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the module's pages name exists. */
class ModulePagesTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)\\)");
    private static final Pattern CLASS = Pattern.compile("\\borg\\.xattnbmd\\.sdk\\.(?:[a-z]+\\.)*[A-Z]\\w+");
    private static final Pattern PUBLIC_TYPE = Pattern.compile("(?m)^(?:\\w+ )*(?:\\w+\\.)?(\\w+)(?: :.*)?$");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "BENCHMARKS.md", "RESULTS.md", "RESULTS-FHIR-HL7.md"})
    void linksAndClassesExist(String page) throws IOException {
        String text = Files.readString(Path.of(page));
        int found = 0;
        for (Matcher link = LINK.matcher(text); link.find(); found++) {
            if (!link.group(1).startsWith("http")) {
                assertThat(Path.of(link.group(1))).exists();
            }
        }
        for (Matcher name = CLASS.matcher(text); name.find(); found++) {
            assertThatCode(() -> Class.forName(name.group(), false, getClass().getClassLoader()))
                    .doesNotThrowAnyException();
        }
        assertThat(found).as("links and classes on " + page).isPositive();
    }

    @Test
    void readmeNamesEveryPublicType() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        List<String> types = Files.readAllLines(Path.of("src/test/resources/api-baseline.txt")).stream()
                .filter(line -> !line.startsWith(" ") && !line.contains("$"))
                .toList();

        assertThat(types).hasSizeGreaterThan(10);
        for (String line : types) {
            Matcher type = PUBLIC_TYPE.matcher(line);
            assertThat(type.find()).as(line).isTrue();
            assertThat(readme).contains("`" + type.group(1) + "`");
        }
    }
}
