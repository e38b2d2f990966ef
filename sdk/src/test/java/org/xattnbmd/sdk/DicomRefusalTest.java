package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.awt.image.BufferedImage;
import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
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
                Code.IMAGE_TRUNCATED,
                () -> DicomExam.pixels(new DicomWriter(DicomWriter.LOSSLESS, grey, W, H).pixels(holed)));
    }

    @ParameterizedTest
    @CsvSource({
        "80, JPEG-LS lossless",
        "81, JPEG-LS near-lossless",
        "92, JPEG 2000 part 2 lossless",
        "93, JPEG 2000 part 2",
        "100, MPEG-2",
        "110, JPEG XL lossless",
        "201, High-Throughput JPEG 2000 lossless",
        "202, High-Throughput JPEG 2000 lossless RPCL",
        "203, High-Throughput JPEG 2000",
        "999, transfer syntax 1.2.840.10008.1.2.4.999"
    })
    void otherTransferSyntaxesAreRefusedByName(String last, String name) {
        DicomWriter writer = new DicomWriter("1.2.840.10008.1.2.4." + last, grey, W, H).pixels(new byte[100]);

        assertRefused(Code.IMAGE_UNSUPPORTED, () -> DicomExam.pixels(writer));
        assertThatThrownBy(() -> DicomExam.pixels(writer)).hasMessageContaining(name);
    }

    @Test
    void twelveBitJpegIsRefused() {
        byte[] jpeg = Pictures.encode("jpeg", Pictures.eightBit(grey, W, H, BufferedImage.TYPE_BYTE_GRAY));
        // The precision behind the marker and length of the frame header.
        int frameHeader = DicomExam.indexOf(jpeg, new byte[] {(byte) 0xFF, (byte) 0xC0});
        jpeg[frameHeader + 1] = (byte) 0xC1;
        jpeg[frameHeader + 4] = 12;
        DicomWriter writer = new DicomWriter(DicomWriter.JPEG_EXTENDED, grey, W, H)
                .bits(16, 12, 11, false)
                .pixels(jpeg);

        assertRefused(Code.IMAGE_UNSUPPORTED, () -> DicomExam.pixels(writer));
        assertThatThrownBy(() -> DicomExam.pixels(writer))
                .hasMessageContaining("JPEG extended")
                .hasMessageContaining(DicomWriter.JPEG_EXTENDED);
    }

    @Test
    void jpeg2000WithoutItsDecoderIsRefusedWithItsName() throws Exception {
        byte[] file = new DicomWriter(DicomWriter.JPEG_2000, grey, W, H)
                .pixels(DicomExam.jpeg2000(grey))
                .toBytes();
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("jai-imageio")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader host = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Method decode = host.loadClass(Radiograph.class.getName()).getMethod("decode", byte[].class);

            assertThatThrownBy(() -> decode.invoke(null, (Object) file))
                    .cause()
                    .hasToString(Code.IMAGE_UNSUPPORTED.id()
                            + ": JPEG 2000 needs an ImageIO plug-in, and there is none. Add"
                            + " com.github.jai-imageio:jai-imageio-jpeg2000 to the class path.");
        }
        assertThat(Radiograph.decode(file).width()).as("with it").isEqualTo(W);
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
