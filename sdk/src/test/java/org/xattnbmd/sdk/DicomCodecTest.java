package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
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
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.internal.concurrent.StopSignal;

/** Every transfer syntax that is read gives the pixels that were stored. */
class DicomCodecTest {

    private static final int W = DicomExam.W;
    private static final int H = DicomExam.H;

    private final short[] grey = DicomExam.grey();

    @ParameterizedTest
    @ValueSource(
            strings = {
                DicomWriter.IMPLICIT,
                DicomWriter.EXPLICIT,
                DicomWriter.DEFLATED,
                DicomWriter.BIG_ENDIAN,
                DicomWriter.RLE,
                DicomWriter.LOSSLESS,
                DicomWriter.JPEG_LS
            })
    void everyLosslessSyntaxGivesTheSamePixels(String syntax) {
        assertThat(DicomExam.pixels(new DicomWriter(syntax, grey, W, H))).isEqualTo(grey);

        short[] ten = DicomExam.shifted(grey, 6);
        short[] expected = Radiograph.of(ten, W, H, PixelFormat.unsigned(10))
                .view()
                .picture()
                .pixels();
        assertThat(DicomExam.pixels(new DicomWriter(syntax, ten, W, H).bits(16, 10, 9, false)))
                .isEqualTo(expected);

        short[] eight = DicomExam.shifted(grey, 8);
        assertThat(DicomExam.pixels(new DicomWriter(syntax, eight, W, H).bits(8, 8, 7, false)))
                .isEqualTo(Radiograph.of(eight, W, H, PixelFormat.unsigned(8))
                        .view()
                        .picture()
                        .pixels());
    }

    @ParameterizedTest
    @ValueSource(strings = {DicomWriter.JPEG_2000, DicomWriter.JPEG_2000_ANY})
    void jpeg2000GivesTheSamePixels(String syntax) throws Exception {
        DicomWriter writer = new DicomWriter(syntax, grey, W, H).pixels(DicomExam.jpeg2000(grey));

        assertThat(DicomExam.pixels(writer)).isEqualTo(grey);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DicomWriter.JPEG,
                DicomWriter.JPEG_EXTENDED,
                DicomWriter.JPEG_SPECTRAL_SELECTION,
                DicomWriter.JPEG_PROGRESSION
            })
    void eightBitJpegIsWhatItsDecoderGives(String syntax) {
        byte[] jpeg = Pictures.encode("jpeg", Pictures.eightBit(grey, W, H, BufferedImage.TYPE_BYTE_GRAY));
        DicomWriter writer =
                new DicomWriter(syntax, grey, W, H).bits(8, 8, 7, false).pixels(jpeg);

        assertThat(DicomExam.pixels(writer))
                .isEqualTo(Radiograph.decode(jpeg).view().picture().pixels());
    }

    @Test
    void losslessJpegWithAnyPredictorIsReadUnderItsOwnSyntaxToo() {
        byte[] jpeg = LosslessJpegWriter.encode(grey, W, H, 16, 6, 0);

        assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.LOSSLESS_ANY, grey, W, H).pixels(jpeg)))
                .isEqualTo(grey);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 0", "4, 0", "5, 0", "6, 0", "7, 0", "1, 1", "4, 5", "7, 3"})
    void losslessJpegWithEveryPredictorAndRestarts(int predictor, int restartLines) {
        short[] noisy = grey.clone();
        noisy[100] = (short) 65_535;
        noisy[101] = 0;
        byte[] jpeg = LosslessJpegWriter.encode(noisy, W, H, 16, predictor, restartLines);

        assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.LOSSLESS, noisy, W, H).pixels(jpeg)))
                .isEqualTo(noisy);
    }

    @ParameterizedTest
    @CsvSource({"12, 11, false", "12, 15, false", "16, 15, false", "12, 11, true", "16, 15, true"})
    void jpegOfTwelveBitsIsReadWithItsSign(int stored, int high, boolean signed) {
        short[] twelve = DicomExam.shifted(grey, 4);
        double[] decoded = new double[W * H];
        byte[] jpeg = ExtendedJpegWriter.encode(twelve, W, H, 2, 0, decoded);
        short[] expected = new short[W * H];
        for (int i = 0; i < expected.length; i++) {
            int value = (int) Math.max(0, Math.min(4095, Math.floor(decoded[i] + 0.5)));
            expected[i] = (short) (signed ? value << 20 >> 20 : value);
        }
        PixelFormat format = signed ? PixelFormat.signed(stored) : PixelFormat.unsigned(stored);

        assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.JPEG_EXTENDED, grey, W, H)
                        .bits(16, stored, high, signed)
                        .pixels(jpeg)))
                .isEqualTo(
                        Radiograph.of(expected, W, H, format).view().picture().pixels());
    }

    @ParameterizedTest
    @ValueSource(strings = {DicomWriter.JPEG_SPECTRAL_SELECTION, DicomWriter.JPEG_PROGRESSION})
    void progressiveJpegOfTwelveBitsIsWhatItsCoefficientsSay(String syntax) {
        short[] twelve = DicomExam.shifted(grey, 4);
        double[] unused = new double[W * H];
        byte[] sequential = ExtendedJpegWriter.encode(twelve, W, H, 2, 0, unused);
        byte[] progressive = ExtendedJpegWriter.progressive(twelve, W, H, 2, 0, unused);

        assertThat(DicomExam.pixels(twelveBits(syntax).pixels(progressive)))
                .isEqualTo(
                        DicomExam.pixels(twelveBits(DicomWriter.JPEG_EXTENDED).pixels(sequential)));
    }

    private DicomWriter twelveBits(String syntax) {
        return new DicomWriter(syntax, grey, W, H).bits(16, 12, 11, false);
    }

    @ParameterizedTest
    @CsvSource({"RGB, 0", "RGB, 1", "RGB, 2", "YBR_FULL, 2"})
    void colouredJpegLsIsItsLuminance(String photometric, int interleave) {
        short[][] planes = {DicomExam.shifted(grey, 8), DicomExam.shifted(grey, 9), DicomExam.shifted(grey, 10)};
        byte[] jpeg = JpegLsWriter.encode(planes, W, H, new Options(8, 0, interleave, 0, null), new int[3][]);
        short[] expected = planes[0].clone();
        for (int i = 0; photometric.equals("RGB") && i < expected.length; i++) {
            expected[i] = (short) Math.round(0.299 * planes[0][i] + 0.587 * planes[1][i] + 0.114 * planes[2][i]);
        }
        DicomWriter writer = new DicomWriter(DicomWriter.JPEG_LS, grey, W, H)
                .text(0x00280004, "CS", photometric)
                .unsigned(0x00280002, 3)
                .bits(8, 8, 7, false)
                .pixels(jpeg);

        assertThat(DicomExam.pixels(writer))
                .isEqualTo(Radiograph.of(expected, W, H, PixelFormat.unsigned(8))
                        .view()
                        .picture()
                        .pixels());
        assertRefused(
                Code.IMAGE_CORRUPT,
                () -> DicomExam.pixels(
                        writer.text(0x00280004, "CS", "MONOCHROME2").unsigned(0x00280002, 1)));
    }

    @Test
    void nearLosslessJpegLsIsReadUnderAnySyntax() {
        int[][] decoded = new int[1][];
        byte[] jpeg = JpegLsWriter.encode(
                new short[][] {DicomExam.shifted(grey, 4)}, W, H, new Options(12, 3, 0, 0, null), decoded);
        short[] expected = new short[W * H];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (short) decoded[0][i];
        }
        for (String syntax : new String[] {DicomWriter.JPEG_LS_NEAR, DicomWriter.LOSSLESS}) {
            assertThat(DicomExam.pixels(new DicomWriter(syntax, grey, W, H)
                            .bits(16, 12, 15, false)
                            .pixels(jpeg)))
                    .isEqualTo(Radiograph.of(expected, W, H, PixelFormat.unsigned(12))
                            .view()
                            .picture()
                            .pixels());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {DicomWriter.LOSSLESS, DicomWriter.JPEG_LS, DicomWriter.JPEG_EXTENDED})
    void ourOwnDecodersStopWhenTheirTimeIsOver(String syntax) {
        DicomWriter writer = new DicomWriter(syntax, grey, W, H);
        if (syntax.equals(DicomWriter.JPEG_EXTENDED)) {
            writer.bits(16, 12, 11, false)
                    .pixels(ExtendedJpegWriter.encode(DicomExam.shifted(grey, 4), W, H, 2, 0, new double[W * H]));
        }
        stopsInside(writer.toBytes());
    }

    @Test
    void progressiveScansStopWhenTheirTimeIsOver() {
        stopsInside(twelveBits(DicomWriter.JPEG_PROGRESSION)
                .pixels(ExtendedJpegWriter.progressive(DicomExam.shifted(grey, 4), W, H, 2, 0, new double[W * H]))
                .toBytes());
    }

    private static void stopsInside(byte[] file) {
        AtomicLong asked = new AtomicLong();
        // The clock is asked when the signal is made, before the reading, and once for each line: the fourth answer is
        // too late.
        Cancellation inside = new Cancellation(StopSignal.after(Duration.ofNanos(3), asked::getAndIncrement));

        assertRefused(Code.DEADLINE_EXCEEDED, () -> Radiograph.decode(file, inside));
        assertThat(asked).hasValue(4);
    }
}
