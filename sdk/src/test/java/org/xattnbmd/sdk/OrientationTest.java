package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.awt.image.BufferedImage;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.DicomWriter;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.TiffWriter;
import org.xattnbmd.sdk.fixtures.TurnedPictures;

/** However a picture is stored and whoever says so, it is read upright and not mirrored. */
class OrientationTest {

    private static final int W = DicomExam.W;
    private static final int H = DicomExam.H;

    private final short[] grey = DicomExam.grey();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void tiffAndPngAreTurnedUpright(int orientation) {
        short[] stored = TurnedPictures.stored(grey, W, H, orientation);
        int width = TurnedPictures.width(W, H, orientation);
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            assertUpright(new TiffWriter(order)
                    .page(width, W * H / width, 16, TiffWriter.bytes(stored, order))
                    .tag(274, orientation)
                    .toBytes());
            assertUpright(TurnedPictures.png(
                    Pictures.encode("png", stored, width, W * H / width), TurnedPictures.exif(orientation, order)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void jpegIsTurnedUpright(int orientation) {
        int width = TurnedPictures.width(W, H, orientation);
        int height = W * H / width;
        short[] stored = TurnedPictures.stored(grey, W, H, orientation);
        byte[] jpeg = Pictures.encode("jpeg", Pictures.eightBit(stored, width, height, BufferedImage.TYPE_BYTE_GRAY));
        short[] plain = Radiograph.decode(jpeg).view().picture().pixels();
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            Radiograph read = Radiograph.decode(TurnedPictures.jpeg(jpeg, TurnedPictures.exif(orientation, order)));

            assertThat(read.width()).isEqualTo(W);
            assertThat(TurnedPictures.stored(read.view().picture().pixels(), W, H, orientation))
                    .isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'L\\F', 1",
        "'R\\F', 2",
        "'R\\H', 3",
        "'L\\H', 4",
        "'F\\L', 5",
        "'F\\R', 6",
        "'H\\R', 7",
        "'H\\L', 8",
        "'LP\\FA', 1",
        "'RA\\FP', 2",
        "'', 1",
        "'\\', 1",
        "'A\\F', 1",
        "'P\\FL', 1",
        "'R\\P', 1"
    })
    void dicomIsTurnedSoThatRowsRunToThePatientsLeftAndColumnsToTheFeet(String directions, int orientation) {
        int width = TurnedPictures.width(W, H, orientation);
        DicomWriter writer = new DicomWriter(
                        DicomWriter.EXPLICIT, TurnedPictures.stored(grey, W, H, orientation), width, W * H / width)
                .text(0x00200020, "CS", directions)
                .text(0x00200062, "CS", "L");

        assertUpright(writer.toBytes());
        assertThat(DicomExam.read(writer).side()).isEqualTo(Radiograph.Side.LEFT);
    }

    @ParameterizedTest
    @CsvSource({
        "'LEFT\\FOOT', BMD-1008",
        "L, BMD-1008",
        "'L\\', BMD-1008",
        "'X\\F', BMD-1008",
        "'L\\R', BMD-1008",
        "'L\\F\\P', BMD-1008",
        "'A\\H', BMD-1007",
        "'F\\A', BMD-1007"
    })
    void anOrientationThatCannotBeUnderstoodRefusesDicom(String directions, String code) {
        DicomWriter writer = new DicomWriter(DicomWriter.EXPLICIT, grey, W, H).text(0x00200020, "CS", directions);

        assertRefused(
                code.equals("BMD-1008") ? Code.IMAGE_CORRUPT : Code.IMAGE_UNSUPPORTED, () -> DicomExam.read(writer));
    }

    @Test
    void animalsAreDescribedInOtherLetters() {
        assertUpright(new DicomWriter(DicomWriter.EXPLICIT, grey, W, H)
                .text(0x00200020, "CS", "LE\\DI")
                .text(0x00102210, "CS", "QUADRUPED")
                .toBytes());
    }

    @Test
    void anExifThatCannotBeReadRefusesThePictureAndOneThatSaysNothingDoesNot() {
        byte[] png = Pictures.encode("png", grey, W, H);
        byte[] exif = TurnedPictures.exif(6, ByteOrder.LITTLE_ENDIAN);
        byte[] jpeg = Pictures.encode("jpeg", Pictures.eightBit(grey, W, H, BufferedImage.TYPE_BYTE_GRAY));
        byte[] order = exif.clone();
        order[0] = 'X';
        byte[] type = exif.clone();
        type[8 + 2 + 12 + 2] = 9;
        byte[] nine = TurnedPictures.exif(9, ByteOrder.BIG_ENDIAN);
        for (byte[] damaged : new byte[][] {order, type, nine, Arrays.copyOf(exif, 30)}) {
            assertRefused(Code.IMAGE_CORRUPT, () -> Radiograph.decode(TurnedPictures.png(png, damaged)));
            assertRefused(Code.IMAGE_CORRUPT, () -> Radiograph.decode(TurnedPictures.jpeg(jpeg, damaged)));
        }
        assertRefused(
                Code.IMAGE_CORRUPT,
                () -> Radiograph.decode(new TiffWriter(ByteOrder.BIG_ENDIAN)
                        .page(W, H, 16, TiffWriter.bytes(grey, ByteOrder.BIG_ENDIAN))
                        .tag(274, 9)
                        .toBytes()));

        assertUpright(TurnedPictures.png(png, TurnedPictures.exif(0, ByteOrder.LITTLE_ENDIAN)));
        assertUpright(TurnedPictures.png(png, new byte[0]));
        assertUpright(TurnedPictures.png(png, new byte[] {'I', 'I', 42, 0, 0, 0, 0, 0}));
    }

    @Test
    void exifInsideDicomDoesNotCountBesideItsHeader() {
        byte[] jpeg = Pictures.encode("jpeg", Pictures.eightBit(grey, W, H, BufferedImage.TYPE_BYTE_GRAY));
        byte[] turned = TurnedPictures.jpeg(jpeg, TurnedPictures.exif(3, ByteOrder.LITTLE_ENDIAN));

        assertThat(DicomExam.pixels(new DicomWriter(DicomWriter.JPEG, grey, W, H)
                        .bits(8, 8, 7, false)
                        .pixels(turned)))
                .isEqualTo(Radiograph.decode(jpeg).view().picture().pixels());
    }

    private void assertUpright(byte[] file) {
        Radiograph read = Radiograph.decode(file);

        assertThat(read.width()).isEqualTo(W);
        assertThat(read.view().picture().pixels()).isEqualTo(grey);
    }
}
