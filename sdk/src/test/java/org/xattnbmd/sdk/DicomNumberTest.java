package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.DicomWriter;

/** Numbers that a header writes as text: read as they are meant, or the file is refused, never taken for absent. */
class DicomNumberTest {

    private static final int W = DicomExam.W;
    private static final int H = DicomExam.H;
    private static final int SLOPE = 0x00281053;

    private final short[] grey = DicomExam.grey();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1.0000000000000",
                "-1.000000E+000",
                "-5.e-002",
                "-.5",
                "-1.",
                "-1.00000000000000000",
                "-0.000000000000000000000000000000000001",
                " -1 ",
                "-1e+0000000"
            })
    void aFallingSlopeInvertsHoweverItIsWritten(String slope) {
        short[] inverted = grey.clone();
        for (int i = 0; i < grey.length; i++) {
            inverted[i] = (short) ~grey[i];
        }

        assertThat(DicomExam.pixels(exam(inverted).text(SLOPE, "DS", slope))).isEqualTo(grey);
        assertThat(DicomExam.pixels(exam(grey).text(SLOPE, "DS", slope.replaceFirst("-", ""))))
                .as("rising")
                .isEqualTo(grey);
    }

    @ParameterizedTest
    @CsvSource({
        "00281053, DS, '-1,0'",
        "00281053, DS, minus one",
        "00281053, DS, NaN",
        "00281053, DS, -1e999",
        "00281053, DS, -1e-999",
        "00281052, DS, 1O24",
        "00280030, DS, '0,2\\0,2'",
        "00280030, DS, '0.2,0.2'",
        "00280030, DS, 'NaN\\NaN'",
        "00280030, DS, '0.2\\NaN'",
        "00181164, DS, '0.2 mm\\0.2 mm'",
        "00182010, DS, 300dpi",
        "00181114, DS, none",
        "00181110, DS, 1.15m",
        "00280034, IS, '1:2'",
        "00280008, IS, x",
        "00280008, IS, 1.5",
        "00280008, IS, one"
    })
    void whatIsThereAndIsNoNumberRefusesTheFile(String tag, String vr, String value) {
        // What the distances say is asked for where the magnification is not stated.
        DicomWriter writer = exam(grey);
        if (tag.startsWith("0018111")) {
            writer.text(0x00181164, "DS", "0.2\\0.2");
        }
        writer.text(Integer.parseInt(tag, 16), vr, value);

        assertRefused(Code.IMAGE_CORRUPT, () -> DicomExam.read(writer));
        assertThatThrownBy(() -> DicomExam.read(writer))
                .hasMessageContaining("(" + tag.substring(0, 4) + "," + tag.substring(4) + ")")
                .hasMessageNotContaining(value);
    }

    @ParameterizedTest
    @CsvSource({
        "00280030, 8.000000E-001\\8.000000E-001, 0.8",
        "00280030, 0.80000000000000\\0.80000000000000, 0.8",
        "00280030, 2.e-001\\.2, 0.2",
        "00182010, 0.2\\0.2, 0.2"
    })
    void spacingsAreReadHoweverTheyAreWritten(String tag, String value, double millimetres) {
        assertThat(DicomExam.read(exam(grey).text(Integer.parseInt(tag, 16), "DS", value))
                        .spacingMillimetres())
                .isEqualTo(millimetres);
    }

    @Test
    void aMagnificationWithExponentCounts() {
        DicomWriter writer = exam(grey).text(0x00181164, "DS", "0.8\\0.8").text(0x00181114, "DS", "1.600000E+000");

        assertThat(DicomExam.read(writer).spacingMillimetres()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource({"00280030", "00181164", "00182010"})
    void pixelsThatAreNotSquareAreRefusedHoweverTheirSizeIsWritten(String tag) {
        for (String value : new String[] {"8.000000E-001\\4.000000E-001", "0.80000000000000\\0.4", "8.e-1\\.4"}) {
            assertRefused(
                    Code.IMAGE_UNSUPPORTED,
                    () -> DicomExam.read(exam(grey).text(Integer.parseInt(tag, 16), "DS", value)));
        }
    }

    @Test
    void aNumberMayBeBinaryWhereTheFileSaysSo() {
        short[] inverted = grey.clone();
        for (int i = 0; i < grey.length; i++) {
            inverted[i] = (short) ~grey[i];
        }
        byte[] slope = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(-1)
                .array();

        assertThat(DicomExam.pixels(exam(inverted).put(SLOPE, "FD", slope))).isEqualTo(grey);
        assertThat(DicomExam.pixels(exam(grey).text(0x00280010, "IS", "" + H))).isEqualTo(grey);
        assertThat(DicomExam.pixels(exam(grey)
                        .put(
                                0x00280011,
                                "UL",
                                ByteBuffer.allocate(4)
                                        .order(ByteOrder.LITTLE_ENDIAN)
                                        .putInt(W)
                                        .array())))
                .isEqualTo(grey);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "0", "", " 01 ", "1.0"})
    void oneFrameIsSaidInManyWays(String frames) {
        assertThat(DicomExam.pixels(exam(grey).text(0x00280008, "IS", frames))).isEqualTo(grey);
    }

    @Test
    void severalFramesAreRefusedHoweverMany() {
        for (String frames : new String[] {"2", "-1", "4294967297", "1".repeat(300)}) {
            assertRefused(
                    Code.IMAGE_UNSUPPORTED, () -> DicomExam.read(exam(grey).text(0x00280008, "IS", frames)));
        }
    }

    @Test
    void aFactThatIsNoNumberIsLeftOutAndThePictureIsRead() {
        Radiograph read = DicomExam.read(exam(grey)
                .text(0x00101020, "DS", "1,65")
                .text(0x00101030, "DS", "7.0E+001")
                .text(0x00101010, "AS", "75"));

        assertThat(read.headerFacts().names()).containsExactly("weight_kg");
    }

    private static DicomWriter exam(short[] stored) {
        return new DicomWriter(DicomWriter.EXPLICIT, stored, W, H);
    }
}
