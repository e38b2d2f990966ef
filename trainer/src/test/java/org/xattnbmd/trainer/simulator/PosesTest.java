package org.xattnbmd.trainer.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several radiographs of the same SIMULATED subject. */
class PosesTest {

    private static final SimulationConfig ONE =
            SimulationConfig.defaults().withSubjects(12).withImageSize(64);

    @TempDir
    Path temp;

    private List<String> lines(SimulationConfig config, String name) throws IOException {
        new CohortSimulator(config).write(temp.resolve(name), 2, null);
        return Files.readAllLines(temp.resolve(name).resolve("manifest.csv"));
    }

    /** Everything but the image's name and the neck box, which follow the pose. */
    private static List<String> facts(String line) {
        List<String> cells = new ArrayList<>(List.of(line.split(",", -1)));
        cells.remove(1);
        return cells.subList(0, cells.size() - 4);
    }

    @Test
    void rowsOfOneSubjectShareEverythingButThePicture() throws IOException {
        List<String> one = lines(ONE, "one");
        List<String> three = lines(ONE.withPoses(3), "three");
        assertThat(three).hasSize(1 + 36);
        for (int s = 0; s < 12; s++) {
            for (int pose = 0; pose < 3; pose++) {
                String row = three.get(1 + 3 * s + pose);
                assertThat(facts(row)).isEqualTo(facts(one.get(1 + s)));
                assertThat(row).contains(String.format("images/S%05d-%d.png", s + 1, pose + 1));
            }
            assertThat(three.get(1 + 3 * s).split(",", 3)[2])
                    .isEqualTo(one.get(1 + s).split(",", 3)[2]);
        }
        assertThat(temp.resolve("three/images/S00007-1.png"))
                .hasSameBinaryContentAs(temp.resolve("one/images/S00007.png"));
        assertThat(temp.resolve("three/images/S00007-2.png")).isRegularFile();
        assertThat(Files.readAllBytes(temp.resolve("three/images/S00007-2.png")))
                .isNotEqualTo(Files.readAllBytes(temp.resolve("three/images/S00007-3.png")));
        assertThat(temp.resolve("three/cohort.json")).content().contains("\"subjects\" : 12", "\"poses\" : 3");
        assertThat(temp.resolve("one/cohort.json")).content().doesNotContain("poses");
    }

    /** The bytes of the generator's version 2; whoever changes them raises the version. */
    @Test
    void aCohortOfOnePoseHasTheBytesItAlwaysHad() throws IOException {
        new CohortSimulator(SimulationConfig.defaults().withSubjects(6).withImageSize(96))
                .write(temp.resolve("png"), 2, null);
        assertThat(temp.resolve("png/cohort.json"))
                .content()
                .contains("a3bcc2ef72128d76821806cd6d850582d2296841ea63739ba7cbefd6c79c6949");
        new CohortSimulator(SimulationConfig.defaults()
                        .withSubjects(6)
                        .withImageSize(96)
                        .withFormat(ImageFormat.DICOM))
                .write(temp.resolve("dicom"), 2, null);
        assertThat(temp.resolve("dicom/cohort.json"))
                .content()
                .contains("121a52f37b9d799ea98415513a0da3076dca26b81f2525a651772e702c2160fa");
    }

    @Test
    void boneAndRoomStayAsTheyAreFromPoseToPose() {
        FemurShape femur = TestPhantoms.phantom(1).femur().shape();
        for (int index = 0; index < 40; index++) {
            Pose first = Pose.draw(stream(index), Site.PRIMARY, femur, 24);
            Pose second = Pose.again(stream(index), stream(index + 1000), Site.PRIMARY, femur, 24);
            assertThat(second.sourceImageDistance()).isEqualTo(first.sourceImageDistance());
            assertThat(second.centreX()).isNotEqualTo(first.centreX());
            assertThat(Pose.again(stream(index), stream(index), Site.PRIMARY, femur, 24)
                            .femurToWorld())
                    .isEqualTo(first.femurToWorld());
        }
    }

    private static Rng stream(int index) {
        return Rng.stream(7, index, Rng.Purpose.POSITIONING);
    }

    @Test
    void posesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> ONE.withPoses(0)).hasMessageContaining("1 to 20");
        assertThatThrownBy(() -> ONE.withPoses(21)).hasMessageContaining("poses");
    }
}
