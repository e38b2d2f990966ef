package org.xattnbmd.trainer.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.sdk.Radiograph;

/** DICOM cohorts, read back by the SDK's own reader. */
class SimulatedDicomTest {

    private static final SimulationConfig CONFIG = SimulationConfig.defaults()
            .withSubjects(4)
            .withImageSize(96)
            .withSite(Site.EXTERNAL)
            .withFormat(ImageFormat.DICOM);

    @TempDir
    Path folder;

    /** The pixels, the side and the pixel size survive; a PNG of the same subject gives the network the same picture. */
    @Test
    void dicomIsReadAsThePngOfTheSameSubjectIs() throws IOException {
        CohortSimulator simulator = new CohortSimulator(CONFIG);
        for (int i = 0; i < CONFIG.subjects(); i++) {
            SimulatedSubject subject = simulator.subject(i);
            Radiograph dicom = Radiograph.decode(SimulatedDicom.encode(subject, CONFIG));
            Radiograph png = Radiograph.decode(SixteenBitPng.encode(subject.radiograph()))
                    .withSide(subject.leftSide() ? Radiograph.Side.LEFT : Radiograph.Side.RIGHT);
            assertThat(dicom.side()).isEqualTo(png.side());
            assertThat(dicom.spacingMillimetres()).isEqualTo(190.0 / 96, within(1e-5));
            assertThat(Preprocessing.v1(64, 64).apply(dicom))
                    .containsExactly(Preprocessing.v1(64, 64).apply(png), within(2e-5f));
        }
    }

    @Test
    void headerHasTheFactsOfTheManifestAndSaysSimulated() {
        SimulatedSubject subject = new CohortSimulator(CONFIG).subject(1);
        byte[] file = SimulatedDicom.encode(subject, CONFIG);
        assertThat(Radiograph.decode(file).headerFacts().names()).contains("age", "sex");
        String text = new String(file, StandardCharsets.ISO_8859_1);
        assertThat(text.substring(128, 132)).isEqualTo("DICM");
        assertThat(text)
                .contains(
                        "SIMULATED^S00002",
                        "SIMULATED hip radiograph",
                        "SIMULATED hip AP, no patient",
                        "SIMULATED radiograph, no patient")
                .contains("MONOCHROME2", "2.25.");
        assertThat(file).isEqualTo(SimulatedDicom.encode(new CohortSimulator(CONFIG).subject(1), CONFIG));
    }

    @Test
    void cohortNamesItsDicomFiles() throws IOException {
        new CohortSimulator(CONFIG).write(folder.resolve("cohort"), 2, null);
        assertThat(Files.readString(folder.resolve("cohort/manifest.csv"))).contains("images/S00004.dcm");
        assertThat(folder.resolve("cohort/images/S00004.dcm")).isRegularFile();
        assertThat(Radiograph.read(folder.resolve("cohort/images/S00004.dcm")).width())
                .isEqualTo(96);
    }

    @Test
    void elementsOutOfOrderAreABug() {
        DicomWriter writer = new DicomWriter().text(0x00100010, "PN", "X");
        assertThatThrownBy(() -> writer.text(0x00080060, "CS", "CR")).isInstanceOf(IllegalStateException.class);
    }
}
