package org.xattnbmd.trainer.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.PictureReader;
import org.xattnbmd.trainer.data.StudyFields;
import org.xattnbmd.trainer.simulator.CohortSimulator;
import org.xattnbmd.trainer.simulator.SimulationConfig;

class PrecisionStudyTest {

    private static final SimulationConfig STUDY =
            SimulationConfig.defaults().withSubjects(15).withPoses(3).withImageSize(64);

    @TempDir
    static Path folder;

    @BeforeAll
    static void simulate() {
        new CohortSimulator(STUDY).write(folder.resolve("study"), 2, null);
        new CohortSimulator(STUDY.withSubjects(14)).write(folder.resolve("small"), 2, null);
    }

    private static Cohort load(String name, Path learned) {
        return PrecisionStudy.load(
                folder.resolve(name),
                StudyFields.READY_MADE.definitions(),
                learned == null ? List.of() : CohortManifest.read(learned),
                PictureReader.of(Preprocessing.v1(64, 64)),
                2);
    }

    @Test
    void fifteenSubjectsThreeTimesAreEnough() {
        Cohort study = load("study", null);
        assertThat(study.rows()).hasSize(45);
        assertThat(LeastSignificantChange.degrees(CalibrationSubjects.repeated(study.rows())))
                .isEqualTo(30);
    }

    @Test
    void oneSubjectLessIsRefusedWithWhatIsWanted() {
        assertThatThrownBy(() -> load("small", null))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.COHORT_TOO_SMALL))
                .hasMessageContainingAll("28 degrees of freedom", "at least 30", "--poses 2");
    }

    @Test
    void peopleThatTheNetworkMayHaveLearnedAreRefused() {
        assertThatThrownBy(() -> load("study", folder.resolve("small")))
                .isInstanceOfSatisfying(
                        TrainerException.class, e -> assertThat(e.code()).isEqualTo(Code.COHORT_OTHER))
                .hasMessageContainingAll("precision study", "Expected other people");
    }
}
