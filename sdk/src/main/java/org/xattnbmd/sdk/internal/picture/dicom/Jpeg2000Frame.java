package org.xattnbmd.sdk.internal.picture.dicom;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
 * Java build is of no use here: it has JasPer 1.900.1, switched off for its known holes. The codestream is walked to its end
 * first: decoders fill what is missing.
 */
public final class Jpeg2000Frame {

    private static final int LEAST_TILE = 64 * 64;

    private Jpeg2000Frame() {}

    static short[] decode(Jpeg2000Stream stream, DicomHeader header) {
        check(stream, header);
        ImageReader reader = reader().orElseThrow(() -> new BmdException(
                Code.IMAGE_UNSUPPORTED,
                "JPEG 2000 needs an ImageIO plug-in, and there is none. Add com.github.jai-imageio:jai-imageio-jpeg2000"
                        + " to the class path."));
        try (MemoryCacheImageInputStream input =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(stream.bytes()))) {
            reader.setInput(input, true, true);
            Raster raster = reader.read(0).getRaster();
            DicomPixels.checkSize(raster.getWidth(), raster.getHeight(), header);
            return stream.components() == 1 ? band(raster, 0) : grey(raster, stream, header);
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

    private static short[] band(Raster raster, int band) {
        int[] samples = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), band, (int[]) null);
        short[] values = new short[samples.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (short) samples[i];
        }
        return values;
    }

    /** Colour as luminance; a grey picture in three components only if they are equal. */
    private static short[] grey(Raster raster, Jpeg2000Stream stream, DicomHeader header) {
        short[][] bands = {band(raster, 0), band(raster, 1), band(raster, 2)};
        if (header.samples().count() == 1) {
            if (!Arrays.equals(bands[0], bands[1]) || !Arrays.equals(bands[0], bands[2])) {
                throw Dataset.corrupt("its header says grey, its JPEG 2000 picture is coloured");
            }
            return bands[0];
        }
        if (header.samples().luminanceFirst() && !stream.transformed()) {
            return bands[0];
        }
        for (int i = 0; i < bands[0].length; i++) {
            bands[0][i] =
                    (short) DicomPixels.luminance(bands[0][i] & 0xFFFF, bands[1][i] & 0xFFFF, bands[2][i] & 0xFFFF);
        }
        return bands[0];
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

    private static void check(Jpeg2000Stream stream, DicomHeader header) {
        if (stream.width() != header.columns() || stream.height() != header.rows()) {
            throw Dataset.corrupt("its JPEG 2000 picture has another size than its header says");
        }
        // Tiny tiles would make the decoder allocate structures for each of millions.
        if (stream.tilePixels() < Math.min(stream.width() * stream.height(), LEAST_TILE)) {
            throw Dataset.corrupt("its JPEG 2000 tiles have " + stream.tilePixels() + " pixels");
        }
        int components = stream.components();
        if (components != 1 && components != 3
                || components < header.samples().count()
                || stream.signed()
                || stream.precision() > header.bits().allocated()) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected JPEG 2000 with one or three unsigned components of at most "
                            + header.bits().allocated()
                            + " bits, received " + components + (stream.signed() ? " signed" : "") + " of "
                            + stream.precision() + ". Ask the archive for explicit little endian.");
        }
    }
}
