package org.xattnbmd.sdk.internal.picture;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * The marker segments of the first picture in a JPEG stream (ITU-T T.81, annex B): its frame header, its Exif data, where it
 * ends. What follows it, such as a phone's second picture or an archive's padding, does not count.
 */
final class JpegSegments {

    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int DNL = 0xDC;
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP14 = 0xEE;
    private static final int APP15 = 0xEF;
    private static final int JPEG_LS = 0xF7;
    private static final int COMMENT = 0xFE;
    private static final byte[] EXIF = "Exif\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final ByteArrayOutputStream essential = new ByteArrayOutputStream();
    private int frame = -1;
    private int frameInEssential;
    private int definedHeight;
    private int scans;
    private Orientation orientation = Orientation.UPRIGHT;

    private JpegSegments(byte[] bytes) {
        this.bytes = bytes;
    }

    static JpegSegments of(byte[] bytes) {
        JpegSegments segments = new JpegSegments(bytes);
        segments.walk();
        return segments;
    }

    /** Process of the frame, 0 for baseline, as in SOF0. */
    int process() {
        return at(frame + 1) - 0xC0;
    }

    int precision() {
        return at(frame + 4);
    }

    /** Lines as the frame header has them or, where that says 0, as the marker after the first scan defines them (B.2.5). */
    int height() {
        int height = unsigned16(frame + 5);
        return height == 0 ? definedHeight : height;
    }

    /** How often the picture is gone over. */
    int scans() {
        return scans;
    }

    int width() {
        return unsigned16(frame + 7);
    }

    Orientation orientation() {
        return orientation;
    }

    /**
     * The picture without what a decoder does not need: colour profiles, comments, thumbnails and other applications' data
     * never reach it.
     */
    byte[] essential() {
        byte[] picture = essential.toByteArray();
        picture[frameInEssential + 5] = (byte) (height() >> 8);
        picture[frameInEssential + 6] = (byte) height();
        return picture;
    }

    private void walk() {
        essential.write(bytes, 0, 2);
        int position = 2;
        while (true) {
            if (at(position) != 0xFF) {
                throw new BmdException(Code.IMAGE_CORRUPT, "The JPEG file is damaged: a marker is missing.");
            }
            int marker = at(position + 1);
            if (marker == 0xFF) {
                position++;
                continue;
            }
            if (marker == EOI) {
                essential.write(bytes, position, 2);
                break;
            }
            int end = position + 2 + Math.max(2, unsigned16(position + 2));
            at(end - 1);
            if (marker == SOS) {
                scans++;
                end = endOfScan(end);
            }
            segment(marker, position, end);
            position = end;
        }
        if (frame < 0) {
            throw new BmdException(Code.IMAGE_CORRUPT, "The JPEG file is damaged: it has no frame header.");
        }
    }

    private void segment(int marker, int start, int end) {
        if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC && frame < 0) {
            at(start + 8);
            frame = start;
            frameInEssential = essential.size();
        } else if (marker == JPEG_LS) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected 8-bit sequential or progressive JPEG, received JPEG-LS. Export the image as 16-bit PNG.");
        } else if (marker == DNL) {
            definedHeight = unsigned16(start + 4);
            return;
        } else if (marker == APP1 && startsWith(EXIF, start + 4, end)) {
            orientation = Orientation.ofExif(bytes, start + 10, end);
        }
        boolean application = marker >= APP0 && marker <= APP15;
        boolean needed = marker == APP14 || marker == APP0 && startsWith(JFIF, start + 4, end);
        if (marker != COMMENT && (!application || needed)) {
            essential.write(bytes, start, end - start);
        }
    }

    /** The next marker after entropy-coded data; stuffed bytes, restarts and filling are part of them. */
    private int endOfScan(int start) {
        int position = start;
        while (true) {
            if (at(position) == 0xFF) {
                int next = at(position + 1);
                if (next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7)) {
                    return position;
                }
            }
            position++;
        }
    }

    private boolean startsWith(byte[] text, int start, int end) {
        return end - start >= text.length && Arrays.equals(bytes, start, start + text.length, text, 0, text.length);
    }

    private int unsigned16(int index) {
        return at(index) << 8 | at(index + 1);
    }

    private int at(int index) {
        if (index >= bytes.length) {
            throw new BmdException(
                    Code.IMAGE_TRUNCATED, "The JPEG file ends before its picture does. Copy or export it again.");
        }
        return bytes[index] & 0xFF;
    }

    static boolean isStart(byte[] bytes) {
        return bytes.length >= 3 && (bytes[0] & 0xFF) == 0xFF && (bytes[1] & 0xFF) == SOI && (bytes[2] & 0xFF) == 0xFF;
    }
}
