package org.xattnbmd.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.simulator.CohortSimulator;
import org.xattnbmd.trainer.simulator.SimulationConfig;

/** Hips and whole pelves in one SIMULATED cohort. */
class ViewsTest {

    private static final SimulationConfig MIX =
            SimulationConfig.defaults().withSubjects(8).withImageSize(64).withPelvisShare(0.5);

    @TempDir
    Path temp;

    /** A pelvis's pixels are larger: 41 cm over the same picture instead of 19. */
    @Test
    void eachRowHasThePixelSizeOfItsView() {
        Path folder = temp.resolve("mix");
        new CohortSimulator(MIX).write(folder, 2, null);
        CohortLayout layout = CohortLayout.read(folder);
        List<ManifestRow> rows = CohortManifest.read(folder);
        assertThat(rows)
                .anyMatch(row -> row.view().pelvis())
                .anyMatch(row -> !row.view().pelvis());
        CohortSimulator simulator = new CohortSimulator(MIX);
        for (int i = 0; i < rows.size(); i++) {
            ManifestRow row = rows.get(i);
            assertThat(row.view().pelvis())
                    .isEqualTo(simulator.subject(i).radiograph().view().name().equals("PELVIS"));
            assertThat(row.withSplit(Split.TEST).view().pelvis())
                    .isEqualTo(row.view().pelvis());
            assertThat(layout.spacingMillimetres(row))
                    .isEqualTo((row.view().pelvis() ? 410.0 : 190.0) / 64, within(1e-9));
        }
    }

    @Test
    void aCohortOfHipsHasTheHipsPixelSize() {
        Path folder = temp.resolve("hips");
        new CohortSimulator(MIX.withSubjects(2).withPelvisShare(0)).write(folder, 2, null);
        assertThat(CohortManifest.read(folder)).noneMatch(row -> row.view().pelvis());
        assertThat(CohortLayout.read(folder)
                        .spacingMillimetres(CohortManifest.read(folder).get(0)))
                .isEqualTo(190.0 / 64, within(1e-9));
    }

    @Test
    void anUnknownViewIsABadRow() throws IOException {
        Path folder = temp.resolve("bad");
        new CohortSimulator(MIX).write(folder, 2, null);
        Path manifest = folder.resolve(CohortManifest.FILE);
        Files.writeString(manifest, Files.readString(manifest).replace(",pelvis\n", ",knee\n"));
        assertThatThrownBy(() -> CohortManifest.read(folder))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("view: expected one of [hip, pelvis], received a text of 4 characters");
    }

    /** In someone else's cohort a column of that name means nothing to us. */
    @Test
    void elsewhereTheColumnIsNotRead() throws IOException {
        Path folder = temp.resolve("real");
        new CohortSimulator(MIX).write(folder, 2, null);
        Files.writeString(folder.resolve(CohortLayout.FILE), "{\"densitometer_scale\":\"Hologic\"}");
        assertThat(CohortManifest.read(folder))
                .hasSize(8)
                .noneMatch(row -> row.view().pelvis());
        assertThat(CohortLayout.read(folder)
                        .spacingMillimetres(CohortManifest.read(folder).get(0)))
                .isNaN();
    }
}
