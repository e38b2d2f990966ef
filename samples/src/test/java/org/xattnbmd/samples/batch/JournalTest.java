package org.xattnbmd.samples.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.samples.Journal;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.Radiograph;

class JournalTest {

    @TempDir
    Path folder;

    private static Outcome refusal(String message) {
        return Outcome.of(new BmdException(BmdException.Code.IMAGE_CORRUPT, message), Radiograph.Side.LEFT);
    }

    @Test
    void keepsWhatWasAppended() {
        Path file = folder.resolve("journal");
        Outcome awkward = refusal("a \"b\", c\nd ü");
        try (Journal<Outcome> journal = Journal.open(file, Outcome.FORM)) {
            journal.append("k1", awkward);
        }
        try (Journal<Outcome> journal = Journal.open(file, Outcome.FORM)) {
            assertThat(journal.lines()).containsOnlyKeys("k1").containsEntry("k1", awkward);
        }
    }

    @Test
    void keepsFurtherTargets() {
        Path file = folder.resolve("journal");
        Outcome two = new Outcome(refusal("x").cells(), List.of("1", "0.5", "1.5", "20", "10", "30"));
        try (Journal<Outcome> journal = Journal.open(file, Outcome.FORM)) {
            journal.append("k1", two);
        }
        try (Journal<Outcome> journal = Journal.open(file, Outcome.FORM)) {
            assertThat(journal.lines()).containsEntry("k1", two);
        }
    }

    @Test
    void aJournalCutAnywhereLosesOnlyTheTornLineAndGoesOn() throws Exception {
        Path whole = folder.resolve("whole");
        try (Journal<Outcome> journal = Journal.open(whole, Outcome.FORM)) {
            for (int i = 0; i < 3; i++) {
                journal.append("k" + i, refusal("é message " + i));
            }
        }
        byte[] bytes = Files.readAllBytes(whole);
        for (int length = 0; length <= bytes.length; length++) {
            byte[] left = Arrays.copyOf(bytes, length);
            long complete = new String(left, StandardCharsets.ISO_8859_1)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            Path cut = Files.write(folder.resolve("cut"), left);
            try (Journal<Outcome> journal = Journal.open(cut, Outcome.FORM)) {
                assertThat(journal.lines()).as("cut at %d", length).hasSize((int) complete);
                journal.append("next", refusal("next"));
            }
            try (Journal<Outcome> journal = Journal.open(cut, Outcome.FORM)) {
                Set<String> expected = new TreeSet<>(Set.of("next"));
                for (int i = 0; i < complete; i++) {
                    expected.add("k" + i);
                }
                assertThat(journal.lines()).as("cut at %d", length).containsOnlyKeys(expected);
            }
        }
    }

    @Test
    void linesOfAReleaseWithFewerColumnsAreDoneAgain() throws Exception {
        Path file = folder.resolve("journal");
        Files.writeString(
                file,
                "k1,left,ok,,,0.8000,0.7000,0.9000,0.9,-1.0,normal,,\n"
                        + "k2,left,ok,,,0.8000,0.7000,0.9000,0.9,-1.0,normal,,,1.000,2.000\n");
        try (Journal<Outcome> journal = Journal.open(file, Outcome.FORM)) {
            assertThat(journal.lines()).isEmpty();
            journal.append("k1", refusal("now"));
        }
        try (Journal<Outcome> journal = Journal.open(file, Outcome.FORM)) {
            assertThat(journal.lines()).containsEntry("k1", refusal("now"));
        }
    }

    @Test
    void twoBatchesCannotShareAnOutput() {
        Path file = folder.resolve("journal");
        try (Journal<Outcome> first = Journal.open(file, Outcome.FORM)) {
            first.append("k", refusal("m"));
            assertThatThrownBy(() -> Journal.open(file, Outcome.FORM)).hasMessageContaining("another start");
        }
    }

    @Test
    void itIsItsOwnersAloneEvenIfAnEarlierReleaseLeftItOpen() throws Exception {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "needs POSIX permissions");
        Path file = folder.resolve("journal");
        Journal.open(file, Outcome.FORM).close();
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        Journal.open(file, Outcome.FORM).close();

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aSymbolicLinkInItsPlaceIsNotFollowed() throws Exception {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "needs symbolic links");
        Path other = Files.writeString(folder.resolve("other"), "");
        Path file = Files.createSymbolicLink(folder.resolve("journal"), other);

        assertThatThrownBy(() -> Journal.open(file, Outcome.FORM)).isInstanceOf(BmdException.class);
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("made"));
        assertThatThrownBy(() -> Journal.open(dangling, Outcome.FORM)).isInstanceOf(BmdException.class);
        assertThat(other).isEmptyFile();
        assertThat(folder.resolve("made")).doesNotExist();
    }

    @Test
    void badlyQuotedLinesAreRefusedInOneLine() throws Exception {
        for (String text : new String[] {"k,\"a\"b,c\n", "k,\"open\n"}) {
            Path file = Files.writeString(folder.resolve("journal"), text);
            assertThatThrownBy(() -> Journal.open(file, Outcome.FORM)).isInstanceOf(BmdException.class);
        }
    }

    /** One wait for the disk a row made a million rows take ten hours; rows of many threads are all there. */
    @Test
    void noRowIsLostWhereManyAreForcedTogether() throws Exception {
        Path file = folder.resolve("journal");
        int rows = 2000;
        try (Journal<Outcome> journal = Journal.open(file, Outcome.FORM)) {
            IntStream.range(0, rows).parallel().forEach(i -> journal.append("k" + i, refusal("m" + i)));
            // As after a kill: what the system was given is there, closed or not.
            assertThat(Files.readAllLines(file)).hasSize(rows);
        }
        try (Journal<Outcome> journal = Journal.open(file, Outcome.FORM)) {
            assertThat(journal.lines()).hasSize(rows).containsEntry("k1999", refusal("m1999"));
        }
    }

    @Test
    void aFileThatIsNoJournalIsLeftAsItIs() throws Exception {
        Path file = Files.writeString(folder.resolve("journal"), "my thesis\nchapter 1\n");

        assertThatThrownBy(() -> Journal.open(file, Outcome.FORM)).hasMessageContaining("journal of an earlier start");
        assertThat(file).hasContent("my thesis\nchapter 1\n");
    }
}
