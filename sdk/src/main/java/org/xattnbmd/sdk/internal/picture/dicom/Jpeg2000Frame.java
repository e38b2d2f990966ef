package org.xattnbmd.sdk.internal.picture.dicom;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.ServiceLoader;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * JPEG 2000 through whatever ImageIO plug-in for it is on the class path (tested with jai-imageio-jpeg2000 1.4.0). OpenCV's
 * Java build is of no use here: it has JasPer 1.900.1, switched off for its known holes. The codestream's size marker
 * (ISO/IEC 15444-1, A.5.1) and end marker are checked first: decoders fill what is missing.
 */
public final class Jpeg2000Frame {

    private static final int SOC_SIZ = 0xFF4FFF51;
    private static final int SIZ_LENGTH = 41;
    private static final int LEAST_TILE = 64 * 64;

    private Jpeg2000Frame() {}

    static short[] decode(byte[] frame, DicomHeader header) {
        checkCodestream(frame, header);
        ImageReader reader = reader().orElseThrow(() -> new BmdException(
                Code.IMAGE_UNSUPPORTED,
                "JPEG 2000 needs an ImageIO plug-in, and there is none. Add com.github.jai-imageio:jai-imageio-jpeg2000"
                        + " to the class path."));
        try (MemoryCacheImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(frame))) {
            reader.setInput(input, true, true);
            Raster raster = reader.read(0).getRaster();
            DicomPixels.checkSize(raster.getWidth(), raster.getHeight(), header);
            int[] samples = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
            short[] values = new short[samples.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (short) samples[i];
            }
            return values;
        } catch (IOException | RuntimeException e) {
            if (e instanceof BmdException refused) {
                throw refused;
            }
            throw new BmdException(
                    Code.IMAGE_CORRUPT, "The DICOM file is damaged: its JPEG 2000 picture cannot be decoded.", e);
        } finally {
            reader.dispose();
        }
    }

    /** Asked for at every call and without ImageIO's registry, so that nothing global is read or changed. */
    private static Optional<ImageReader> reader() {
        for (ImageReaderSpi provider : ServiceLoader.load(ImageReaderSpi.class, Jpeg2000Frame.class.getClassLoader())) {
            if (Arrays.asList(provider.getFormatNames()).contains("jpeg2000")) {
                try {
                    return Optional.of(provider.createReaderInstance());
                } catch (IOException e) {
                    throw new BmdException(Code.NATIVE_LIBRARY, "The ImageIO plug-in for JPEG 2000 does not start.", e);
                }
            }
        }
        return Optional.empty();
    }

    private static void checkCodestream(byte[] frame, DicomHeader header) {
        if (frame.length < SIZ_LENGTH + 4) {
            throw truncated();
        }
        ByteBuffer in = ByteBuffer.wrap(frame);
        if (in.getInt(0) != SOC_SIZ) {
            throw Dataset.corrupt("its pixel data is not a JPEG 2000 codestream");
        }
        long width = unsigned(in, 8) - unsigned(in, 16);
        long height = unsigned(in, 12) - unsigned(in, 20);
        if (width != header.columns() || height != header.rows()) {
            throw Dataset.corrupt("its JPEG 2000 picture has another size than its header says");
        }
        long tileWidth = unsigned(in, 24);
        long tileHeight = unsigned(in, 28);
        // Tiny tiles would make the decoder allocate structures for each of millions.
        if (tileWidth * tileHeight < Math.min(width * height, LEAST_TILE)) {
            throw Dataset.corrupt("its JPEG 2000 tiles have " + tileWidth + "x" + tileHeight + " pixels");
        }
        int components = in.getShort(40) & 0xFFFF;
        int depth = in.get(42) & 0xFF;
        boolean signed = depth >= 0x80;
        int bits = (depth & 0x7F) + 1;
        if (components != 1
                || header.samples().count() != 1
                || signed
                || bits > header.bits().allocated()) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected JPEG 2000 with one unsigned component of at most "
                            + header.bits().allocated()
                            + " bits, received " + components + (signed ? " signed" : "") + " of " + bits
                            + ". Ask the archive for explicit little endian.");
        }
        checkEnd(frame);
    }

    /** The end marker, or it and one byte that pads to an even length. */
    private static void checkEnd(byte[] frame) {
        for (int end = frame.length - 2; end >= frame.length - 3; end--) {
            if ((frame[end] & 0xFF) == 0xFF && (frame[end + 1] & 0xFF) == 0xD9) {
                return;
            }
        }
        throw truncated();
    }

    private static long unsigned(ByteBuffer in, int at) {
        return in.getInt(at) & 0xFFFF_FFFFL;
    }

    private static BmdException truncated() {
        return new BmdException(
                Code.IMAGE_TRUNCATED, "The JPEG 2000 data ends before the DICOM picture does. Fetch the file again.");
    }
}
