package org.xattnbmd.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.LoadedCohort;
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
}
