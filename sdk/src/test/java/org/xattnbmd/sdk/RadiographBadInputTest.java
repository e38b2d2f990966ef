package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.internal.concurrent.StopSignal;

class RadiographBadInputTest {

    private static final int W = 64;
    private static final int H = 48;

    private final short[] grey = SyntheticHip.left(W, H, 5);

    @Test
    void missingFileAndFolder(@TempDir Path folder) {
        assertRefused(Code.IMAGE_NOT_FOUND, () -> Radiograph.read(folder.resolve("absent.png")));
        assertRefused(Code.IMAGE_UNREADABLE, () -> Radiograph.read(folder));
    }

    @Test
    void notAnImage() {
        assertRefused(Code.IMAGE_TRUNCATED, () -> Radiograph.decode(new byte[0]));
        assertRefused(
                Code.IMAGE_NOT_RECOGNISED,
                () -> Radiograph.decode("subject,image\n1,a.png\n".getBytes(StandardCharsets.UTF_8)));
        assertRefused(Code.IMAGE_NOT_RECOGNISED, () -> Radiograph.decode(new byte[4096]));
        byte[] gif = Pictures.encode("gif", Pictures.eightBit(grey, W, H, BufferedImage.TYPE_BYTE_GRAY));
        assertRefused(Code.IMAGE_NOT_RECOGNISED, () -> Radiograph.decode(gif));
    }

    @Test
    void zeroSizedAndOnePixel() {
        assertRefused(Code.IMAGE_TOO_SMALL, () -> Radiograph.decode(Pictures.pngDeclaring(0, 0)));
        assertRefused(Code.IMAGE_TOO_SMALL, () -> Radiograph.decode(Pictures.pngDeclaring(1, 1)));
        assertRefused(Code.IMAGE_TOO_SMALL, () -> Radiograph.decode(Pictures.jpegDeclaring(0, 100)));
        assertRefused(
                Code.IMAGE_TOO_SMALL,
                () -> Radiograph.decode(Pictures.tiff(new short[1], 1, 1, false, ByteOrder.BIG_ENDIAN)));
        assertRefused(Code.IMAGE_TOO_SMALL, () -> Radiograph.of(new short[0], 0, 0, PixelFormat.unsigned(16)));
        assertRefused(Code.IMAGE_TOO_SMALL, () -> Radiograph.of(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY)));
    }

    @Test
    void thirtyThousandSquareIsRefusedFromTheHeader() {
        assertRefused(Code.IMAGE_TOO_LARGE, () -> Radiograph.decode(Pictures.pngDeclaring(30_000, 30_000)));
        assertRefused(Code.IMAGE_TOO_LARGE, () -> Radiograph.decode(Pictures.pngDeclaring(-1, -1)));
        assertRefused(Code.IMAGE_TOO_LARGE, () -> Radiograph.decode(Pictures.jpegDeclaring(30_000, 30_000)));
        byte[] tiff = Pictures.tiff(grey, W, H, false, ByteOrder.LITTLE_ENDIAN);
        Arrays.fill(tiff, 18, 20, (byte) 0x75);
        assertRefused(Code.IMAGE_TOO_LARGE, () -> Radiograph.decode(tiff));
        assertRefused(
                Code.IMAGE_TOO_LARGE, () -> Radiograph.of(new short[1], 30_000, 30_000, PixelFormat.unsigned(16)));
    }

    @Test
    void headerThatPromisesMoreThanTheDataCanHold() {
        assertRefused(Code.IMAGE_TRUNCATED, () -> Radiograph.decode(Pictures.pngDeclaring(8_000, 8_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tiff", "jpeg"})
    void truncatedAtAnyPointIsAnErrorNeverAPartlyBlackPicture(String format) {
        byte[] whole = format.equals("jpeg")
                ? Pictures.encode(format, Pictures.eightBit(grey, W, H, BufferedImage.TYPE_BYTE_GRAY))
                : Pictures.encode(format, grey, W, H);
        for (int length = 8; length < whole.length; length += Math.max(1, whole.length / 300)) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Radiograph.decode(cut))
                    .as("%s cut at %d of %d", format, length, whole.length)
                    .isInstanceOfSatisfying(
                            BmdException.class,
                            e -> assertThat(e.code()).isIn(Code.IMAGE_TRUNCATED, Code.IMAGE_CORRUPT));
        }
    }

    @Test
    void damagedPngIsNoticedByItsChecksum() {
        byte[] png = Pictures.encode("png", grey, W, H);
        png[png.length / 2] ^= 0x10;

        assertRefused(Code.IMAGE_CORRUPT, () -> Radiograph.decode(png));
    }

    @Test
    void jpegWithMissingScanDataIsAnErrorThoughItsEndMarkerIsThere() {
        byte[] whole = Pictures.encode("jpeg", Pictures.eightBit(grey, W, H, BufferedImage.TYPE_BYTE_GRAY));
        byte[] holed = Arrays.copyOf(whole, whole.length * 3 / 4);
        holed[holed.length - 2] = (byte) 0xFF;
        holed[holed.length - 1] = (byte) 0xD9;

        assertRefused(Code.IMAGE_CORRUPT, () -> Radiograph.decode(holed));
    }

    @Test
    void unsupportedVariantsAreNamed() {
        byte[] dicom = new byte[200];
        System.arraycopy("DICM".getBytes(StandardCharsets.US_ASCII), 0, dicom, 128, 4);
        dicom[0] = 'I';
        dicom[1] = 'I';
        dicom[2] = 42;
        assertRefused(Code.IMAGE_CORRUPT, () -> Radiograph.decode(dicom));
        assertThatThrownBy(() -> Radiograph.decode(dicom)).hasMessageContaining("DICOM");
        byte[] lossless = Pictures.jpegDeclaring(100, 100);
        lossless[3] = (byte) 0xC3;
        assertRefused(Code.IMAGE_UNSUPPORTED, () -> Radiograph.decode(lossless));
        byte[] big = Pictures.tiff(grey, W, H, false, ByteOrder.LITTLE_ENDIAN);
        big[2] = 43;
        assertRefused(Code.IMAGE_UNSUPPORTED, () -> Radiograph.decode(big));
    }

    /** Each scan goes over the whole picture: a few bytes of them take minutes. */
    @Test
    void moreScansThanAnyEncoderWritesAreRefusedBeforeTheyAreDecoded() throws IOException {
        byte[] jpeg = progressive();
        byte[] scan = {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 0, 0, 0};
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(jpeg, 0, jpeg.length - 2);
        for (int i = 0; i < 64; i++) {
            many.writeBytes(scan);
        }
        many.write(jpeg, jpeg.length - 2, 2);

        assertThat(Radiograph.decode(jpeg).width()).isEqualTo(W);
        assertRefused(Code.IMAGE_TOO_LARGE, () -> Radiograph.decode(many.toByteArray()));
    }

    private byte[] progressive() {
        return Pictures.progressive("jpeg", Pictures.eightBit(grey, W, H, BufferedImage.TYPE_BYTE_GRAY));
    }

    @Test
    void readingStopsInsideOfTheDecoderWhenItsTimeIsOver() throws IOException {
        byte[] jpeg = progressive();
        AtomicLong asked = new AtomicLong();
        // The signal asks the clock when it is made and before the reading begins; the decoder's first question is the
        // third.
        Cancellation atOnce = new Cancellation(StopSignal.after(Duration.ofNanos(2), asked::getAndIncrement));

        assertRefused(Code.DEADLINE_EXCEEDED, () -> Radiograph.decode(jpeg, atOnce));
        assertThat(asked).hasValue(3);
        Cancellation cancelled = Cancellation.manual();
        cancelled.cancel();
        assertRefused(Code.CANCELLED, () -> Radiograph.decode(jpeg, cancelled));
        assertThat(Radiograph.decode(jpeg, Cancellation.manual()).height()).isEqualTo(H);
    }

    @Test
    void aPipeOrDeviceIsNotWaitedFor() {
        Path device = Path.of("/dev/zero");
        assumeTrue(Files.exists(device), "a system with /dev/zero");

        assertRefused(Code.IMAGE_UNREADABLE, () -> Radiograph.read(device));
    }

    @Test
    void wrongArgumentsAreRefused() {
        Radiograph hip = Radiograph.of(grey, W, H, PixelFormat.unsigned(16));

        assertRefused(Code.REGION_OUTSIDE_IMAGE, () -> hip.withRegion(-1, 0, 40, 40));
        assertRefused(Code.REGION_OUTSIDE_IMAGE, () -> hip.withRegion(10, 10, Integer.MAX_VALUE, 40));
        assertRefused(Code.IMAGE_TOO_SMALL, () -> hip.withRegion(0, 0, 1, 1));
        assertRefused(Code.INVALID_ARGUMENT, () -> hip.withSpacing(-0.2));
        assertRefused(Code.INVALID_ARGUMENT, () -> Radiograph.of(new short[5], W, H, PixelFormat.unsigned(16)));
        assertRefused(Code.INVALID_ARGUMENT, () -> Radiograph.of(new byte[W * H], W, H, PixelFormat.unsigned(16)));
        assertRefused(Code.INVALID_ARGUMENT, () -> PixelFormat.unsigned(17));
        assertRefused(Code.INVALID_ARGUMENT, () -> PixelFormat.unsigned(12).withRescale(0, 0));
    }
}
