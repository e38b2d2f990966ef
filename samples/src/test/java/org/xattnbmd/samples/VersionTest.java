package org.xattnbmd.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The project's version is the same wherever it is named; {@code .ci/version} changes them all. */
class VersionTest {

    private static final Pattern PROJECT = Pattern.compile("(?m)^  <version>([^<]+)</version>");
    private static final Pattern OURS =
            Pattern.compile("<artifactId>bmd-[a-z-]+</artifactId>\\s*<version>([^<$]+)</version>"
                    + "|<bmd\\.version>([^<]+)</bmd\\.version>");
    private static final Pattern COMMAND = Pattern.compile("version = \"[a-z-]+ ([0-9][^\"]*)\"");

    @Test
    void isTheSameInPomsGuidesAndCommands() throws IOException {
        var project = PROJECT.matcher(Files.readString(Path.of("../pom.xml")));
        assertThat(project.find()).isTrue();
        String version = project.group(1);

        assertThat(found(OURS, ".xml", ".md")).hasSizeGreaterThan(10).containsOnly(version);
        assertThat(found(COMMAND, ".java")).hasSizeGreaterThan(8).containsOnly(version.replace("-SNAPSHOT", ""));
    }

    /** What a pattern finds in this module and in those beside it. */
    private static List<String> found(Pattern pattern, String... endings) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files.filter(VersionTest::isSource)
                    .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                    .flatMap(file -> pattern.matcher(read(file)).results())
                    .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
                    .toList();
        }
    }

    /** Neither built nor fetched, nor a test's. */
    private static boolean isSource(Path file) {
        return Stream.of("target", ".git", "node_modules", "test")
                .noneMatch(name -> file.toString().contains("/" + name + "/"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
