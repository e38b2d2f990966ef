package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.LosslessJpegWriter;
import org.xattnbmd.sdk.fixtures.Pictures;

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
                DicomWriter.LOSSLESS
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
    @ValueSource(strings = {DicomWriter.JPEG, DicomWriter.JPEG_EXTENDED})
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
}
