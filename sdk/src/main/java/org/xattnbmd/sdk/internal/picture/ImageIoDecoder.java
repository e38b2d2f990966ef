package org.xattnbmd.sdk.internal.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * Runs the JDK's own image readers on bytes whose header was checked. A reader's warning is an error here: readers warn
 * and go on with grey or black where data is missing, and an estimate must not be made from such a picture.
 */
public final class ImageIoDecoder {

    private static final ImageTypeSpecifier RED_GREEN_BLUE = ImageTypeSpecifier.createInterleaved(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), new int[] {0, 1, 2}, DataBuffer.TYPE_BYTE, false, false);

    private ImageIoDecoder() {}

    static BufferedImage decode(String format, byte[] bytes) {
        ImageReader reader = jdkReader(format);
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        try (MemoryCacheImageInputStream input = new MemoryCacheImageInputStream(new StoppableBytes(bytes))) {
            reader.setInput(input, true, true);
            BufferedImage image = reader.read(0, format.equals("jpeg") ? colourParameters(reader) : null);
            if (!warnings.isEmpty()) {
                throw new BmdException(
                        Code.IMAGE_CORRUPT,
                        "The " + format + " picture is damaged: " + warnings.get(0) + ". Export it again.");
            }
            return image;
        } catch (IOException | RuntimeException e) {
            if (e instanceof BmdException refused) {
                throw refused;
            }
            throw undecodable(format, e);
        } finally {
            reader.dispose();
        }
    }

    /** For colour a picture in the order that the decoder has: it brings any other there sample by sample. */
    private static ImageReadParam colourParameters(ImageReader reader) throws IOException {
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        ImageReadParam parameters = reader.getDefaultReadParam();
        if (types.hasNext() && types.next().getNumBands() == 3) {
            parameters.setDestination(RED_GREEN_BLUE.createBufferedImage(reader.getWidth(0), reader.getHeight(0)));
        }
        return parameters;
    }

    /** What is said of data that do not follow their format. */
    static BmdException undecodable(String format, Throwable cause) {
        return new BmdException(
                Code.IMAGE_CORRUPT, "The " + format + " picture cannot be decoded. Export it again.", cause);
    }

    /** Bytes of a picture; a decoder that takes too long is ended where it wants more of them. */
    private static final class StoppableBytes extends ByteArrayInputStream {

        StoppableBytes(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] to, int offset, int length) {
            ReadingSignal.check();
            return super.read(to, offset, length);
        }
    }

    /** Readers that other libraries registered are passed over: they would make results depend on the host. */
    private static ImageReader jdkReader(String format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getModule() == ImageIO.class.getModule()) {
                return reader;
            }
        }
        throw new BmdException(
                Code.NATIVE_LIBRARY,
                "Expected the JDK's " + format
                        + " reader, found none. Add the module java.desktop to this Java runtime.");
    }
}
