package org.xattnbmd.trainer.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CohortFilesTest {

    private static final SimulationConfig SMALL =
            SimulationConfig.defaults().withSubjects(12).withImageSize(64);

    @TempDir
    Path temp;

    @Test
    void sameConfigurationGivesSameBytesOnOneAndTwoThreads() throws IOException {
        new CohortSimulator(SMALL).write(temp.resolve("one"), 1, null);
        new CohortSimulator(SMALL).write(temp.resolve("two"), 2, null);
        assertThat(files(temp.resolve("two"))).isEqualTo(files(temp.resolve("one")));
        new CohortSimulator(SMALL.withSeed(7)).write(temp.resolve("other"), 2, null);
        assertThat(Files.readString(temp.resolve("other/manifest.csv")))
                .isNotEqualTo(Files.readString(temp.resolve("one/manifest.csv")));
    }

    @Test
    void manifestIsWellFormedAndNamesNothingButSubjectNumbers() throws IOException {
        Path folder = temp.resolve("cohort");
        new CohortSimulator(SMALL).write(folder, 2, null);
        String text = Files.readString(folder.resolve("manifest.csv"));
        assertThat(text).doesNotContain("\r").endsWith("\n");
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser parser = CSVParser.parse(text, format)) {
            assertThat(parser.getHeaderNames())
                    .isEqualTo(SimulatedColumn.of(SMALL).stream()
                            .map(SimulatedColumn::name)
                            .toList());
            List<CSVRecord> rows = parser.getRecords();
            assertThat(rows).hasSize(12).allMatch(CSVRecord::isConsistent);
            for (CSVRecord row : rows) {
                assertThat(row.get("image")).isEqualTo("images/" + row.get("subject_id") + ".png");
                assertThat(folder.resolve(row.get("image"))).isRegularFile();
                assertThat(row.get("split")).isIn("train", "calibration", "test");
                assertThat(row.get("sex")).isIn("female", "male");
                assertThat(row.get("side")).isIn("left", "right");
                assertThat(row.get("smoking")).isIn("", "never", "former", "current");
                assertThat(Double.parseDouble(row.get("age"))).isBetween(50.0, 90.0);
                assertThat(Double.parseDouble(row.get("neck_x"))).isBetween(0.1, 0.9);
                assertThat(Double.parseDouble(row.get("neck_half_width"))).isBetween(0.05, 0.5);
            }
        }
        assertThat(Files.readString(folder.resolve("cohort.json"))).contains("\"data\" : \"SIMULATED\"");
    }

    @Test
    void imagesAreSixteenBitGreyAndUseTheirStatedDepth() throws IOException {
        Path folder = temp.resolve("cohort");
        CohortSimulator simulator = new CohortSimulator(SMALL);
        simulator.write(folder, 2, null);
        for (int i = 0; i < 4; i++) {
            SimulatedSubject subject = simulator.subject(i);
            BufferedImage image = ImageIO.read(
                    folder.resolve("images/" + subject.id() + ".png").toFile());
            assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_USHORT_GRAY);
            int highest = 0;
            for (int p = 0; p < 64 * 64; p++) {
                int value = image.getRaster().getSample(p % 64, p / 64, 0);
                assertThat(value).isEqualTo(subject.radiograph().pixels()[p] & 0xffff);
                highest = Math.max(highest, value);
            }
            assertThat(subject.radiograph().bitsStored()).isBetween(10, 14);
            assertThat(highest)
                    .isBetween(
                            (1 << subject.radiograph().bitsStored()) / 2,
                            (1 << subject.radiograph().bitsStored()) - 1);
        }
    }

    @Test
    void anUnusableFolderIsRefusedAndNothingIsLeftBehind() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "occupied");
        Path full = Files.createDirectories(temp.resolve("full"));
        Files.writeString(full.resolve("keep"), "mine");
        for (Path bad : List.of(file, file.resolve("below"), full)) {
            assertThatThrownBy(() -> new CohortSimulator(SMALL).write(bad, 1, null))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("expected a new or empty folder")
                    .hasMessageContaining(bad.toString());
        }
        try (Stream<Path> left = Files.walk(temp)) {
            assertThat(left).containsExactlyInAnyOrder(temp, file, full, full.resolve("keep"));
        }
    }

    @Test
    void settingsOutOfRangeAreRefusedWithWhatWasExpected() {
        assertThatThrownBy(() -> SimulationConfig.defaults().withImageSize(10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64 to 4096")
                .hasMessageContaining("10");
        assertThatThrownBy(() -> new CohortSimulator(SMALL).write(temp.resolve("x"), 0, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CohortSimulator(SMALL).subject(12)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                content.put(
                        root.relativize(path).toString(),
                        new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
            }
        }
        return content;
    }
}
