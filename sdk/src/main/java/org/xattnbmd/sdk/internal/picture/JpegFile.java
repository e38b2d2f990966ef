package org.xattnbmd.sdk.internal.picture;

import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * JPEG: finds the frame header and the end marker before decoding. Format: ITU-T T.81, annex B. Only 8-bit Huffman-coded
 * sequential and progressive frames are read; other processes are refused by name.
 */
public final class JpegFile {

    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;

    /** Encoders write ten at most; each goes over the whole picture, however few bytes it has. */
    private static final int MAXIMUM_SCANS = 64;

    private static final long MAXIMUM_SCANNED_PIXELS = 1L << 30;

    private JpegFile() {}

    public static boolean matches(byte[] bytes) {
        return bytes.length >= 3 && at(bytes, 0) == 0xFF && at(bytes, 1) == SOI && at(bytes, 2) == 0xFF;
    }

    public static GreyPicture decode(byte[] bytes) {
        checkHeader(bytes);
        checkEnd(bytes);
        return ImageIoPixels.toGrey(ImageIoDecoder.decode("jpeg", bytes));
    }

    private static void checkHeader(byte[] bytes) {
        long pixels = 0;
        int position = 2;
        while (true) {
            if (at(bytes, position) != 0xFF) {
                throw new BmdException(Code.IMAGE_CORRUPT, "The JPEG file is damaged: a marker is missing.");
            }
            int marker = at(bytes, position + 1);
            if (marker == 0xFF) {
                position++;
                continue;
            }
            if (marker == SOS) {
                break;
            }
            int length = at(bytes, position + 2) << 8 | at(bytes, position + 3);
            if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
                pixels = checkFrame(bytes, position, marker);
            }
            position += 2 + Math.max(2, length);
        }
        if (pixels == 0) {
            throw new BmdException(Code.IMAGE_CORRUPT, "The JPEG file is damaged: it has no frame header.");
        }
        checkScans(bytes, position, pixels);
    }

    /** Inside of a scan's data this marker cannot be: its first byte is followed by zero there. */
    private static void checkScans(byte[] bytes, int first, long pixels) {
        long most = Math.min(MAXIMUM_SCANS, MAXIMUM_SCANNED_PIXELS / pixels);
        int scans = 0;
        for (int i = first; i + 1 < bytes.length; i++) {
            if (bytes[i] == (byte) 0xFF && bytes[i + 1] == (byte) SOS && ++scans > most) {
                throw new BmdException(
                        Code.IMAGE_TOO_LARGE,
                        "Expected a JPEG picture of this size in at most " + most
                                + " scans, received more. Export it as sequential JPEG or as PNG.");
            }
        }
    }

    /** Its number of pixels. */
    private static long checkFrame(byte[] bytes, int position, int marker) {
        int precision = at(bytes, position + 4);
        int height = at(bytes, position + 5) << 8 | at(bytes, position + 6);
        int width = at(bytes, position + 7) << 8 | at(bytes, position + 8);
        GreyPicture.checkSize(width, height);
        if (marker > 0xC2 || precision != 8) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected 8-bit sequential or progressive JPEG, received coding process SOF" + (marker - 0xC0)
                            + " with " + precision + " bits. Export the image as 16-bit PNG.");
        }
        return (long) width * height;
    }

    /** The end marker must be there; zero bytes after it are tolerated, as some archives pad to an even length. */
    private static void checkEnd(byte[] bytes) {
        int end = bytes.length;
        while (end > 2 && bytes[end - 1] == 0) {
            end--;
        }
        if (at(bytes, end - 2) != 0xFF || at(bytes, end - 1) != EOI) {
            throw truncated();
        }
    }

    private static int at(byte[] bytes, int index) {
        if (index >= bytes.length) {
            throw truncated();
        }
        return bytes[index] & 0xFF;
    }

    private static BmdException truncated() {
        return new BmdException(
                Code.IMAGE_TRUNCATED, "The JPEG file ends before its picture does. Copy or export it again.");
    }
}
