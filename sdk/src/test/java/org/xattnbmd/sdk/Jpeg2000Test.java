package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.DicomWriter;

/** JPEG 2000 in DICOM as others write it; the codestreams come from the encoder of the ImageIO plug-in (JJ2000). */
class Jpeg2000Test {

    private static final int W = DicomExam.W;
    private static final int H = DicomExam.H;
    private static final byte[] SOT = {(byte) 0xFF, (byte) 0x90, 0, 10};

    private final short[] grey = DicomExam.grey();

    @Test
    void tilePartsThatDoNotSayHowManyThereAreAreAllDecoded() throws IOException {
        byte[] stream = DicomExam.jpeg2000(grey);
        int part = DicomExam.indexOf(stream, SOT);
        stream[part + 10] = 1;
        stream[part + 11] = 0;
        byte[] empty = ByteBuffer.allocate(14)
                .put(SOT)
                .putShort((short) 0)
                .putInt(14)
                .put((byte) 0)
                .put((byte) 0)
                .putShort((short) 0xFF93)
                .array();

        assertThat(read(join(Arrays.copyOf(stream, part), empty, Arrays.copyOfRange(stream, part, stream.length))))
                .isEqualTo(grey);
    }

    @Test
    void aTilePartWithoutLengthReachesToTheEnd() throws IOException {
        byte[] stream = DicomExam.jpeg2000(grey);
        int part = DicomExam.indexOf(stream, SOT);
        Arrays.fill(stream, part + 6, part + 10, (byte) 0);

        assertThat(read(stream)).isEqualTo(grey);
        assertThat(read(join(stream, new byte[] {0, 0, 0, 0}))).as("padded").isEqualTo(grey);
    }

    @Test
    void aPictureWithoutItsLastPartIsRefused() throws IOException {
        byte[] stream = DicomExam.jpeg2000(grey);
        byte[] cut = Arrays.copyOf(stream, stream.length * 3 / 4 / 2 * 2);
        cut[cut.length - 2] = (byte) 0xFF;
        cut[cut.length - 1] = (byte) 0xD9;

        assertRefused(Code.IMAGE_TRUNCATED, () -> read(cut));
        assertRefused(Code.IMAGE_TRUNCATED, () -> read(Arrays.copyOf(stream, stream.length - 2)));
    }

    @Test
    void theBoxesOfAJp2FileAreTakenOff() throws IOException {
        byte[] stream = DicomExam.jpeg2000(grey);
        byte[] signature = box("jP  ", new byte[] {13, 10, (byte) 0x87, 10});

        assertThat(read(join(signature, box("jp2h", box("ihdr", new byte[14])), box("jp2c", stream))))
                .isEqualTo(grey);
        assertRefused(
                Code.IMAGE_UNSUPPORTED,
                () -> read(join(signature, box("jp2h", box("pclr", new byte[8])), box("jp2c", stream))));
        assertRefused(Code.IMAGE_TRUNCATED, () -> read(signature));
    }

    @Test
    void threeEqualComponentsAreGreyAndOthersAreNot() throws IOException {
        short[] eight = DicomExam.shifted(grey, 8);
        short[] wanted = Radiograph.of(eight, W, H, PixelFormat.unsigned(8))
                .view()
                .picture()
                .pixels();
        BufferedImage image = new BufferedImage(W, H, BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < eight.length; i++) {
            image.setRGB(i % W, i / W, eight[i] * 0x010101);
        }
        byte[] equal = DicomExam.jpeg2000(image);
        image.setRGB(5, 5, 0xFF0000);
        byte[] coloured = DicomExam.jpeg2000(image);

        assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.JPEG_2000, grey, W, H)
                        .bits(8, 8, 7, false)
                        .pixels(equal)))
                .isEqualTo(wanted);
        assertThat(DicomExam.pixels(colour(equal))).isEqualTo(wanted);
        assertThat(DicomExam.read(colour(coloured)).width()).isEqualTo(W);
        assertRefused(
                Code.IMAGE_CORRUPT,
                () -> DicomExam.pixels(new DicomWriter(DicomWriter.JPEG_2000, grey, W, H)
                        .bits(8, 8, 7, false)
                        .pixels(coloured)));
    }

    private DicomWriter colour(byte[] stream) {
        return new DicomWriter(DicomWriter.JPEG_2000, grey, W, H)
                .bits(8, 8, 7, false)
                .unsigned(0x00280002, 3)
                .text(0x00280004, "CS", "YBR_RCT")
                .pixels(stream);
    }

    private short[] read(byte[] stream) {
        return DicomExam.pixels(new DicomWriter(DicomWriter.JPEG_2000, grey, W, H).pixels(stream));
    }

    private static byte[] box(String type, byte[] content) {
        ByteBuffer box = ByteBuffer.allocate(8 + content.length).putInt(8 + content.length);
        for (int i = 0; i < 4; i++) {
            box.put((byte) type.charAt(i));
        }
        return box.put(content).array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
