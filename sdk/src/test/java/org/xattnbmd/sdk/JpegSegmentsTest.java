package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TurnedPictures;

/** What stands beside the picture in a JPEG file changes nothing. */
class JpegSegmentsTest {

    private static final int W = 64;
    private static final int H = 48;

    private final byte[] jpeg =
            Pictures.encode("jpeg", Pictures.eightBit(SyntheticHip.left(W, H, 5), W, H, BufferedImage.TYPE_BYTE_GRAY));
    private final short[] pixels = pixels(jpeg);

    @Test
    void whatFollowsTheEndDoesNotCount() {
        byte[] video = "ftypmp42 a motion photo's film, and its end: ÿÙ".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(pixels(join(jpeg, video))).isEqualTo(pixels);
        assertThat(pixels(join(jpeg, new byte[512]))).isEqualTo(pixels);
        assertThat(pixels(join(jpeg, jpeg))).as("MPF's second picture").isEqualTo(pixels);
    }

    @Test
    void aThumbnailInItsExifDoesNotEndThePicture() {
        byte[] thumbnail = Pictures.encode(
                "jpeg", Pictures.eightBit(SyntheticHip.left(16, 12, 5), 16, 12, BufferedImage.TYPE_BYTE_GRAY));

        assertThat(pixels(TurnedPictures.withSegment(jpeg, 0xE5, thumbnail))).isEqualTo(pixels);
        byte[] cut = TurnedPictures.withSegment(Arrays.copyOf(jpeg, jpeg.length - 40), 0xE5, thumbnail);
        assertRefused(Code.IMAGE_TRUNCATED, () -> pixels(cut));
    }

    @ParameterizedTest
    @ValueSource(ints = {0xE0, 0xE2, 0xE3, 0xED, 0xFE})
    void brokenProfilesAndOtherApplicationsDataDoNotCount(int marker) {
        byte[] profile = "ICC_PROFILE\0\1\1 this is no profile".getBytes(StandardCharsets.US_ASCII);

        assertThat(pixels(TurnedPictures.withSegment(jpeg, marker, profile))).isEqualTo(pixels);
    }

    @Test
    void colourKeepsItsTransform() {
        BufferedImage image = new BufferedImage(W, H, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                image.setRGB(x, y, x * 4 << 16 | y * 5 << 8 | 100);
            }
        }
        byte[] colour = Pictures.encode("jpeg", image);
        byte[] profile = "ICC_PROFILE\0\1\1 this is no profile".getBytes(StandardCharsets.US_ASCII);

        assertThat(pixels(TurnedPictures.withSegment(colour, 0xE2, profile))).isEqualTo(pixels(colour));
    }

    @Test
    void aHeightThatIsDefinedBehindTheScanIsRead() {
        int frame = DicomExam.indexOf(jpeg, new byte[] {(byte) 0xFF, (byte) 0xC0});
        byte[] undefined = jpeg.clone();
        undefined[frame + 5] = 0;
        undefined[frame + 6] = 0;
        byte[] defined = join(
                Arrays.copyOf(undefined, jpeg.length - 2),
                new byte[] {(byte) 0xFF, (byte) 0xDC, 0, 4, 0, H, (byte) 0xFF, (byte) 0xD9});

        assertThat(pixels(defined)).isEqualTo(pixels);
        assertRefused(Code.IMAGE_CORRUPT, () -> pixels(undefined));
    }

    @Test
    void jpegLsIsRefusedByName() {
        byte[] other = jpeg.clone();
        other[DicomExam.indexOf(jpeg, new byte[] {(byte) 0xFF, (byte) 0xC0}) + 1] = (byte) 0xF7;

        assertRefused(Code.IMAGE_UNSUPPORTED, () -> pixels(other));
        assertThatThrownBy(() -> pixels(other)).hasMessageContaining("JPEG-LS");
    }

    private static short[] pixels(byte[] file) {
        return Radiograph.decode(file).view().picture().pixels();
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }
}
