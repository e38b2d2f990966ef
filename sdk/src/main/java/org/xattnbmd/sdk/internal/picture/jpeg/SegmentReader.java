package org.xattnbmd.sdk.internal.picture.jpeg;

import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** Goes from marker segment to marker segment of a JPEG stream and reads each within its length (ITU-T T.81, annex B). */
final class SegmentReader {

    static final int DHT = 0xC4;
    static final int SOI = 0xD8;
    static final int EOI = 0xD9;
    static final int SOS = 0xDA;
    static final int DRI = 0xDD;
    private static final int DNL = 0xDC;

    private final byte[] bytes;
    private int at;
    private int end;

    SegmentReader(byte[] bytes) {
        this.bytes = bytes;
        if (bytes.length < 2 || (bytes[0] & 0xFF) != 0xFF || (bytes[1] & 0xFF) != SOI) {
            throw corrupt("its pixel data is not JPEG");
        }
        end = 2;
    }

    /** Skips what is left of the segment and enters the next; returns its marker. */
    int next() {
        at = end;
        end = bytes.length;
        if (unsigned8() != 0xFF) {
            throw corrupt("a JPEG marker is missing");
        }
        int marker = unsigned8();
        while (marker == 0xFF) {
            marker = unsigned8();
        }
        if (marker == EOI) {
            throw truncated();
        }
        int start = at;
        end = start + Math.max(2, unsigned16());
        return marker;
    }

    /** Goes on behind the data of a scan. */
    void continueAt(int position) {
        end = position;
    }

    /** Where the segment ends, and after a scan's header its data begin. */
    int end() {
        return end;
    }

    /** Bytes of the segment that were not read. */
    int left() {
        return end - at;
    }

    int unsigned16() {
        return unsigned8() << 8 | unsigned8();
    }

    int unsigned8() {
        if (at >= bytes.length) {
            throw truncated();
        }
        if (at >= end) {
            throw corrupt("a JPEG segment ends within its values");
        }
        return bytes[at++] & 0xFF;
    }

    /** The height that a DNL marker behind the scan defines where the frame says 0 (B.2.5). */
    int definedLines() {
        for (int i = at; i + 5 < bytes.length; i++) {
            if (bytes[i] == (byte) 0xFF && bytes[i + 1] == (byte) DNL && bytes[i + 2] == 0 && bytes[i + 3] == 4) {
                return (bytes[i + 4] & 0xFF) << 8 | bytes[i + 5] & 0xFF;
            }
        }
        throw corrupt("neither the frame nor a DNL marker of its JPEG says how high it is");
    }

    static BmdException corrupt(String how) {
        return new BmdException(Code.IMAGE_CORRUPT, "The DICOM file is damaged: " + how + ". Fetch it again.");
    }

    static BmdException truncated() {
        return new BmdException(
                Code.IMAGE_TRUNCATED, "The JPEG ends before the DICOM picture does. Fetch the file again.");
    }

    static BmdException unsupported(String expected, String received) {
        return new BmdException(
                Code.IMAGE_UNSUPPORTED,
                "Expected " + expected + ", received " + received + ". Ask the archive for explicit little endian.");
    }
}
