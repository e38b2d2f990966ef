package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.LosslessJpegWriter;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

class DicomTest {

    private static final int W = 75;
    private static final int H = 64;

    private final short[] grey = SyntheticHip.left(W, H, 9);

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
        assertThat(pixels(new DicomWriter(syntax, grey, W, H))).isEqualTo(grey);

        short[] ten = shifted(6);
        short[] expected =
                Radiograph.of(ten, W, H, PixelFormat.unsigned(10)).picture().pixels();
        assertThat(pixels(new DicomWriter(syntax, ten, W, H).bits(16, 10, 9, false)))
                .isEqualTo(expected);

        short[] eight = shifted(8);
        assertThat(pixels(new DicomWriter(syntax, eight, W, H).bits(8, 8, 7, false)))
                .isEqualTo(Radiograph.of(eight, W, H, PixelFormat.unsigned(8))
                        .picture()
                        .pixels());
    }

    @Test
    void jpeg2000GivesTheSamePixels() throws Exception {
        DicomWriter writer = new DicomWriter(DicomWriter.JPEG_2000, grey, W, H).pixels(jpeg2000());

        assertThat(pixels(writer)).isEqualTo(grey);
    }

    @Test
    void baselineJpegIsWhatItsDecoderGives() {
        byte[] jpeg = Pictures.encode("jpeg", Pictures.eightBit(grey, W, H, BufferedImage.TYPE_BYTE_GRAY));
        DicomWriter writer = new DicomWriter(DicomWriter.JPEG, grey, W, H)
                .bits(8, 8, 7, false)
                .pixels(jpeg);

        assertThat(pixels(writer)).isEqualTo(Radiograph.decode(jpeg).picture().pixels());
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 0", "4, 0", "5, 0", "6, 0", "7, 0", "1, 1", "4, 5", "7, 3"})
    void losslessJpegWithEveryPredictorAndRestarts(int predictor, int restartLines) {
        short[] noisy = grey.clone();
        noisy[100] = (short) 65_535;
        noisy[101] = 0;
        byte[] jpeg = LosslessJpegWriter.encode(noisy, W, H, 16, predictor, restartLines);

        assertThat(pixels(new DicomWriter(DicomWriter.LOSSLESS, noisy, W, H).pixels(jpeg)))
                .isEqualTo(noisy);
    }

    @Test
    void polarityAndSignAreResolved() {
        short[] inverted = grey.clone();
        short[] signed = grey.clone();
        for (int i = 0; i < grey.length; i++) {
            inverted[i] = (short) ~grey[i];
            signed[i] = (short) (grey[i] ^ 0x8000);
        }
        assertThat(pixels(new DicomWriter(DicomWriter.EXPLICIT, inverted, W, H).text(0x00280004, "CS", "MONOCHROME1")))
                .isEqualTo(grey);
        assertThat(pixels(new DicomWriter(DicomWriter.EXPLICIT, inverted, W, H)
                        .text(0x00281052, "DS", "3000")
                        .text(0x00281053, "DS", "-10")))
                .isEqualTo(grey);
        assertThat(pixels(new DicomWriter(DicomWriter.BIG_ENDIAN, signed, W, H).bits(16, 16, 15, true)))
                .isEqualTo(grey);
    }

    @Test
    void overlayBitsAndHighBitAreHeeded() {
        short[] shiftedUp = shifted(4);
        for (int i = 0; i < shiftedUp.length; i++) {
            shiftedUp[i] = (short) (shiftedUp[i] << 4 | 0x000F);
        }
        assertThat(pixels(new DicomWriter(DicomWriter.EXPLICIT, shiftedUp, W, H).bits(16, 12, 15, false)))
                .isEqualTo(Radiograph.of(shifted(4), W, H, PixelFormat.unsigned(12))
                        .picture()
                        .pixels());
    }

    @Test
    void sideComesFromTheHeaderAndTheCallerMayOverruleIt() {
        Radiograph left = read(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).text(0x00200060, "CS", "L"));

        assertThat(left.side()).isEqualTo(Side.LEFT);
        assertThat(left.withSide(Side.RIGHT).side()).isEqualTo(Side.RIGHT);
        assertThat(read(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H)
                                .text(0x00200060, "CS", "L")
                                .text(0x00200062, "CS", "R"))
                        .side())
                .as("Image Laterality is the picture's own")
                .isEqualTo(Side.RIGHT);
        assertThat(read(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H)).side())
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
    void headerFactsAreOfferedAndNeverOverruleTheCaller() {
        ClinicalRecord facts = read(new DicomWriter(DicomWriter.IMPLICIT, grey, W, H)
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
        assertThat(read(new DicomWriter(DicomWriter.IMPLICIT, grey, W, H))
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
        int at = indexOf(file, new byte[] {0x08, 0, 0x18, 0x22, 'S', 'Q'});
        Arrays.fill(file, at + 8, at + 12, (byte) 0xFF);

        assertThat(Radiograph.decode(file).picture().pixels()).isEqualTo(grey);
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

        assertThat(pixels(writer))
                .isEqualTo(Radiograph.of(shifted(8), W, H, PixelFormat.unsigned(8))
                        .picture()
                        .pixels());
    }

    @Test
    void pixelDataOfAnotherLengthThanDeclaredIsAnError() {
        byte[] half = new byte[W * H];

        assertRefused(
                Code.IMAGE_TRUNCATED, () -> pixels(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).pixels(half)));
        assertRefused(
                Code.IMAGE_CORRUPT,
                () -> pixels(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).pixels(new byte[4 * W * H])));
        assertRefused(
                Code.IMAGE_TOO_LARGE,
                () -> pixels(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H)
                        .unsigned(0x00280010, 30_000)
                        .unsigned(0x00280011, 30_000)));
        assertRefused(
                Code.IMAGE_TOO_SMALL,
                () -> pixels(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).unsigned(0x00280010, 0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DicomWriter.IMPLICIT,
                DicomWriter.DEFLATED,
                DicomWriter.BIG_ENDIAN,
                DicomWriter.RLE,
                DicomWriter.LOSSLESS
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
                Code.IMAGE_TRUNCATED, () -> pixels(new DicomWriter(DicomWriter.LOSSLESS, grey, W, H).pixels(holed)));
    }

    @Test
    void whatIsNotSupportedIsRefusedByName() {
        assertThatThrownBy(() -> pixels(new DicomWriter("1.2.840.10008.1.2.4.80", grey, W, H).pixels(new byte[100])))
                .hasMessageContaining("JPEG-LS");
        List<DicomWriter> unsupported = List.of(
                new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).text(0x00280008, "IS", "12"),
                new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).text(0x00280004, "CS", "PALETTE COLOR"),
                new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).unsigned(0x00280100, 32),
                new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).unsigned(0x00280101, 4),
                new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).put(0x00283000, "SQ", new byte[0]));
        for (DicomWriter writer : unsupported) {
            assertRefused(Code.IMAGE_UNSUPPORTED, () -> pixels(writer));
        }
    }

    private static Radiograph read(DicomWriter writer) {
        return Radiograph.decode(writer.toBytes());
    }

    private static short[] pixels(DicomWriter writer) {
        return read(writer).picture().pixels();
    }

    private double spacing(Map<Integer, String> attributes) {
        DicomWriter writer = new DicomWriter(DicomWriter.EXPLICIT, grey, W, H);
        attributes.forEach((tag, value) -> writer.text(tag, "DS", value));
        return read(writer).spacingMillimetres();
    }

    private short[] shifted(int bits) {
        short[] shifted = new short[grey.length];
        for (int i = 0; i < grey.length; i++) {
            shifted[i] = (short) ((grey[i] & 0xFFFF) >> bits);
        }
        return shifted;
    }

    /** A codestream from the plug-in's own writer, taken out of its JP2 file. */
    private byte[] jpeg2000() throws Exception {
        BufferedImage image = new BufferedImage(W, H, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setDataElements(0, 0, W, H, grey);
        ImageWriter writer = ImageIO.getImageWriters(new ImageTypeSpecifier(image), "jpeg2000")
                .next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        }
        byte[] file = out.toByteArray();
        int start = indexOf(file, new byte[] {(byte) 0xFF, 0x4F, (byte) 0xFF, 0x51});
        return Arrays.copyOfRange(file, start, file.length);
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }
}
