package org.xattnbmd.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.LoadedCohort;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.simulator.CohortSimulator;
import org.xattnbmd.trainer.simulator.SimulationConfig;

class TrainingRunTest {

    @TempDir
    Path folder;

    /** Only the description lets a subject have two rows: read again, now that it is gone, it would refuse them. */
    @Test
    void theDescriptionThatWasReadIsTheOneThatCounts() throws IOException {
        Path cohort = folder.resolve("cohort");
        SimulationConfig twice =
                SimulationConfig.defaults().withSubjects(2).withPoses(2).withImageSize(64);
        new CohortSimulator(twice).write(cohort, 1, null);
        CohortLayout layout = CohortLayout.read(cohort);
        Files.delete(cohort.resolve(CohortLayout.FILE));
        LoadedCohort loaded = new TrainingRun(RunConfig.demo(), new DeviceChoice(Device.cpu(), "a test")).load(layout);
        assertThat(loaded.simulated()).isTrue();
        assertThat(loaded.cohort().rows()).hasSize(4);
    }

    @Test
    void labelsThatTeachNothingAreRefused() {
        List<ManifestRow> constant = List.of(row(2, "a.png", Side.LEFT, 0.8), row(3, "b.png", Side.LEFT, 0.8));

        assertThatThrownBy(() -> TrainingRun.requireSense(constant))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.MANIFEST_LABEL))
                .hasMessageContaining("different BMD");
    }

    @Test
    void onePictureWithTwoLabelsIsRefusedByLine() {
        ManifestRow first = row(2, "a.png", Side.LEFT, 0.8);

        assertThatThrownBy(() -> TrainingRun.requireSense(List.of(first, row(3, "a.png", Side.LEFT, 0.9))))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.MANIFEST_LABEL))
                .hasMessageContaining("lines 2 and 3");
        // Both hips of a pelvis, and a hip that is looked at twice.
        TrainingRun.requireSense(List.of(first, row(3, "a.png", Side.RIGHT, 0.9), row(4, "a.png", Side.LEFT, 0.8)));
    }

    private static ManifestRow row(long line, String image, Side side, double bmd) {
        return new ManifestRow(
                line,
                "s" + line,
                Split.TRAIN,
                new ManifestRow.View(Path.of(image), side, null, false, false),
                ManifestRow.Facts.of("female", 70),
                bmd);
    }
}
