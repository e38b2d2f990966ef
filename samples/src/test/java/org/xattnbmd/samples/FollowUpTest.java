package org.xattnbmd.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

class FollowUpTest {

    private static final int W = 100;
    private static final int H = 120;

    @TempDir
    Path folder;

    private Path model;
    private Path image;

    @BeforeEach
    void files() throws Exception {
        model = TinyModel.write(folder);
        image = Files.write(folder.resolve("hip.png"), Pictures.encode("png", SyntheticHip.left(W, H, 1), W, H));
    }

    @Test
    void theSameExamTwiceIsNoChange() {
        Ran ran = followUp(image, image, "--side", "left", "--set", "age=70").assertFine();

        assertThat(ran.out().lines().findFirst().orElseThrow()).startsWith("SIMULATED");
        assertThat(ran.out())
                .contains(
                        "Change            +0.000 g/cm2 (+0.0 %): does not exceed the least significant change of 0.040")
                .contains("Not a medical device");
    }

    @Test
    void aChangeBeyondTheLeastSignificantChangeIsSaid() throws Exception {
        // The tiny model gives 0.005 g/cm2 a year of age: 20 years are 0.1, its LSC is 0.04.
        Ran ran = followUp(image, image, "--set-earlier", "age=90", "--set-later", "age=70", "--json")
                .assertFine();

        JsonNode json = new ObjectMapper().readTree(ran.out());
        JsonNode change = json.get("change");
        assertThat(change.get("difference_g_per_cm2").doubleValue()).isCloseTo(-0.1, within(1e-5));
        assertThat(change.get("least_significant_change_g_per_cm2").doubleValue())
                .isEqualTo(0.04);
        assertThat(change.get("significant").booleanValue()).isTrue();
        assertThat(json.at("/later/bmd_g_per_cm2").doubleValue()
                        - json.at("/earlier/bmd_g_per_cm2").doubleValue())
                .isEqualTo(change.get("difference_g_per_cm2").doubleValue());
        assertThat(ran.out().lines()).hasSize(1);
    }

    @Test
    void factsOfBothExamsMayComeFromDicomHeaders() throws Exception {
        Path earlier = dicom("earlier.dcm", "L", "070Y");
        Path later = dicom("later.dcm", "L", "090Y");

        Ran without = followUp(earlier, later, "--json").assertFine();
        Ran with = followUp(earlier, later, "--json", "--use-header").assertFine();

        assertThat(difference(without)).isZero();
        assertThat(difference(with)).isCloseTo(0.1, within(1e-5));
    }

    @Test
    void leftIsNotComparedWithRight() throws Exception {
        followUp(dicom("left.dcm", "L", "070Y"), dicom("right.dcm", "R", "070Y"))
                .assertRefused("BMD-5001");
    }

    @Test
    void badInputIsRefusedAndWrongUsageIsOneLine() {
        followUp(image, folder.resolve("absent.png")).assertRefused("BMD-1001");
        followUp(image, image, "--set-later", "age=-3").assertRefused("BMD-2002");
        followUp(image, image, "--side", "top").assertWrongUsage();
        Ran.of(FollowUp.commandLine(), "--model", model.toString()).assertWrongUsage();
    }

    private static double difference(Ran ran) throws Exception {
        return new ObjectMapper()
                .readTree(ran.out())
                .at("/change/difference_g_per_cm2")
                .doubleValue();
    }

    private Path dicom(String name, String laterality, String age) throws Exception {
        return Files.write(
                folder.resolve(name),
                new DicomWriter(DicomWriter.EXPLICIT, SyntheticHip.left(W, H, 1), W, H)
                        .text(0x00200062, "CS", laterality)
                        .text(0x00101010, "AS", age)
                        .toBytes());
    }

    private Ran followUp(Path earlier, Path later, String... options) {
        String[] always = {
            "--model", model.toString(), "--earlier", earlier.toString(), "--later", later.toString(),
        };
        return Ran.of(
                FollowUp.commandLine(),
                Stream.concat(Arrays.stream(always), Arrays.stream(options)).toArray(String[]::new));
    }
}
