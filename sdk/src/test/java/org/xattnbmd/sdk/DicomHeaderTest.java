package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** What is taken from the header beside the pixels. */
class DicomHeaderTest {

    private static final int W = DicomExam.W;
    private static final int H = DicomExam.H;

    private final short[] grey = DicomExam.grey();

    @Test
    void sideComesFromTheHeaderAndTheCallerMayOverruleIt() {
        Radiograph left = DicomExam.read(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).text(0x00200060, "CS", "L"));

        assertThat(left.side()).isEqualTo(Side.LEFT);
        assertThat(left.withSide(Side.RIGHT).side()).isEqualTo(Side.RIGHT);
        assertThat(DicomExam.read(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H)
                                .text(0x00200060, "CS", "L")
                                .text(0x00200062, "CS", "R"))
                        .side())
                .as("Image Laterality is the picture's own")
                .isEqualTo(Side.RIGHT);
        assertThat(DicomExam.read(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H))
                        .side())
                .isEqualTo(Side.UNKNOWN);
    }

    @Test
    void pixelSizeIsBroughtToThePlaneOfTheHip() {
        assertThat(spacing(Map.of(0x00280030, "0.2\\0.2"))).isEqualTo(0.2);
        assertThat(spacing(Map.of(0x00181164, "0.2\\0.2"))).isEqualTo(0.2);
        assertThat(spacing(Map.of(0x00181164, "0.2\\0.2", 0x00181114, "1.25"))).isCloseTo(0.16, within(1e-9));
        assertThat(spacing(Map.of(0x00181164, "0.2\\0.2", 0x00181110, "1150", 0x00181111, "1000")))
                .isCloseTo(0.2 / 1.15, within(1e-9));
        assertThat(spacing(Map.of(0x00181164, "0.2\\0.2", 0x00280030, "0.2\\0.2", 0x00181114, "1.25")))
                .as("a Pixel Spacing equal to the detector's is not calibrated")
                .isCloseTo(0.16, within(1e-9));
        assertThat(spacing(Map.of(0x00181164, "0.2\\0.2", 0x00280030, "0.17\\0.17", 0x00181114, "1.25")))
                .as("a calibrated Pixel Spacing is taken as it is")
                .isEqualTo(0.17);
        assertThat(spacing(Map.of())).isNaN();
        assertRefused(Code.IMAGE_UNSUPPORTED, () -> spacing(Map.of(0x00280030, "0.2\\0.4")));
    }

    @Test
    void calibrationTypeOverrulesEqualityAndDigitsLeftOffAreNoCalibration() {
        Map<Integer, String> equal = Map.of(0x00181164, "0.2\\0.2", 0x00280030, "0.2\\0.2", 0x00181114, "1.25");
        DicomWriter writer = new DicomWriter(DicomWriter.EXPLICIT, grey, W, H);
        equal.forEach((tag, value) -> writer.text(tag, "DS", value));

        assertThat(DicomExam.read(writer.text(0x00280A02, "CS", "GEOMETRY")).spacingMillimetres())
                .isEqualTo(0.2);
        assertThat(DicomExam.read(writer.text(0x00280A02, "CS", "FIDUCIAL")).spacingMillimetres())
                .isEqualTo(0.2);
        assertThat(DicomExam.read(writer.text(0x00280A02, "CS", "OTHER")).spacingMillimetres())
                .as("no defined term")
                .isCloseTo(0.16, within(1e-9));
        assertThat(spacing(Map.of(0x00181164, "0.1434\\0.1434", 0x00280030, "0.143\\0.143", 0x00181114, "1.2")))
                .isCloseTo(0.1434 / 1.2, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0\\0", "-0.2\\-0.2", "0.2\\-0.2", "0.2\\0", "0.2", "", "50\\50", "1e9\\1e9"})
    void aSpacingThatIsNoSizeOfAPixelIsAsGoodAsNone(String value) {
        assertThat(spacing(Map.of(0x00280030, value))).isNaN();
        assertThat(spacing(Map.of(0x00181164, value))).isNaN();
        assertThat(spacing(Map.of(0x00280030, value, 0x00181164, "0.2\\0.2", 0x00181114, "1.25")))
                .isCloseTo(0.16, within(1e-9));
        assertThat(spacing(Map.of(0x00280030, "0.17\\0.17", 0x00181164, value))).isEqualTo(0.17);
    }

    @Test
    void aMagnificationThatCannotBeIsReplacedByTheDistances() {
        for (String stated : new String[] {"0", "-1.2", "0.8", "12"}) {
            assertThat(spacing(
                            Map.of(0x00181164, "0.2\\0.2", 0x00181114, stated, 0x00181110, "1150", 0x00181111, "1000")))
                    .as(stated)
                    .isCloseTo(0.2 / 1.15, within(1e-9));
            assertThat(spacing(Map.of(0x00181164, "0.2\\0.2", 0x00181114, stated)))
                    .as(stated)
                    .isEqualTo(0.2);
        }
        assertThat(spacing(Map.of(0x00181164, "0.2\\0.2", 0x00181110, "1150", 0x00181111, "0")))
                .isEqualTo(0.2);
    }

    @Test
    void pixelsThatAreNotSquareAreRefusedHoweverTheHeaderSaysIt() {
        assertRefused(Code.IMAGE_UNSUPPORTED, () -> spacing(Map.of(0x00181164, "0.2\\0.1")));
        DicomWriter aspect = new DicomWriter(DicomWriter.EXPLICIT, grey, W, H);
        assertRefused(Code.IMAGE_UNSUPPORTED, () -> DicomExam.read(aspect.text(0x00280034, "IS", "2\\1")));
        assertThat(DicomExam.read(aspect.text(0x00280034, "IS", "1\\1")).spacingMillimetres())
                .isNaN();
    }

    @Test
    void headerFactsAreOfferedAndNeverOverruleTheCaller() {
        ClinicalRecord facts = DicomExam.read(new DicomWriter(DicomWriter.IMPLICIT, grey, W, H)
                        .text(0x00100040, "CS", "F")
                        .text(0x00101010, "AS", "075Y")
                        .text(0x00101020, "DS", "1.62")
                        .text(0x00101030, "DS", "0"))
                .headerFacts();
        assertThat(facts.names()).containsExactlyInAnyOrder("sex", "age", "height_cm");

        float[] row = ClinicalRecord.builder()
                .set("age", 60)
                .fillFrom(facts, TinyModel.card())
                .build()
                .encode(TinyModel.FIELDS);
        assertThat(row).containsExactly(60f, 0f, 162f, Float.NaN);
        assertThat(DicomExam.read(new DicomWriter(DicomWriter.IMPLICIT, grey, W, H))
                        .headerFacts()
                        .names())
                .isEmpty();
    }

    @Test
    void sequencesAreWalkedOver() {
        byte[] item = {(byte) 0xFE, (byte) 0xFF, 0, (byte) 0xE0, 8, 0, 0, 0, 0x08, 0, 0x50, 0x11, 'U', 'I', 0, 0};
        byte[] undefined = {
            (byte) 0xFE,
            (byte) 0xFF,
            0,
            (byte) 0xE0,
            -1,
            -1,
            -1,
            -1,
            0x28,
            0,
            0x10,
            0,
            'U',
            'S',
            2,
            0,
            7,
            0,
            (byte) 0xFE,
            (byte) 0xFF,
            0x0D,
            (byte) 0xE0,
            0,
            0,
            0,
            0,
            (byte) 0xFE,
            (byte) 0xFF,
            (byte) 0xDD,
            (byte) 0xE0,
            0,
            0,
            0,
            0
        };
        byte[] file = new DicomWriter(DicomWriter.EXPLICIT, grey, W, H)
                .put(0x00081140, "SQ", item)
                .put(0x00082218, "SQ", undefined)
                .toBytes();
        // The second sequence's length becomes "undefined".
        int at = DicomExam.indexOf(file, new byte[] {0x08, 0, 0x18, 0x22, 'S', 'Q'});
        Arrays.fill(file, at + 8, at + 12, (byte) 0xFF);

        assertThat(Radiograph.decode(file).view().picture().pixels()).isEqualTo(grey);
    }

    private double spacing(Map<Integer, String> attributes) {
        DicomWriter writer = new DicomWriter(DicomWriter.EXPLICIT, grey, W, H);
        attributes.forEach((tag, value) -> writer.text(tag, "DS", value));
        return DicomExam.read(writer).spacingMillimetres();
    }
}
