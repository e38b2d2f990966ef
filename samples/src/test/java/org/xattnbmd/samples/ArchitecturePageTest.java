package org.xattnbmd.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What ARCHITECTURE.md names is there: classes, packages, files and sections. */
class ArchitecturePageTest {

    private static final Path ROOT = Path.of("..");
    private static final List<String> MODULES = List.of("sdk", "exporter", "trainer", "samples");
    private static final Pattern DECLARED = Pattern.compile("\\b(?:class|record|interface|enum) ([A-Z]\\w+)");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern TYPE = Pattern.compile("(?:[a-z][\\w.]*\\.)?([A-Z]\\w*[a-z]\\w*)\\b.*");
    private static final Pattern ROOM = Pattern.compile("^\\| ((?:`[a-z0-9.]+`(?:\\([^)]*\\))?[ ·,]*)+).*");

    /** Types of libraries and the places that a recipe leaves open. */
    private static final Set<String> ELSEWHERE = Set.of(
            "Gelu", "JsonUnwrapped", "Option", "EnumSource", "IllegalArgumentException", "Kind", "Name", "ReduceSum");

    private static final Set<String> TYPES = new HashSet<>();
    private static final Set<String> PACKAGES = new HashSet<>();
    private static String page;

    @BeforeAll
    static void sources() throws IOException {
        page = Files.readString(ROOT.resolve("ARCHITECTURE.md"));
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
                for (Path file : files.filter(ArchitecturePageTest::isSource).toList()) {
                    PACKAGES.add(file.getParent().toString().replace('\\', '/'));
                    Matcher types = DECLARED.matcher(Files.readString(file));
                    while (types.find()) {
                        TYPES.add(types.group(1));
                    }
                }
            }
        }
    }

    private static boolean isSource(Path file) {
        return file.toString().endsWith(".java") && !file.toString().contains("target");
    }

    @Test
    void everyTypeItNamesIsThere() {
        Set<String> unknown = new TreeSet<>();
        Matcher code = CODE.matcher(page);
        int named = 0;
        while (code.find()) {
            Matcher type = TYPE.matcher(code.group(1));
            if (type.matches() && !ELSEWHERE.contains(type.group(1))) {
                named++;
                if (!TYPES.contains(type.group(1))) {
                    unknown.add(type.group(1));
                }
            }
        }

        assertThat(unknown).isEmpty();
        assertThat(named).isGreaterThan(150);
    }

    @Test
    void everyRoomOfTheTablesIsAPackageAndEveryPackageIsARoom() {
        Set<String> named = new TreeSet<>();
        for (String line : page.lines().toList()) {
            if (ROOM.matcher(line).matches()) {
                Matcher room = CODE.matcher(line.split("\\|")[1]);
                while (room.find()) {
                    named.add(room.group(1).replace("internal.", "").replace('.', '/'));
                }
            }
        }
        List<String> missing = new ArrayList<>();
        for (String place : PACKAGES) {
            Matcher room = Pattern.compile(".*/main/java/org/xattnbmd/(?:sdk|exporter|trainer)/(?:internal/)?(.+)")
                    .matcher(place);
            if (room.matches() && !named.contains(room.group(1))) {
                missing.add(place);
            }
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void itsOwnLinksEndAtASection() {
        Set<String> sections = new HashSet<>();
        page.lines()
                .filter(line -> line.startsWith("#"))
                .forEach(line -> sections.add(line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-')));
        Matcher link = Pattern.compile("\\]\\(#([^)]+)\\)").matcher(page);
        int links = 0;
        for (; link.find(); links++) {
            assertThat(sections).contains(link.group(1));
        }

        assertThat(links).isGreaterThan(10);
    }
}
