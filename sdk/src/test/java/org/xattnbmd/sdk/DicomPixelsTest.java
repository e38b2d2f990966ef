package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.fixtures.DicomWriter;

/** What the pixel attributes mean. */
class DicomPixelsTest {

    private static final int W = DicomExam.W;
    private static final int H = DicomExam.H;

    private final short[] grey = DicomExam.grey();

    @Test
    void polarityAndSignAreResolved() {
        short[] inverted = grey.clone();
        short[] signed = grey.clone();
        for (int i = 0; i < grey.length; i++) {
            inverted[i] = (short) ~grey[i];
            signed[i] = (short) (grey[i] ^ 0x8000);
        }
        assertThat(DicomExam.pixels(
                        new DicomWriter(DicomWriter.EXPLICIT, inverted, W, H).text(0x00280004, "CS", "MONOCHROME1")))
                .isEqualTo(grey);
        assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.EXPLICIT, inverted, W, H)
                        .text(0x00281052, "DS", "3000")
                        .text(0x00281053, "DS", "-10")))
                .isEqualTo(grey);
        assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.BIG_ENDIAN, signed, W, H).bits(16, 16, 15, true)))
                .isEqualTo(grey);
    }

    @Test
    void overlayBitsAndHighBitAreHeeded() {
        short[] shiftedUp = DicomExam.shifted(grey, 4);
        for (int i = 0; i < shiftedUp.length; i++) {
            shiftedUp[i] = (short) (shiftedUp[i] << 4 | 0x000F);
        }
        assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.EXPLICIT, shiftedUp, W, H).bits(16, 12, 15, false)))
                .isEqualTo(Radiograph.of(DicomExam.shifted(grey, 4), W, H, PixelFormat.unsigned(12))
                        .view()
                        .picture()
                        .pixels());
    }

    @Test
    void colourIsReducedToLuminance() {
        byte[] rgb = new byte[3 * W * H];
        for (int i = 0; i < grey.length; i++) {
            Arrays.fill(rgb, 3 * i, 3 * i + 3, (byte) (grey[i] >>> 8));
        }
        DicomWriter writer = new DicomWriter(DicomWriter.EXPLICIT, grey, W, H)
                .bits(8, 8, 7, false)
                .unsigned(0x00280002, 3)
                .text(0x00280004, "CS", "RGB")
                .pixels(rgb);

        assertThat(DicomExam.pixels(writer))
                .isEqualTo(Radiograph.of(DicomExam.shifted(grey, 8), W, H, PixelFormat.unsigned(8))
                        .view()
                        .picture()
                        .pixels());
    }
}
