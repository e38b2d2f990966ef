package org.xattnbmd.sdk.internal.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.fixtures.Pictures;

class ImageIoPixelsTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_USHORT_GRAY,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_USHORT_565_RGB
            })
    void samplesAreTakenAsTheyAreStored(int type) {
        WritableRaster all = new BufferedImage(60, 50, type).getRaster();
        Random random = new Random(type);
        for (int i = 0; i < 60 * 50; i++) {
            for (int band = 0; band < all.getNumBands(); band++) {
                all.setSample(
                        i % 60,
                        i / 60,
                        band,
                        random.nextInt(1 << all.getSampleModel().getSampleSize(band)));
            }
        }
        BufferedImage whole = new BufferedImage(new BufferedImage(1, 1, type).getColorModel(), all, false, null);
        // A part of a picture has rows that do not follow each other.
        BufferedImage part = whole.getSubimage(7, 5, 41, 33);

        GreyPicture picture = ImageIoPixels.toGrey(part);

        int bits = all.getSampleModel().getSampleSize(0);
        for (int i = 0; i < 41 * 33; i++) {
            int[] pixel = part.getRaster().getPixel(i % 41, i / 41, (int[]) null);
            int value = pixel.length < 3 ? pixel[0] : ImageIoPixels.luminance(pixel[0], pixel[1], pixel[2]);
            assertThat(picture.grey(i % 41, i / 41)).isEqualTo(GreyPicture.stretch(value, bits) & 0xFFFF);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR})
    void jpegIsAsTheJdkReadsItByItself(int type) throws IOException {
        BufferedImage image = new BufferedImage(53, 47, type);
        Random random = new Random(type);
        for (int i = 0; i < 53 * 47; i++) {
            image.setRGB(i % 53, i / 53, random.nextInt());
        }
        byte[] jpeg = Pictures.jpeg(image, 0.9f);

        assertThat(PictureFile.decode(jpeg).words())
                .isEqualTo(ImageIoPixels.toGrey(ImageIO.read(new ByteArrayInputStream(jpeg)))
                        .words());
    }
}
