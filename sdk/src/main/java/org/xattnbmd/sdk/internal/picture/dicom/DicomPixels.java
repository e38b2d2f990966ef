package org.xattnbmd.sdk.internal.picture.dicom;

import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.picture.GreyPicture;
import org.xattnbmd.sdk.internal.picture.JpegFile;
import org.xattnbmd.sdk.internal.picture.dicom.Dataset.Element;
import org.xattnbmd.sdk.internal.picture.jpeg.ExtendedJpeg;
import org.xattnbmd.sdk.internal.picture.jpeg.JpegLs;
import org.xattnbmd.sdk.internal.picture.jpeg.LosslessJpeg;

/** Brings the pixel data of every supported transfer syntax to stored values, aligned to bit 0. */
public final class DicomPixels {

    private DicomPixels() {}

    /** Stored values, aligned to bit 0; {@code declared} is null where the file names no transfer syntax. */
    static short[] decode(Dataset set, DicomHeader header, TransferSyntax declared) {
        if (!set.encapsulated()) {
            return natively(set, header, declared);
        }
        byte[] frame = Codestream.frame(set);
        return switch (Codestream.coding(frame, declared)) {
            case RLE ->
                StoredBits.align(
                        grey(RleFrame.decode(frame, planes(header), pixels(header)), header),
                        set,
                        header,
                        header.bits().allocated());
            case JPEG -> jpeg(frame, header);
            case JPEG_TWELVE -> extended(frame, set, header);
            case JPEG_LOSSLESS -> lossless(frame, set, header);
            case JPEG_LS -> jpegLs(frame, set, header);
            case JPEG_2000 -> {
                Jpeg2000Stream stream = Jpeg2000Stream.of(frame);
                yield StoredBits.align(Jpeg2000Frame.decode(stream, header), set, header, stream.precision());
            }
            case NATIVE -> throw Dataset.corrupt("its pixel data does not fit its transfer syntax");
        };
    }

    private static short[] natively(Dataset set, DicomHeader header, TransferSyntax declared) {
        Element data = set.get(Tag.PIXEL_DATA);
        boolean halved = header.samples().halved() && data.length() < 3L * pixels(header);
        int bytesPerPixel =
                halved ? 2 : header.samples().count() * header.bits().allocated() / 8;
        long wanted = (long) pixels(header) * bytesPerPixel;
        if (data.length() < wanted) {
            if (declared != null && declared.coding() != TransferSyntax.Coding.NATIVE) {
                throw Dataset.corrupt("its pixel data does not fit its transfer syntax");
            }
            throw new BmdException(
                    Code.IMAGE_TRUNCATED,
                    "Expected " + wanted + " bytes of pixel data, received " + data.length()
                            + ". Fetch the file again.");
        }
        checkSurplus(set, header, data, wanted);
        byte[] bytes = set.bytes();
        boolean bigEndian = set.encoding().bigEndian();
        // Big-endian OW is a list of 16-bit words even where a pixel is one byte (PS3.5, 8.1.2).
        int swap = bigEndian && header.bits().allocated() == 8 && data.vr().equals("OW") ? 1 : 0;
        short[] stored;
        if (halved) {
            stored = new short[pixels(header)];
            // Two luminances, then the colour they share (PS3.3, C.7.6.3.1.2).
            for (int i = 0; i < stored.length; i++) {
                int at = 4 * (i / 2) + i % 2;
                stored[i] = (short) (bytes[data.start() + (at ^ swap)] & 0xFF);
            }
        } else if (header.samples().count() == 3) {
            byte[][] planes = new byte[3][pixels(header)];
            for (int i = 0; i < planes[0].length; i++) {
                for (int band = 0; band < 3; band++) {
                    int at = header.samples().planar() ? band * planes[0].length + i : 3 * i + band;
                    planes[band][i] = bytes[data.start() + Math.min(at ^ swap, data.length() - 1)];
                }
            }
            stored = grey(planes, header);
        } else {
            stored = new short[pixels(header)];
            int low = bigEndian ? 1 : 0;
            for (int i = 0; i < stored.length; i++) {
                int at = data.start() + i * bytesPerPixel;
                stored[i] = bytesPerPixel == 1
                        ? (short) (bytes[data.start() + Math.min(i ^ swap, data.length() - 1)] & 0xFF)
                        : (short) (bytes[at + low] & 0xFF | bytes[at + 1 - low] << 8);
            }
        }
        return StoredBits.align(stored, set, header, header.bits().allocated());
    }

    /**
     * Padding behind the pixels is accepted, as PS3.5, 8.1.1 asks of readers. A surplus that could be another row, column or frame
     * is none, unless it is all one byte.
     */
    private static void checkSurplus(Dataset set, DicomHeader header, Element data, long wanted) {
        long surplus = data.length() - wanted;
        long line = wanted / Math.max(header.rows(), header.columns());
        boolean constant = surplus < wanted;
        for (long i = wanted + 1; constant && i < data.length(); i++) {
            constant = set.bytes()[(int) (data.start() + i)] == set.bytes()[(int) (data.start() + wanted)];
        }
        if (surplus >= line && !constant) {
            throw Dataset.corrupt("it has " + data.length() + " bytes of pixel data, not " + wanted);
        }
    }

    static int luminance(int red, int green, int blue) {
        return (299 * red + 587 * green + 114 * blue + 500) / 1000;
    }

    /** From byte planes, most significant first, or colour planes, to one value a pixel. */
    private static short[] grey(byte[][] planes, DicomHeader header) {
        short[] values = new short[planes[0].length];
        for (int i = 0; i < values.length; i++) {
            int first = planes[0][i] & 0xFF;
            if (header.samples().count() == 3) {
                values[i] = (short)
                        (header.samples().luminanceFirst()
                                ? first
                                : luminance(first, planes[1][i] & 0xFF, planes[2][i] & 0xFF));
            } else {
                values[i] = (short) (planes.length == 1 ? first : first << 8 | planes[1][i] & 0xFF);
            }
        }
        return values;
    }

    private static short[] jpeg(byte[] frame, DicomHeader header) {
        if (!JpegFile.matches(frame)) {
            throw Dataset.corrupt("its pixel data is not JPEG");
        }
        if (header.bits().stored() != 8) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected 8 bits stored where the JPEG has 8, received "
                            + header.bits().stored() + ". Ask the archive for explicit little endian.");
        }
        GreyPicture picture = JpegFile.decodeStored(frame);
        checkSize(picture.width(), picture.height(), header);
        short[] values = picture.pixels();
        for (int i = 0; i < values.length; i++) {
            values[i] = (short) (values[i] >>> 8 & 0xFF);
        }
        return values;
    }

    private static short[] lossless(byte[] frame, Dataset set, DicomHeader header) {
        LosslessJpeg picture = LosslessJpeg.decode(frame);
        checkSize(picture.width(), picture.height(), header);
        checkKind(picture.precision(), 1, header);
        return StoredBits.align(picture.pixels(), set, header, picture.precision());
    }

    private static short[] extended(byte[] frame, Dataset set, DicomHeader header) {
        ExtendedJpeg picture = ExtendedJpeg.decode(frame);
        checkSize(picture.width(), picture.height(), header);
        checkKind(ExtendedJpeg.PRECISION, 1, header);
        StoredBits.cutOvershoot(picture.pixels(), header, ExtendedJpeg.OVERSHOOT);
        return StoredBits.align(picture.pixels(), set, header, ExtendedJpeg.PRECISION);
    }

    private static short[] jpegLs(byte[] frame, Dataset set, DicomHeader header) {
        JpegLs picture = JpegLs.decode(frame);
        checkSize(picture.width(), picture.height(), header);
        checkKind(picture.precision(), picture.planes().length, header);
        short[] values = picture.planes()[0];
        for (int i = 0; picture.planes().length == 3 && !header.samples().luminanceFirst() && i < values.length; i++) {
            values[i] = (short)
                    luminance(values[i] & 0xFFFF, picture.planes()[1][i] & 0xFFFF, picture.planes()[2][i] & 0xFFFF);
        }
        StoredBits.cutOvershoot(values, header, picture.near());
        return StoredBits.align(values, set, header, picture.precision());
    }

    private static void checkKind(int precision, int components, DicomHeader header) {
        if (precision > header.bits().allocated()
                || components != header.samples().count()) {
            throw Dataset.corrupt("its JPEG has " + precision + " bits and " + components + " component(s), its header "
                    + header.bits().allocated() + " and " + header.samples().count() + " sample(s)");
        }
    }

    static void checkSize(int width, int height, DicomHeader header) {
        if (width != header.columns() || height != header.rows()) {
            throw Dataset.corrupt("its header says " + header.columns() + "x" + header.rows() + " pixels, its picture "
                    + width + "x" + height);
        }
    }

    private static int planes(DicomHeader header) {
        return header.samples().count() * header.bits().allocated() / 8;
    }

    private static int pixels(DicomHeader header) {
        return header.rows() * header.columns();
    }
}
