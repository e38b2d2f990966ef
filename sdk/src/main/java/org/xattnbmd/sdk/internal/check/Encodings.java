package org.xattnbmd.sdk.internal.check;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.PixelFormat.Photometric;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.internal.picture.GreyPicture;
import org.xattnbmd.sdk.internal.picture.RawPixels;

/** Ways to store the same greys. */
final class Encodings {

    private static final float JPEG_QUALITY = 0.95f;

    /** Those that keep at least 10 bits. */
    static final Map<String, Encoding> LOSSLESS = lossless();

    /** Those that keep 8. */
    static final Map<String, Encoding> LOSSY = lossy();

    private Encodings() {}

    /** Stores a picture and reads it back; side and pixel size are not stored. */
    @FunctionalInterface
    interface Encoding {

        Radiograph store(GreyPicture picture);
    }

    private static Map<String, Encoding> lossless() {
        Map<String, Encoding> encodings = new LinkedHashMap<>();
        for (int bits : new int[] {10, 12, 14, 16}) {
            encodings.put(bits + " bits", picture -> stored(picture, PixelFormat.unsigned(bits)));
        }
        encodings.put("16 bits signed", picture -> stored(picture, PixelFormat.signed(16)));
        encodings.put(
                "MONOCHROME1",
                picture -> stored(picture, PixelFormat.unsigned(16).withPhotometric(Photometric.MONOCHROME1)));
        encodings.put(
                "negative rescale slope",
                picture -> stored(picture, PixelFormat.unsigned(12).withRescale(-1, 4095)));
        return encodings;
    }

    private static Map<String, Encoding> lossy() {
        Map<String, Encoding> encodings = new LinkedHashMap<>();
        encodings.put("8 bits", picture -> Radiograph.of(eightBit(picture)));
        encodings.put("JPEG", picture -> Radiograph.decode(jpeg(eightBit(picture))));
        return encodings;
    }

    private static Radiograph stored(GreyPicture picture, PixelFormat format) {
        int bits = format.bitsStored();
        boolean inverted = RawPixels.inverted(format);
        int[] greys = stretched(picture);
        short[] stored = new short[greys.length];
        for (int i = 0; i < stored.length; i++) {
            int grey = greys[i] >> (16 - bits);
            grey = inverted ? (1 << bits) - 1 - grey : grey;
            stored[i] = (short) (format.signed() ? grey - (1 << (bits - 1)) : grey);
        }
        return Radiograph.of(stored, picture.width(), picture.height(), format);
    }

    /** The greys over the whole range of 16 bits, as whoever stores fewer bits brings them first: a linear change. */
    private static int[] stretched(GreyPicture picture) {
        short[] pixels = picture.pixels();
        int least = 0xFFFF;
        int most = 0;
        for (short pixel : pixels) {
            least = Math.min(least, pixel & 0xFFFF);
            most = Math.max(most, pixel & 0xFFFF);
        }
        int[] greys = new int[pixels.length];
        for (int i = 0; i < greys.length; i++) {
            greys[i] = (int) (((pixels[i] & 0xFFFF) - least) * 65_535L / Math.max(1, most - least));
        }
        return greys;
    }

    private static BufferedImage eightBit(GreyPicture picture) {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_BYTE_GRAY);
        int[] greys = stretched(picture);
        byte[] grey = new byte[greys.length];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (greys[i] >> 8);
        }
        image.getRaster().setDataElements(0, 0, picture.width(), picture.height(), grey);
        return image;
    }

    private static byte[] jpeg(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(JPEG_QUALITY);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
