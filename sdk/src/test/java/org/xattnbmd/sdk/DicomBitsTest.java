package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.sdk.Codes.assertRefused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.ExtendedJpegWriter;
import org.xattnbmd.sdk.fixtures.JpegLsWriter;
import org.xattnbmd.sdk.fixtures.JpegLsWriter.Options;
import org.xattnbmd.sdk.fixtures.LosslessJpegWriter;

/** Which bits of a cell are the value, and what its sign is. */
class DicomBitsTest {

    private static final int W = DicomExam.W;
    private static final int H = DicomExam.H;

    private final short[] grey = DicomExam.grey();
    private final short[] twelve = DicomExam.shifted(grey, 4);
    private final short[] expected = Radiograph.of(twelve, W, H, PixelFormat.unsigned(12))
            .view()
            .picture()
            .pixels();

    @ParameterizedTest
    @CsvSource({"11", "12", "15"})
    void aJpegOfTwelveBitsHasItsValueInItsLowBitsWhateverHighBitSays(int high) {
        byte[] jpeg = LosslessJpegWriter.encode(twelve, W, H, 12, 1, 0);

        assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.LOSSLESS, grey, W, H)
                        .bits(16, 12, high, false)
                        .pixels(jpeg)))
                .isEqualTo(expected);
    }

    @Test
    void aJpegOfSixteenBitsHasItsValueWhereHighBitSays() {
        short[] up = new short[twelve.length];
        for (int i = 0; i < up.length; i++) {
            up[i] = (short) (twelve[i] << 4);
        }

        assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.LOSSLESS, up, W, H).bits(16, 12, 15, false)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {DicomWriter.EXPLICIT, DicomWriter.BIG_ENDIAN, DicomWriter.RLE, DicomWriter.LOSSLESS})
    void valuesAboveBitsStoredAreRefusedBecauseTheyWouldWrap(String syntax) {
        DicomWriter writer = new DicomWriter(syntax, grey, W, H).bits(16, 12, 11, false);

        assertRefused(Code.IMAGE_CORRUPT, () -> DicomExam.pixels(writer));
        assertThatThrownBy(() -> DicomExam.pixels(writer)).hasMessageContaining("Bits Stored");
        assertRefused(
                Code.IMAGE_CORRUPT, () -> DicomExam.pixels(new DicomWriter(syntax, grey, W, H).bits(16, 12, 11, true)));
    }

    @Test
    void bitsAboveThatTheHeaderExplainsAreLeftOut() {
        short[] overlaid = twelve.clone();
        short[] padded = twelve.clone();
        for (int i = 0; i < W; i++) {
            overlaid[20 * W + i] |= 0x4000;
            padded[i] = (short) 0xF830;
        }
        assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.EXPLICIT, overlaid, W, H)
                        .bits(16, 12, 11, false)
                        .unsigned(0x60020102, 14)))
                .as("an overlay")
                .isEqualTo(expected);
        assertRefused(
                Code.IMAGE_CORRUPT,
                () -> DicomExam.pixels(new DicomWriter(DicomWriter.EXPLICIT, overlaid, W, H)
                        .bits(16, 12, 11, false)
                        .unsigned(0x60020102, 13)));
        assertThat(DicomExam.read(new DicomWriter(DicomWriter.EXPLICIT, padded, W, H)
                                .bits(16, 12, 11, false)
                                .unsigned(0x00280120, 0xF830))
                        .width())
                .as("padding")
                .isEqualTo(W);
        short[] dead = twelve.clone();
        dead[1000] = -1;
        assertThat(DicomExam.read(new DicomWriter(DicomWriter.EXPLICIT, dead, W, H).bits(16, 12, 11, false))
                        .width())
                .as("a dead pixel")
                .isEqualTo(W);
    }

    @Test
    void signIsThatOfTheStoredBitsHoweverFarItIsCopied() {
        short[] copied = new short[twelve.length];
        short[] bare = new short[twelve.length];
        for (int i = 0; i < copied.length; i++) {
            copied[i] = (short) (twelve[i] - 2048);
            bare[i] = (short) (copied[i] & 0xFFF);
        }
        for (short[] stored : new short[][] {copied, bare}) {
            assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.EXPLICIT, stored, W, H).bits(16, 12, 11, true)))
                    .isEqualTo(expected);
        }
        byte[] jpeg = LosslessJpegWriter.encode(bare, W, H, 12, 1, 0);
        short[] wide = Radiograph.of(copied, W, H, PixelFormat.signed(16))
                .view()
                .picture()
                .pixels();
        assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.LOSSLESS, grey, W, H)
                        .bits(16, 16, 15, true)
                        .pixels(jpeg)))
                .as("two's complement of the codestream's 12 bits under 16 stored")
                .isEqualTo(wide);
        assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.LOSSLESS, grey, W, H)
                        .bits(16, 12, 11, true)
                        .pixels(jpeg)))
                .isEqualTo(expected);
    }

    @Test
    void aHeaderThatContradictsItselfIsRefused() {
        assertRefused(
                Code.IMAGE_CORRUPT,
                () -> DicomExam.pixels(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).bits(16, 17, 16, false)));
        assertRefused(
                Code.IMAGE_CORRUPT,
                () -> DicomExam.pixels(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).bits(16, 12, 3, false)));
        assertRefused(
                Code.IMAGE_CORRUPT,
                () -> DicomExam.pixels(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).unsigned(0x00280103, 2)));
    }

    @Test
    void whatLossyCodingAddsToTheLargestValueIsCutOff() {
        short[] ten = DicomExam.shifted(grey, 6);
        for (int i = 0; i < ten.length; i++) {
            ten[i] = i % W < 30 ? 1023 : ten[i];
        }
        double[] coefficients = new double[W * H];
        byte[] jpeg = ExtendedJpegWriter.encode(ten, W, H, 16, 0, coefficients);
        int[][] near = new int[1][];
        byte[] jpegLs = JpegLsWriter.encode(new short[][] {ten}, W, H, new Options(12, 4, 0, 0, null), near);
        short[] cut = new short[W * H];
        short[] cutNear = new short[W * H];
        int over = 0;
        for (int i = 0; i < cut.length; i++) {
            over += coefficients[i] > 1023.5 ? 1 : 0;
            cut[i] = (short) Math.max(0, Math.min(1023, Math.floor(coefficients[i] + 0.5)));
            cutNear[i] = (short) Math.min(1023, near[0][i]);
        }
        assertThat(over).isGreaterThan(W * H / 100);
        assertThat(near[0]).contains(1026);

        assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.JPEG_EXTENDED, grey, W, H)
                        .bits(16, 10, 9, false)
                        .pixels(jpeg)))
                .isEqualTo(Radiograph.of(cut, W, H, PixelFormat.unsigned(10))
                        .view()
                        .picture()
                        .pixels());
        assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.JPEG_LS_NEAR, grey, W, H)
                        .bits(16, 10, 9, false)
                        .pixels(jpegLs)))
                .isEqualTo(Radiograph.of(cutNear, W, H, PixelFormat.unsigned(10))
                        .view()
                        .picture()
                        .pixels());
        byte[] wide = ExtendedJpegWriter.encode(twelve, W, H, 2, 0, coefficients);
        assertRefused(
                Code.IMAGE_CORRUPT,
                () -> DicomExam.pixels(new DicomWriter(DicomWriter.JPEG_EXTENDED, grey, W, H)
                        .bits(16, 10, 9, false)
                        .pixels(wide)));
    }
}
