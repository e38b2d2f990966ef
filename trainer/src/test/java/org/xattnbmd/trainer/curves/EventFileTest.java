package org.xattnbmd.trainer.curves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.curves.TensorFlowReader.Event;

/** What is written is read by TensorFlow's own classes. */
class EventFileTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_250L));

    @TempDir
    Path folder;

    private Path file;
    private EventFile events;

    @BeforeEach
    void aFileOfThreeSteps() {
        file = folder.resolve("run/events.out.tfevents");
        events = new EventFile(file, CLOCK);
        assertThat(events.keep(100)).isZero();
        for (int step = 1; step <= 3; step++) {
            events.add(step, Map.of("loss/train", 0.5 / step, "rate", 1e-3));
        }
    }

    @Test
    void tensorFlowReadsVersionStepsTimesAndNumbers() throws IOException {
        List<Event> read = TensorFlowReader.events(file);
        assertThat(read.get(0).fileVersion()).isEqualTo("brain.Event:2");
        assertThat(read)
                .hasSize(4)
                .allSatisfy(event -> assertThat(event.wallTime()).isEqualTo(1_700_000_000.25));
        assertThat(TensorFlowReader.steps(file)).containsExactly(1L, 2L, 3L);
        assertThat(TensorFlowReader.curve(file, "loss/train")).containsExactly(0.5f, 0.25f, (float) (0.5 / 3));
        assertThat(TensorFlowReader.curve(file, "rate")).containsOnly(1e-3f);
    }

    @Test
    void numbersThatAreNoneAreKept() throws IOException {
        events.add(4, Map.of("loss/train", Double.NaN));
        assertThat(TensorFlowReader.curve(file, "loss/train").get(3)).isNaN();
    }

    /** At whatever byte a kill, or a full disk, ended the file. */
    @Test
    void afterAnyKillTheWholeEventsStayAndTheRestIsCutOff() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            long last = events.keep(3);
            assertThat(last).isBetween(0L, 2L);
            for (long step = last + 1; step <= 3; step++) {
                events.add(step, Map.of("loss/train", 0.5 / step, "rate", 1e-3));
            }
            assertThat(file).hasBinaryContent(whole);
        }
    }

    /** As where the run's state comes from a copy that is older than the curves. */
    @Test
    void stepsBehindTheStateAreCutOff() throws IOException {
        assertThat(events.keep(2)).isEqualTo(2);
        assertThat(TensorFlowReader.steps(file)).containsExactly(1L, 2L);
        assertThat(events.keep(0)).isZero();
        assertThat(TensorFlowReader.events(file)).hasSize(1);
    }

    @Test
    void aStepThatIsThereTwiceOrMissingEndsWhatIsKept() throws IOException {
        events.add(3, Map.of("rate", 1.0));
        assertThat(events.keep(9)).isEqualTo(3);
        assertThat(TensorFlowReader.steps(file)).containsExactly(1L, 2L, 3L);
        events.add(5, Map.of("rate", 1.0));
        assertThat(events.keep(9)).isEqualTo(3);
    }

    @Test
    void anyByteThatChangedIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x40;
            Files.write(file, changed);
            assertThat(events.keep(3)).as("byte %d", at).isLessThan(3);
        }
    }

    @Test
    void aFileOfSomethingElseIsBegunAnew() throws IOException {
        Files.writeString(file, "no events");
        assertThat(events.keep(3)).isZero();
        assertThat(TensorFlowReader.events(file)).hasSize(1);
    }

    @Test
    void aFolderInItsPlaceIsRefusedInASentence() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("taken"));
        EventFile refused = new EventFile(taken, CLOCK);
        assertThatThrownBy(() -> refused.keep(1))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.OUTPUT))
                .hasMessageContaining("Can't write");
    }
}
