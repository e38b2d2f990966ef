package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.DicomTables;
import org.xattnbmd.sdk.fixtures.DicomWriter;

/** Bone is bright by everything that the header says of it, as DCMTK shows it. */
class DicomPolarityTest {

    private static final int W = DicomExam.W;
    private static final int H = DicomExam.H;
    private static final int PER_FRAME = 0x52009230;
    private static final int VOI = 0x00283010;
    private static final int PRESENTATION = 0x20500010;

    private final short[] grey = DicomExam.grey();

    @ParameterizedTest
    @CsvSource({
        "MONOCHROME2, '', 1, false",
        "MONOCHROME1, '', 1, true",
        "MONOCHROME2, IDENTITY, 1, false",
        "MONOCHROME2, INVERSE, 1, true",
        "MONOCHROME1, IDENTITY, 1, false",
        "MONOCHROME1, INVERSE, 1, true",
        "MONOCHROME2, '', -1, true",
        "MONOCHROME1, '', -1, false",
        "MONOCHROME2, INVERSE, -1, false",
        "MONOCHROME1, INVERSE, -1, false",
        "monochrome1, '', 1, true"
    })
    void shapeOverrulesThePhotometricInterpretationAndSlopeTurnsRound(
            String photometric, String shape, String slope, boolean inverted) {
        DicomWriter writer = exam(inverted)
                .text(0x00280004, "CS", photometric)
                .text(0x20500020, "CS", shape)
                .text(0x00281053, "DS", slope);

        assertThat(DicomExam.pixels(writer)).isEqualTo(grey);
        assertThat(DicomExam.pixels(exam(!inverted)
                        .text(0x00280004, "CS", photometric)
                        .text(0x20500020, "CS", shape)
                        .text(0x00281053, "DS", slope)
                        .put(VOI, "SQ", lut(256, i -> 65_535 - 257 * i, 2))))
                .as("a VOI LUT that falls")
                .isEqualTo(grey);
    }

    @ParameterizedTest
    @CsvSource({
        "MONOCHROME2, true, false",
        "MONOCHROME2, false, true",
        "MONOCHROME1, true, false",
        "MONOCHROME1, false, true"
    })
    void aPresentationLutOverrulesThePhotometricInterpretation(String photometric, boolean rises, boolean inverted) {
        byte[] table = lut(4096, i -> rises ? i : 4095 - i, 2);

        assertThat(DicomExam.pixels(
                        exam(inverted).text(0x00280004, "CS", photometric).put(PRESENTATION, "SQ", table)))
                .isEqualTo(grey);
    }

    @Test
    void theDirectionOfATableIsThatOfItsEntriesTogether() {
        assertThat(DicomExam.pixels(exam(true).put(VOI, "SQ", lut(256, i -> 255 - i, 1))))
                .as("entries of 8 bits")
                .isEqualTo(grey);
        assertThat(DicomExam.pixels(exam(true).put(VOI, "SQ", lut(1024, i -> i == 1023 ? 4095 : 4095 - 4 * i, 2))))
                .as("a last entry that was never written")
                .isEqualTo(grey);
        assertThat(DicomExam.pixels(exam(false).put(VOI, "SQ", lut(1024, i -> (int) Math.sqrt(16_000.0 * i), 2))))
                .as("a curve that rises")
                .isEqualTo(grey);
        assertThat(DicomExam.pixels(exam(false).put(VOI, "SQ", new byte[0])))
                .as("no table")
                .isEqualTo(grey);
    }

    @Test
    void whatGivesNoDirectionIsRefused() {
        assertRefused(
                Code.IMAGE_UNSUPPORTED,
                () -> DicomExam.pixels(exam(false).put(VOI, "SQ", lut(1024, i -> Math.min(i, 1023 - i), 2))));
        assertRefused(Code.IMAGE_UNSUPPORTED, () -> DicomExam.pixels(exam(false).put(VOI, "SQ", lut(64, i -> 7, 2))));
        assertRefused(Code.IMAGE_CORRUPT, () -> DicomExam.pixels(exam(false).text(0x20500020, "CS", "UPSIDE DOWN")));
        byte[] shortened = lut(64, i -> i, 2);
        shortened[8 + 8] = (byte) 0xFF;
        shortened[8 + 9] = (byte) 0xFF;
        assertRefused(Code.IMAGE_CORRUPT, () -> DicomExam.pixels(exam(false).put(VOI, "SQ", shortened)));
    }

    @ParameterizedTest
    @CsvSource({"1375769129, false", "1375769129, true", "1375769136, false"})
    void slopeAndPixelSizeMayLieInFunctionalGroups(int groups, boolean implicit) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DicomTables.element(
                frame,
                0x00289110,
                "SQ",
                DicomTables.item(DicomTables.text(0x00280030, "DS", "0.2\\0.2", implicit)),
                implicit);
        DicomTables.element(
                frame,
                0x00289145,
                "SQ",
                DicomTables.item(DicomTables.text(0x00281053, "DS", "-1.0000000000000 ", implicit)),
                implicit);
        short[] inverted = inverted();
        DicomWriter writer = new DicomWriter(implicit ? DicomWriter.IMPLICIT : DicomWriter.EXPLICIT, inverted, W, H)
                .put(groups, "SQ", DicomTables.item(frame.toByteArray()));

        assertThat(DicomExam.pixels(writer)).isEqualTo(grey);
        assertThat(DicomExam.read(writer).spacingMillimetres()).isEqualTo(0.2);
    }

    /** One frame that was cut out of three, and the groups of all. */
    @Test
    void functionalGroupsOfSeveralFramesAreReadWhereTheyAgreeOnTheOnlyPicture() {
        byte[] falls = transformed("-1");
        byte[] rises = transformed("1 ");

        assertThat(DicomExam.pixels(exam(true).put(PER_FRAME, "SQ", join(falls, falls, falls))))
                .isEqualTo(grey);
        assertThat(DicomExam.pixels(exam(false)
                        .put(PER_FRAME, "SQ", join(DicomTables.item(new byte[0]), DicomTables.item(new byte[0])))))
                .isEqualTo(grey);
        for (byte[] groups : new byte[][] {join(falls, rises), join(falls, DicomTables.item(new byte[0]))}) {
            assertRefused(
                    Code.IMAGE_UNSUPPORTED, () -> DicomExam.read(exam(true).put(PER_FRAME, "SQ", groups)));
        }
        byte[] twoFrames = new byte[4 * W * H];
        new Random(1).nextBytes(twoFrames);
        assertRefused(
                Code.IMAGE_CORRUPT,
                () -> DicomExam.read(
                        exam(true).put(PER_FRAME, "SQ", join(falls, falls)).pixels(twoFrames)));
        assertRefused(
                Code.IMAGE_UNSUPPORTED,
                () -> DicomExam.read(exam(true)
                        .put(PER_FRAME, "SQ", join(falls, falls))
                        .text(0x00280008, "IS", "2 ")
                        .pixels(twoFrames)));
    }

    /** The group of a frame with this slope. */
    private static byte[] transformed(String slope) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DicomTables.element(
                frame, 0x00289145, "SQ", DicomTables.item(DicomTables.text(0x00281053, "DS", slope, false)), false);
        return DicomTables.item(frame.toByteArray());
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private DicomWriter exam(boolean inverted) {
        return new DicomWriter(DicomWriter.EXPLICIT, inverted ? inverted() : grey, W, H);
    }

    private short[] inverted() {
        short[] inverted = grey.clone();
        for (int i = 0; i < grey.length; i++) {
            inverted[i] = (short) ~grey[i];
        }
        return inverted;
    }

    /** The item of a LUT sequence with entries of this many bytes. */
    private static byte[] lut(int entries, IntUnaryOperator value, int bytes) {
        return DicomTables.lutItem(
                DicomTables.descriptor(entries, 0, 8 * bytes), DicomTables.entries(entries, value, bytes));
    }
}
