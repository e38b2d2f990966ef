package org.xattnbmd.sdk.internal.picture.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes a picture in colour with DICOM's run-length coding, as {@link RleFrame} reads it: a PackBits segment for red, green and blue
 * each, no run or literal beyond the end of a row (PS3.5, annex G). The same picture gives the same bytes. Own code, because no
 * library in the public registries that this build uses writes this form.
 */
public final class RleEncoder {

    private static final int COLOURS = 3;
    private static final int HEADER = 64;

    /** Of a run or a literal. */
    private static final int MOST = 128;

    /** Two equal bytes are no shorter as a run than within a literal. */
    private static final int LEAST_RUN = 3;

    private final byte[] rgb;
    private final int width;
    private final int height;

    private RleEncoder(byte[] rgb, int width, int height) {
        this.rgb = rgb;
        this.width = width;
        this.height = height;
    }

    /**
     * The frame.
     *
     * @param rgb red, green and blue of each pixel, row by row
     */
    public static byte[] encode(byte[] rgb, int width, int height) {
        return new RleEncoder(rgb, width, height).frame();
    }

    private byte[] frame() {
        Segment[] segments = new Segment[COLOURS];
        byte[][] rows = new byte[COLOURS][width];
        for (int colour = 0; colour < COLOURS; colour++) {
            segments[colour] = new Segment(width, height);
        }
        for (int y = 0; y < height; y++) {
            row(segments, rows, COLOURS * width * y, y > 0);
        }
        return joined(segments);
    }

    private void row(Segment[] segments, byte[][] rows, int from, boolean follows) {
        int length = COLOURS * width;
        if (follows && Arrays.equals(rgb, from - length, from, rgb, from, from + length)) {
            // Much of a page is empty, and a picture that was enlarged has rows twice.
            for (Segment segment : segments) {
                segment.addRowOf(segment);
            }
            return;
        }
        for (int x = 0, at = from; x < width; x++, at += COLOURS) {
            rows[0][x] = rgb[at];
            rows[1][x] = rgb[at + 1];
            rows[2][x] = rgb[at + 2];
        }
        segments[0].add(rows[0]);
        for (int colour = 1; colour < COLOURS; colour++) {
            if (Arrays.equals(rows[colour], rows[0])) {
                segments[colour].addRowOf(segments[0]);
            } else {
                segments[colour].add(rows[colour]);
            }
        }
    }

    private static byte[] joined(Segment[] segments) {
        int length =
                HEADER + Arrays.stream(segments).mapToInt(Segment::evenLength).sum();
        ByteBuffer frame = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(segments.length);
        int at = HEADER;
        for (Segment segment : segments) {
            frame.putInt(at);
            at += segment.evenLength();
        }
        at = HEADER;
        for (Segment segment : segments) {
            frame.position(at).put(segment.bytes, 0, segment.length);
            at += segment.evenLength();
        }
        return frame.array();
    }

    /** The coded bytes of one colour, row after row; they grow. */
    private static final class Segment {

        private final int longestRow;
        private byte[] bytes;
        private int length;
        private int lastRow;

        Segment(int width, int height) {
            longestRow = width + (width + MOST - 1) / MOST;
            bytes = new byte[Math.max(longestRow, width * height / 2)];
        }

        int evenLength() {
            return length + length % 2;
        }

        /** Adds the last row of a segment once more. */
        void addRowOf(Segment other) {
            int from = other.lastRow;
            int coded = other.length - from;
            beginRow();
            System.arraycopy(other.bytes, from, bytes, length, coded);
            length += coded;
        }

        void add(byte[] row) {
            beginRow();
            int at = 0;
            while (at < row.length) {
                int run = nextRun(row, at);
                literal(row, at, run);
                at = run < row.length ? run(row, run) : run;
            }
        }

        private void beginRow() {
            lastRow = length;
            if (bytes.length - length < longestRow) {
                bytes = Arrays.copyOf(bytes, Math.max(length + longestRow, bytes.length / 2 * 3));
            }
        }

        /** Where the next run begins that is worth it, or the row's end. */
        private static int nextRun(byte[] row, int from) {
            int at = from;
            while (at + LEAST_RUN <= row.length) {
                if (row[at + 1] != row[at + 2]) {
                    at += 2;
                } else if (row[at] != row[at + 1]) {
                    at++;
                } else {
                    return at;
                }
            }
            return row.length;
        }

        private void literal(byte[] row, int from, int end) {
            for (int at = from; at < end; at += MOST) {
                int count = Math.min(MOST, end - at);
                bytes[length++] = (byte) (count - 1);
                System.arraycopy(row, at, bytes, length, count);
                length += count;
            }
        }

        /** Writes all of a run, and says where it ends. */
        private int run(byte[] row, int from) {
            int different = Arrays.mismatch(row, from, row.length - 1, row, from + 1, row.length);
            int end = different < 0 ? row.length : from + different + 1;
            int at = from;
            while (end - at > 1) {
                int count = Math.min(MOST, end - at);
                bytes[length++] = (byte) (1 - count);
                bytes[length++] = row[from];
                at += count;
            }
            // A single byte that is left of a run begins what follows.
            return at;
        }
    }
}
