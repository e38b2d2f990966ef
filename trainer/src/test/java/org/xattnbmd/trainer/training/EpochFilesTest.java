package org.xattnbmd.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.curves.TensorFlowReader;

class EpochFilesTest {

    private static final List<EpochRecord> THREE = List.of(epoch(1), epoch(2), epoch(3));

    @TempDir
    Path folder;

    private static EpochRecord epoch(int number) {
        return new EpochRecord(number, 1.0 / number, 0.5 / number, 0.1 / number, 1e-3 * number, 100);
    }

    private EpochFiles files() {
        return new EpochFiles(folder, InstantSource.fixed(Instant.EPOCH));
    }

    private void write(EpochFiles files, List<EpochRecord> history, int from) {
        for (int n = from; n <= history.size(); n++) {
            files.write(history.subList(0, n));
        }
    }

    private Path events() {
        return folder.resolve(EpochFiles.EVENTS);
    }

    @Test
    void everyEpochIsThereOnceItIsOver() throws IOException {
        EpochFiles files = files();
        files.begin(List.of());
        assertThat(EpochFiles.read(folder)).isEmpty();
        for (int n = 1; n <= 3; n++) {
            files.write(THREE.subList(0, n));
            assertThat(EpochFiles.read(folder)).isEqualTo(THREE.subList(0, n));
            assertThat(TensorFlowReader.steps(events())).hasSize(n);
        }
        assertThat(Files.readAllLines(folder.resolve("metrics.csv")))
                .startsWith(
                        "epoch,train_loss,validation_loss,validation_mae,learning_rate,images_per_second",
                        "1,1.0,0.5,0.1,0.001,100.0");
        assertThat(TensorFlowReader.curve(events(), "mae/validation")).containsExactly(0.1f, 0.05f, (float) (0.1 / 3));
    }

    /** Killed behind the state's write and before the curves', or with a state from an older copy: the state is right. */
    @Test
    void whatGoesOnHasNoEpochTwiceAndNoneMissing() throws IOException {
        for (int reached = 0; reached <= 3; reached++) {
            for (int state = 0; state <= 3; state++) {
                EpochFiles before = files();
                before.begin(List.of());
                write(before, THREE.subList(0, reached), 1);

                EpochFiles resumed = files();
                resumed.begin(THREE.subList(0, state));
                assertThat(TensorFlowReader.steps(events())).hasSize(state);
                write(resumed, THREE, state + 1);
                assertThat(TensorFlowReader.steps(events())).containsExactly(1L, 2L, 3L);
                assertThat(EpochFiles.read(folder)).isEqualTo(THREE);
            }
        }
    }

    @Test
    void aTableThatIsNoneIsRefused() throws IOException {
        for (String text : List.of("epoch\n1\n", "epoch,train_loss\n1,2\n", "{}\n1\n")) {
            Files.writeString(folder.resolve(EpochFiles.METRICS), text);
            assertThatThrownBy(() -> EpochFiles.read(folder))
                    .isInstanceOfSatisfying(
                            TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT));
        }
    }
}
