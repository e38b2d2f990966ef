package org.xattnbmd.sdk.internal.picture.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    /** The pixels in at most 16 bits; {@code declared} is null where the file names no transfer syntax. */
    static StoredPixels decode(Dataset set, DicomHeader header, TransferSyntax declared) {
        if (WideCells.areReal(set)) {
            return WideCells.reals(set, header);
        }
        if (header.bits().allocated() > Short.SIZE) {
            return wide(set, header, declared);
        }
        return Tones.apply(stored(set, header, declared), set, header);
    }

    private static StoredPixels wide(Dataset set, DicomHeader header, TransferSyntax declared) {
        if (!set.encapsulated()) {
            return WideCells.natively(set, header, declared);
        }
        byte[] frame = Codestream.frame(set);
        if (Codestream.coding(frame, declared) != TransferSyntax.Coding.RLE) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected 32 bits allocated without compression or in RLE, received them compressed otherwise. Ask the"
                            + " archive for explicit little endian.");
        }
        return WideCells.runLength(RleFrame.decode(frame, planes(header), header.pixels()), set, header);
    }

    /** Stored values, aligned to bit 0. */
    static short[] stored(Dataset set, DicomHeader header, TransferSyntax declared) {
        if (!set.encapsulated()) {
            return natively(set, header, declared);
        }
        byte[] frame = Codestream.frame(set);
        return switch (Codestream.coding(frame, declared)) {
            case RLE -> runLength(RleFrame.decode(frame, planes(header), header.pixels()), set, header);
            case JPEG -> jpeg(frame, header);
            case JPEG_TWELVE -> extended(frame, set, header);
            case JPEG_LOSSLESS -> lossless(frame, set, header);
            case JPEG_LS -> jpegLs(frame, set, header);
            case JPEG_2000 -> Jpeg2000Frame.decode(frame, set, header);
            case NATIVE -> throw Dataset.corrupt("its pixel data does not fit its transfer syntax");
        };
    }

    private static short[] runLength(byte[][] planes, Dataset set, DicomHeader header) {
        return header.hasColourWords()
                ? ColourWords.runLength(planes, header)
                : StoredBits.align(
                        grey(planes, header), set, header, header.bits().allocated());
    }

    private static short[] natively(Dataset set, DicomHeader header, TransferSyntax declared) {
        if (header.hasColourWords()) {
            return ColourWords.natively(set, header, declared);
        }
        Element data = set.get(Tag.PIXEL_DATA);
        boolean halved = header.samples().halved() && data.length() < 3L * header.pixels();
        int allocated = header.bits().allocated();
        int bytesPerPixel = halved ? 2 : header.samples().count() * allocated / 8;
        boolean packed = allocated % Byte.SIZE != 0;
        checkLength(
                set,
                header,
                data,
                packed ? PackedBits.bytes(header.pixels(), allocated) : (long) header.pixels() * bytesPerPixel,
                declared);
        byte[] bytes = set.bytes();
        boolean bigEndian = set.encoding().bigEndian();
        // Big-endian OW is a list of 16-bit words even where a pixel is one byte (PS3.5, 8.1.2).
        int swap = bigEndian && (allocated == 8 || packed) && data.vr().equals("OW") ? 1 : 0;
        short[] stored;
        if (packed) {
            stored = PackedBits.unpack(bytes, data.start(), header.pixels(), allocated, swap);
        } else if (halved) {
            stored = new short[header.pixels()];
            // Two luminances, then the colour they share (PS3.3, C.7.6.3.1.2).
            for (int i = 0; i < stored.length; i++) {
                int at = 4 * (i / 2) + i % 2;
                stored[i] = (short) (bytes[data.start() + (at ^ swap)] & 0xFF);
            }
        } else if (header.samples().count() == 3) {
            byte[][] planes = new byte[3][header.pixels()];
            for (int i = 0; i < planes[0].length; i++) {
                for (int band = 0; band < 3; band++) {
                    int at = header.samples().planar() ? band * planes[0].length + i : 3 * i + band;
                    planes[band][i] = bytes[data.start() + Math.min(at ^ swap, data.length() - 1)];
                }
            }
            stored = grey(planes, header);
        } else {
            stored = new short[header.pixels()];
            if (bytesPerPixel == 2) {
                ByteBuffer.wrap(bytes, data.start(), 2 * stored.length)
                        .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                        .asShortBuffer()
                        .get(stored);
            }
            for (int i = 0; bytesPerPixel == 1 && i < stored.length; i++) {
                stored[i] = (short) (bytes[data.start() + Math.min(i ^ swap, data.length() - 1)] & 0xFF);
            }
        }
        return StoredBits.align(stored, set, header, header.bits().allocated());
    }

    /** Refuses pixel data that is shorter than the pixels, or so much longer that the header must be wrong. */
    static void checkLength(Dataset set, DicomHeader header, Element data, long wanted, TransferSyntax declared) {
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
        int bits = header.bits().allocated();
        if (bits % Byte.SIZE != 0) {
            throw Dataset.corrupt("it is RLE with " + bits + " bits allocated");
        }
        return header.samples().count() * bits / Byte.SIZE;
    }
}
