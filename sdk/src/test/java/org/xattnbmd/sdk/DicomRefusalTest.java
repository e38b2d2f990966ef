package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.LosslessJpegWriter;
import org.xattnbmd.sdk.fixtures.Pictures;

/** What is not read is refused, with a code and by name. */
class DicomRefusalTest {

    private static final int W = DicomExam.W;
    private static final int H = DicomExam.H;

    private final short[] grey = DicomExam.grey();

    @Test
    void pixelDataOfAnotherLengthThanDeclaredIsAnError() {
        byte[] half = new byte[W * H];

        assertRefused(
                Code.IMAGE_TRUNCATED,
                () -> DicomExam.pixels(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).pixels(half)));
        assertRefused(
                Code.IMAGE_CORRUPT,
                () -> DicomExam.pixels(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).pixels(new byte[4 * W * H])));
        assertRefused(
                Code.IMAGE_TOO_LARGE,
                () -> DicomExam.pixels(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H)
                        .unsigned(0x00280010, 30_000)
                        .unsigned(0x00280011, 30_000)));
        assertRefused(
                Code.IMAGE_TOO_SMALL,
                () -> DicomExam.pixels(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).unsigned(0x00280010, 0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DicomWriter.IMPLICIT,
                DicomWriter.DEFLATED,
                DicomWriter.BIG_ENDIAN,
                DicomWriter.RLE,
                DicomWriter.LOSSLESS,
                DicomWriter.JPEG_LS
            })
    void truncatedAtAnyPointIsAnErrorNeverAPartlyBlackPicture(String syntax) {
        byte[] whole = new DicomWriter(syntax, grey, W, H).toBytes();
        for (int length = 132; length < whole.length - 9; length += 37) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Radiograph.decode(cut))
                    .as("cut at %d of %d", length, whole.length)
                    .isInstanceOf(BmdException.class);
        }
    }

    @Test
    void losslessJpegWithoutAllItsDataIsAnErrorThoughItsEndMarkerIsThere() {
        byte[] jpeg = LosslessJpegWriter.encode(grey, W, H, 16, 1, 0);
        byte[] holed = Arrays.copyOf(jpeg, jpeg.length * 3 / 4);
        holed[holed.length - 2] = (byte) 0xFF;
        holed[holed.length - 1] = (byte) 0xD9;

        assertRefused(
                Code.IMAGE_TRUNCATED,
                () -> DicomExam.pixels(new DicomWriter(DicomWriter.LOSSLESS, grey, W, H).pixels(holed)));
    }

    @ParameterizedTest
    @CsvSource({
        "92, JPEG 2000 part 2 lossless",
        "93, JPEG 2000 part 2",
        "100, MPEG-2",
        "110, JPEG XL lossless",
        "999, transfer syntax 1.2.840.10008.1.2.4.999"
    })
    void otherTransferSyntaxesAreRefusedByName(String last, String name) {
        DicomWriter writer = new DicomWriter("1.2.840.10008.1.2.4." + last, grey, W, H).pixels(new byte[100]);

        assertRefused(Code.IMAGE_UNSUPPORTED, () -> DicomExam.pixels(writer));
        assertThatThrownBy(() -> DicomExam.pixels(writer)).hasMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource({
        "8, 0xC1, 1, Expected 8 bits stored where the JPEG has 8",
        "12, 0xCA, 1, received SOF10",
        "12, 0xC9, 1, received SOF9",
        "12, 0xC1, 3, received 3 of 12",
    })
    void jpegOfOtherKindsUnderTwelveBitsStoredIsRefused(int precision, int marker, int components, String named) {
        byte[] jpeg = Pictures.encode("jpeg", Pictures.eightBit(grey, W, H, BufferedImage.TYPE_BYTE_GRAY));
        // The precision behind the marker and length of the frame header.
        int frameHeader = DicomExam.indexOf(jpeg, new byte[] {(byte) 0xFF, (byte) 0xC0});
        byte[] head = Arrays.copyOf(jpeg, frameHeader + 10 + 3 * components);
        byte[] changed = Arrays.copyOf(head, head.length + jpeg.length - frameHeader - 13);
        System.arraycopy(jpeg, frameHeader + 13, changed, head.length, jpeg.length - frameHeader - 13);
        changed[frameHeader + 1] = (byte) marker;
        changed[frameHeader + 3] = (byte) (8 + 3 * components);
        changed[frameHeader + 4] = (byte) precision;
        changed[frameHeader + 9] = (byte) components;
        DicomWriter writer = new DicomWriter(DicomWriter.JPEG_EXTENDED, grey, W, H)
                .bits(16, 12, 11, false)
                .pixels(changed);

        assertRefused(Code.IMAGE_UNSUPPORTED, () -> DicomExam.pixels(writer));
        assertThatThrownBy(() -> DicomExam.pixels(writer)).hasMessageContaining(named);
    }

    @Test
    void variantsThatAreNotSupportedAreRefused() {
        List<DicomWriter> unsupported = List.of(
                new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).text(0x00280008, "IS", "12"),
                new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).text(0x00280004, "CS", "PALETTE COLOR"),
                new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).text(0x00280004, "CS", "CMYK"),
                new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).unsigned(0x00280100, 24),
                new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).unsigned(0x00280100, 64),
                new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).unsigned(0x00280100, 0));
        for (DicomWriter writer : unsupported) {
            assertRefused(Code.IMAGE_UNSUPPORTED, () -> DicomExam.pixels(writer));
        }
    }
}
