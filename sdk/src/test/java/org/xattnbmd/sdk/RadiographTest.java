package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.internal.picture.RadiographView;

class RadiographTest {

    private static final int W = 90;
    private static final int H = 70;

    private final short[] grey = SyntheticHip.left(W, H, 5);

    @Test
    void sixteenBitPngAndTiffAreExact(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("no-extension"), Pictures.encode("png", grey, W, H));

        assertThat(Radiograph.read(file).view().picture().pixels()).isEqualTo(grey);
        assertThat(Radiograph.decode(Pictures.encode("tiff", grey, W, H))
                        .view()
                        .picture()
                        .pixels())
                .isEqualTo(grey);
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            assertThat(Radiograph.decode(Pictures.tiff(grey, W, H, false, order))
                            .view()
                            .picture()
                            .pixels())
                    .isEqualTo(grey);
        }
    }

    @Test
    void whiteIsZeroTiffHasBoneBright() {
        short[] negative = new short[grey.length];
        for (int i = 0; i < grey.length; i++) {
            negative[i] = (short) ~grey[i];
        }
        byte[] tiff = Pictures.tiff(negative, W, H, true, ByteOrder.LITTLE_ENDIAN);

        assertThat(Radiograph.decode(tiff).view().picture().pixels()).isEqualTo(grey);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR
            })
    void eightBitKeepsItsValuesStretchedToSixteen(int type) {
        BufferedImage image = Pictures.eightBit(grey, W, H, type);

        assertEightBit(Radiograph.of(image));
        assertEightBit(Radiograph.decode(Pictures.encode("png", image)));
        if (type != BufferedImage.TYPE_4BYTE_ABGR) {
            assertEightBit(Radiograph.decode(Pictures.encode("tiff", image)));
        }
    }

    @Test
    void jpegIsCloseToItsOriginal() {
        BufferedImage image = Pictures.eightBit(grey, W, H, BufferedImage.TYPE_BYTE_GRAY);
        short[] decoded = Radiograph.decode(Pictures.encode("jpeg", image))
                .view()
                .picture()
                .pixels();

        double sum = 0;
        for (int i = 0; i < decoded.length; i++) {
            sum += Math.abs((decoded[i] & 0xFFFF) - (grey[i] & 0xFFFF));
        }
        assertThat(sum / decoded.length).isLessThan(1200);
    }

    @Test
    void rawPixelsOfEveryFormatGiveTheSamePicture() {
        short[] ten = new short[grey.length];
        short[] signed = new short[grey.length];
        short[] dirty = new short[grey.length];
        for (int i = 0; i < grey.length; i++) {
            int value = (grey[i] & 0xFFFF) >> 6;
            ten[i] = (short) value;
            signed[i] = (short) (value - 512);
            dirty[i] = (short) (value | 0xF000);
        }
        short[] expected = Radiograph.of(ten, W, H, PixelFormat.unsigned(10))
                .view()
                .picture()
                .pixels();

        assertThat(Radiograph.of(signed, W, H, PixelFormat.signed(10))
                        .view()
                        .picture()
                        .pixels())
                .isEqualTo(expected);
        assertThat(Radiograph.of(dirty, W, H, PixelFormat.unsigned(10))
                        .view()
                        .picture()
                        .pixels())
                .as("bits above those stored are overlays, not grey")
                .isEqualTo(expected);
    }

    @Test
    void paddingBecomesTheDarkestGreyOfThePictureWhateverThePolarity() {
        short[] padded = grey.clone();
        padded[17] = 1;
        for (PixelFormat.Photometric polarity : PixelFormat.Photometric.values()) {
            PixelFormat format =
                    PixelFormat.unsigned(16).withPhotometric(polarity).withPadding(1);
            short[] shown = Radiograph.of(padded, W, H, format).view().picture().pixels();
            int[] others = IntStream.range(0, shown.length)
                    .filter(i -> i != 17)
                    .map(i -> shown[i] & 0xFFFF)
                    .sorted()
                    .toArray();

            assertThat(shown[17] & 0xFFFF).isBetween(others[0], others[others.length / 500]);
        }
    }

    @Test
    void aPictureOfNothingButPaddingIsBlack() {
        short[] padding = new short[W * H];
        Arrays.fill(padding, (short) 700);

        assertThat(Radiograph.of(padding, W, H, PixelFormat.unsigned(16).withPadding(700))
                        .view()
                        .picture()
                        .pixels())
                .containsOnly(0);
    }

    @Test
    void callersArrayIsCopied() {
        short[] mine = grey.clone();
        Radiograph radiograph = Radiograph.of(mine, W, H, PixelFormat.unsigned(16));
        mine[0] = 1;

        assertThat(radiograph.view().picture().pixels()).isEqualTo(grey);
    }

    @Test
    void theImageForDisplayIsACopyOfSixteenBitsWithBoneBright() {
        Radiograph radiograph = Radiograph.of(
                grey, W, H, PixelFormat.unsigned(16).withPhotometric(PixelFormat.Photometric.MONOCHROME1));

        BufferedImage image = radiograph.toImage();
        short shown = ((short[]) image.getRaster().getDataElements(3, 2, null))[0];
        image.getRaster().setDataElements(3, 2, new short[] {0});

        assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_USHORT_GRAY);
        assertThat(shown & 0xFFFF).isEqualTo(0xFFFF - (grey[2 * W + 3] & 0xFFFF));
        assertThat(radiograph.view().picture().grey(3, 2))
                .as("the radiograph keeps its own")
                .isEqualTo(shown & 0xFFFF);
    }

    @Test
    void withersKeepThePictureAndChangeOneThing() {
        Radiograph radiograph = Radiograph.of(grey, W, H, PixelFormat.unsigned(16))
                .withSide(Side.RIGHT)
                .withSpacing(0.2)
                .withRegion(10, 5, 64, 40);

        assertThat(radiograph.side()).isEqualTo(Side.RIGHT);
        assertThat(radiograph.spacingMillimetres()).isEqualTo(0.2);
        assertThat(radiograph.width()).isEqualTo(W);
        assertThat(radiograph.view().region()).isEqualTo(new RadiographView.Region(10, 5, 64, 40));
    }

    private void assertEightBit(Radiograph radiograph) {
        short[] pixels = radiograph.view().picture().pixels();
        for (int i = 0; i < grey.length; i++) {
            assertThat(pixels[i] & 0xFFFF).isEqualTo(((grey[i] & 0xFFFF) >> 8) * 257);
        }
    }
}
