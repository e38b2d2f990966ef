package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.Arrays;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.picture.jpeg2000.Jpeg2000Picture;

/** A JPEG 2000 frame of a DICOM file, whose header must agree with it. */
final class Jpeg2000Frame {

    private Jpeg2000Frame() {}

    /** Stored values, aligned to bit 0. */
    static short[] decode(byte[] frame, Dataset set, DicomHeader header) {
        Jpeg2000Picture picture = Jpeg2000Picture.open(frame);
        check(picture, header);
        short[][] samples = picture.decode();
        short[] values = samples.length == 1 ? samples[0] : grey(samples, picture, header);
        // The header decides what the bits mean, as for native pixels.
        int mask = (1 << picture.precision()) - 1;
        for (int i = 0; picture.signed() && !header.bits().signed() && i < values.length; i++) {
            values[i] &= (short) mask;
        }
        return StoredBits.align(values, set, header, picture.precision());
    }

    /** Colour as luminance; a grey picture in three components only if they are equal. */
    private static short[] grey(short[][] bands, Jpeg2000Picture picture, DicomHeader header) {
        if (header.samples().count() == 1) {
            if (!Arrays.equals(bands[0], bands[1]) || !Arrays.equals(bands[0], bands[2])) {
                throw Dataset.corrupt("its header says grey, its JPEG 2000 picture is coloured");
            }
            return bands[0];
        }
        if (header.samples().luminanceFirst() && !picture.transformed()) {
            return bands[0];
        }
        for (int i = 0; i < bands[0].length; i++) {
            bands[0][i] =
                    (short) DicomPixels.luminance(bands[0][i] & 0xFFFF, bands[1][i] & 0xFFFF, bands[2][i] & 0xFFFF);
        }
        return bands[0];
    }

    private static void check(Jpeg2000Picture picture, DicomHeader header) {
        DicomPixels.checkSize(picture.width(), picture.height(), header);
        boolean colour = header.samples().count() > 1;
        if (picture.components() < header.samples().count()
                || colour && picture.signed()
                || picture.precision() > header.bits().allocated()) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected JPEG 2000 with " + (colour ? "three unsigned components" : "one or three components")
                            + " of at most " + header.bits().allocated() + " bits, received " + picture.components()
                            + (picture.signed() ? " signed" : "") + " of " + picture.precision()
                            + ". Ask the archive for explicit little endian.");
        }
    }
}
