package org.xattnbmd.samples.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        try (Journal journal = Journal.open(file)) {
            journal.append("k1", awkward);
        }
        try (Journal journal = Journal.open(file)) {
            assertThat(journal.outcomes()).containsOnlyKeys("k1").containsEntry("k1", awkward);
        }
    }

    @Test
    void aJournalCutAnywhereLosesOnlyTheTornLineAndGoesOn() throws Exception {
        Path whole = folder.resolve("whole");
        try (Journal journal = Journal.open(whole)) {
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
            try (Journal journal = Journal.open(cut)) {
                assertThat(journal.outcomes()).as("cut at %d", length).hasSize((int) complete);
                journal.append("next", refusal("next"));
            }
            try (Journal journal = Journal.open(cut)) {
                Set<String> expected = new TreeSet<>(Set.of("next"));
                for (int i = 0; i < complete; i++) {
                    expected.add("k" + i);
                }
                assertThat(journal.outcomes()).as("cut at %d", length).containsOnlyKeys(expected);
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
        try (Journal journal = Journal.open(file)) {
            assertThat(journal.outcomes()).isEmpty();
            journal.append("k1", refusal("now"));
        }
        try (Journal journal = Journal.open(file)) {
            assertThat(journal.outcomes()).containsEntry("k1", refusal("now"));
        }
    }

    @Test
    void twoBatchesCannotShareAnOutput() {
        Path file = folder.resolve("journal");
        try (Journal first = Journal.open(file)) {
            first.append("k", refusal("m"));
            assertThatThrownBy(() -> Journal.open(file)).hasMessageContaining("another batch");
        }
    }

    @Test
    void aFileThatIsNoJournalIsLeftAsItIs() throws Exception {
        Path file = Files.writeString(folder.resolve("journal"), "my thesis\nchapter 1\n");

        assertThatThrownBy(() -> Journal.open(file)).hasMessageContaining("journal of an earlier start");
        assertThat(file).hasContent("my thesis\nchapter 1\n");
    }
}
