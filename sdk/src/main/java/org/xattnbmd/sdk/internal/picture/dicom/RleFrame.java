package org.xattnbmd.sdk.internal.picture.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** DICOM's run-length coding: one PackBits segment per byte plane. Format: PS3.5, annex G. */
public final class RleFrame {

    private static final int HEADER = 64;

    private RleFrame() {}

    /** Whether a fragment begins with a header of segments, of which the first follows at once and the unused are 0. */
    static boolean isHeader(byte[] bytes, int start, int length) {
        if (length < HEADER) {
            return false;
        }
        ByteBuffer header = ByteBuffer.wrap(bytes, start, HEADER).slice().order(ByteOrder.LITTLE_ENDIAN);
        int segments = header.getInt(0);
        if (segments < 1 || segments > 15 || header.getInt(4) != HEADER) {
            return false;
        }
        for (int unused = segments + 1; unused < HEADER / 4; unused++) {
            if (header.getInt(4 * unused) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The byte planes, most significant first. */
    static byte[][] decode(byte[] frame, int planes, int pixels) {
        if (frame.length < HEADER) {
            throw truncated();
        }
        ByteBuffer header = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        if (header.getInt(0) != planes) {
            throw Dataset.corrupt("it has " + header.getInt(0) + " RLE segments, not " + planes);
        }
        byte[][] result = new byte[planes][];
        for (int plane = 0; plane < planes; plane++) {
            int start = header.getInt(4 + 4 * plane);
            int end = plane + 1 < planes ? header.getInt(8 + 4 * plane) : frame.length;
            if (start < HEADER || end < start || end > frame.length) {
                throw truncated();
            }
            result[plane] = unpack(frame, start, end, pixels);
        }
        return result;
    }

    private static byte[] unpack(byte[] frame, int start, int end, int pixels) {
        // Two bytes make at most 128 pixels; less data than that is not worth allocating for.
        if ((long) (end - start) * 64 < pixels) {
            throw truncated();
        }
        byte[] plane = new byte[pixels];
        int at = start;
        int filled = 0;
        while (filled < pixels) {
            if (at >= end) {
                throw truncated();
            }
            int control = frame[at++];
            if (control >= 0) {
                int count = Math.min(control + 1, pixels - filled);
                if (at + control + 1 > end) {
                    throw truncated();
                }
                System.arraycopy(frame, at, plane, filled, count);
                at += control + 1;
                filled += count;
            } else if (control != -128) {
                if (at >= end) {
                    throw truncated();
                }
                int count = Math.min(1 - control, pixels - filled);
                Arrays.fill(plane, filled, filled + count, frame[at++]);
                filled += count;
            }
        }
        return plane;
    }

    private static BmdException truncated() {
        return new BmdException(
                Code.IMAGE_TRUNCATED, "The RLE data ends before the DICOM picture does. Fetch the file again.");
    }
}
