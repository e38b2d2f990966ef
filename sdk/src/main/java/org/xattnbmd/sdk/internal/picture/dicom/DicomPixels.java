package org.xattnbmd.sdk.internal.picture.dicom;

import java.util.List;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.picture.GreyPicture;
import org.xattnbmd.sdk.internal.picture.JpegFile;
import org.xattnbmd.sdk.internal.picture.dicom.Dataset.Element;

/** Brings the pixel data of every supported transfer syntax to stored values, aligned to bit 0. */
public final class DicomPixels {

    private DicomPixels() {}

    static short[] decode(Dataset set, DicomHeader header, TransferSyntax syntax) {
        boolean encapsulated = syntax.coding() != TransferSyntax.Coding.NATIVE;
        if (encapsulated != set.encapsulated()) {
            throw Dataset.corrupt("its pixel data does not fit its transfer syntax");
        }
        return switch (syntax.coding()) {
            case NATIVE -> natively(set, header, syntax);
            case RLE -> align(grey(RleFrame.decode(frame(set), planes(header), pixels(header)), header), header);
            case JPEG -> jpeg(frame(set), header, syntax);
            case JPEG_LOSSLESS -> lossless(frame(set), header);
            case JPEG_2000 -> align(Jpeg2000Frame.decode(frame(set), header), header);
        };
    }

    private static short[] natively(Dataset set, DicomHeader header, TransferSyntax syntax) {
        Element data = set.get(Tag.PIXEL_DATA);
        int bytesPerPixel = header.samples().count() * header.bits().allocated() / 8;
        long wanted = (long) pixels(header) * bytesPerPixel;
        if (data.length() < wanted) {
            throw new BmdException(
                    Code.IMAGE_TRUNCATED,
                    "Expected " + wanted + " bytes of pixel data, received " + data.length()
                            + ". Fetch the file again.");
        }
        if (data.length() > wanted + 1) {
            throw Dataset.corrupt("it has " + data.length() + " bytes of pixel data, not " + wanted);
        }
        byte[] bytes = set.bytes();
        // Big-endian OW is a list of 16-bit words even where a pixel is one byte (PS3.5, 8.1.2).
        int swap = syntax.bigEndian()
                        && header.bits().allocated() == 8
                        && data.vr().equals("OW")
                ? 1
                : 0;
        if (header.samples().count() == 3) {
            byte[][] planes = new byte[3][pixels(header)];
            for (int i = 0; i < planes[0].length; i++) {
                for (int band = 0; band < 3; band++) {
                    int at = header.samples().planar() ? band * planes[0].length + i : 3 * i + band;
                    planes[band][i] = bytes[data.start() + Math.min(at ^ swap, data.length() - 1)];
                }
            }
            return align(grey(planes, header), header);
        }
        short[] stored = new short[pixels(header)];
        int low = syntax.bigEndian() ? 1 : 0;
        for (int i = 0; i < stored.length; i++) {
            int at = data.start() + i * bytesPerPixel;
            stored[i] = bytesPerPixel == 1
                    ? (short) (bytes[data.start() + Math.min(i ^ swap, data.length() - 1)] & 0xFF)
                    : (short) (bytes[at + low] & 0xFF | bytes[at + 1 - low] << 8);
        }
        return align(stored, header);
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
                                : (299 * first + 587 * (planes[1][i] & 0xFF) + 114 * (planes[2][i] & 0xFF) + 500)
                                        / 1000);
            } else {
                values[i] = (short) (planes.length == 1 ? first : first << 8 | planes[1][i] & 0xFF);
            }
        }
        return values;
    }

    private static short[] jpeg(byte[] frame, DicomHeader header, TransferSyntax syntax) {
        if (!JpegFile.matches(frame)) {
            throw Dataset.corrupt("its pixel data is not JPEG");
        }
        if (header.bits().stored() != 8) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected 8 bits stored in lossy JPEG, received " + syntax.uid() + " with "
                            + header.bits().stored()
                            + " (JPEG extended has up to 12). Ask the archive for explicit little endian.");
        }
        GreyPicture picture = JpegFile.decode(frame);
        checkSize(picture.width(), picture.height(), header);
        short[] values = picture.pixels();
        for (int i = 0; i < values.length; i++) {
            values[i] = (short) (values[i] >>> 8 & 0xFF);
        }
        return values;
    }

    private static short[] lossless(byte[] frame, DicomHeader header) {
        LosslessJpeg picture = LosslessJpeg.decode(frame);
        checkSize(picture.width(), picture.height(), header);
        if (picture.precision() > header.bits().allocated() || header.samples().count() != 1) {
            throw Dataset.corrupt("its JPEG has " + picture.precision() + " bits, its header "
                    + header.bits().allocated() + " and " + header.samples().count() + " sample(s)");
        }
        return align(picture.pixels(), header);
    }

    static void checkSize(int width, int height, DicomHeader header) {
        if (width != header.columns() || height != header.rows()) {
            throw Dataset.corrupt("its header says " + header.columns() + "x" + header.rows() + " pixels, its picture "
                    + width + "x" + height);
        }
    }

    /** Shifts stored bits down to bit 0; bits outside them (overlays) are masked where the values are read. */
    private static short[] align(short[] values, DicomHeader header) {
        int shift = header.bits().high() + 1 - header.bits().stored();
        if (shift > 0) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (short) ((values[i] & 0xFFFF) >>> shift);
            }
        }
        return values;
    }

    private static byte[] frame(Dataset set) {
        List<Element> fragments = set.fragments();
        if (fragments.isEmpty()) {
            throw new BmdException(Code.IMAGE_TRUNCATED, "The DICOM file has no pixel data. Fetch it again.");
        }
        int length = 0;
        for (Element fragment : fragments) {
            length += fragment.length();
        }
        byte[] frame = new byte[length];
        int at = 0;
        for (Element fragment : fragments) {
            System.arraycopy(set.bytes(), fragment.start(), frame, at, fragment.length());
            at += fragment.length();
        }
        return frame;
    }

    private static int planes(DicomHeader header) {
        return header.samples().count() * header.bits().allocated() / 8;
    }

    private static int pixels(DicomHeader header) {
        return header.rows() * header.columns();
    }
}
