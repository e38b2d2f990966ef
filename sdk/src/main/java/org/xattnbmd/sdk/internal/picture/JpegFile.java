package org.xattnbmd.sdk.internal.picture;

import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * JPEG: finds the frame header and the end marker before decoding. Format: ITU-T T.81, annex B. Only 8-bit Huffman-coded
 * sequential and progressive frames are read; other processes are refused by name.
 */
public final class JpegFile {

    /** Encoders write ten at most; each goes over the whole picture, however few bytes it has. */
    private static final int MAXIMUM_SCANS = 64;

    private static final long MAXIMUM_SCANNED_PIXELS = 1L << 30;

    private JpegFile() {}

    public static boolean matches(byte[] bytes) {
        return JpegSegments.isStart(bytes);
    }

    /** The picture, upright as its Exif data say. */
    static GreyPicture decode(byte[] bytes) {
        JpegSegments segments = JpegSegments.of(bytes);
        return segments.orientation().upright(decode(segments));
    }

    /** The picture as it is stored: inside DICOM, its header says which way round that is. */
    public static GreyPicture decodeStored(byte[] bytes) {
        return decode(JpegSegments.of(bytes));
    }

    private static GreyPicture decode(JpegSegments segments) {
        int process = segments.process();
        if (segments.height() == 0 && segments.width() > 0) {
            throw new BmdException(
                    Code.IMAGE_CORRUPT,
                    "The JPEG file is damaged: neither its frame header nor a DNL marker says how high it is. Export it"
                            + " again.");
        }
        GreyPicture.checkSize(segments.width(), segments.height());
        checkScans(segments.scans(), (long) segments.width() * segments.height());
        if (process > 2 || segments.precision() != 8) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected 8-bit sequential or progressive JPEG, received coding process SOF" + process + " with "
                            + segments.precision() + " bits. Export the image as 16-bit PNG.");
        }
        return ImageIoPixels.toGrey(ImageIoDecoder.decode("jpeg", segments.essential()));
    }

    /** Refuses more scans than a picture of this size may take, so that none takes minutes. */
    public static void checkScans(int scans, long pixels) {
        long most = Math.min(MAXIMUM_SCANS, MAXIMUM_SCANNED_PIXELS / pixels);
        if (scans > most) {
            throw new BmdException(
                    Code.IMAGE_TOO_LARGE,
                    "Expected a JPEG picture of this size in at most " + most
                            + " scans, received more. Export it as sequential JPEG or as PNG.");
        }
    }
}
