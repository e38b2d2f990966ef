package org.xattnbmd.sdk.internal.picture.dicom;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/**
 * A JPEG 2000 codestream (ISO/IEC 15444-1, annex A), taken out of its JP2 boxes (annex I) and walked to its end marker. The number
 * of a tile's parts, which a writer may leave 0 in all of them but one (A.4.2), is filled in: JJ2000 takes 0 for one part and
 * leaves the others' detail out.
 *
 * @param bytes from SOC to EOC, nothing before or after
 * @param components all of one depth
 * @param transformed whether the components are coded as luminance and two colours, and decoded to red, green and blue
 */
record Jpeg2000Stream(byte[] bytes, int components, int precision, boolean signed, boolean transformed) {

    private static final int SOC_SIZ = 0xFF4FFF51;
    private static final int SIGNATURE_BOX = 0x6A502020;
    private static final int CODESTREAM_BOX = 0x6A703263;
    private static final int HEADER_BOX = 0x6A703268;
    private static final int PALETTE_BOX = 0x70636C72;
    private static final int CAP = 0xFF50;
    private static final int COD = 0xFF52;
    private static final int SOT = 0xFF90;
    private static final int EOC = 0xFFD9;
    private static final int SIZ_LENGTH = 41;
    private static final int SIZE = 8;
    private static final int COMPONENTS = 40;
    private static final int DEPTHS = 42;
    private static final int SOT_LENGTH = 12;

    /** Whether a frame begins as a codestream, or as the boxes around one. */
    static boolean matches(byte[] frame) {
        return frame.length >= 8
                && (ByteBuffer.wrap(frame).getInt(0) == SOC_SIZ
                        || ByteBuffer.wrap(frame).getInt(4) == SIGNATURE_BOX);
    }

    static Jpeg2000Stream of(byte[] frame) {
        if (!matches(frame)) {
            throw Dataset.corrupt("its pixel data is not a JPEG 2000 codestream");
        }
        ByteBuffer in = ByteBuffer.wrap(frame);
        byte[] stream = in.getInt(0) == SOC_SIZ ? frame.clone() : unboxed(in);
        if (stream.length < SIZ_LENGTH + 4) {
            throw truncated();
        }
        in = ByteBuffer.wrap(stream);
        int components = in.getShort(COMPONENTS) & 0xFFFF;
        int depth = in.get(DEPTHS) & 0xFF;
        for (int i = 0; i < components; i++) {
            int at = DEPTHS + 3 * i;
            if (at + 3 > stream.length) {
                throw truncated();
            }
            if (stream[at] != (byte) depth || stream[at + 1] != 1 || stream[at + 2] != 1) {
                throw new BmdException(
                        Code.IMAGE_UNSUPPORTED,
                        "Expected JPEG 2000 with components of one depth and size, received others. Ask the archive for"
                                + " explicit little endian.");
            }
        }
        Walk walk = new Walk(in);
        int end = walk.end();
        return new Jpeg2000Stream(
                Arrays.copyOf(stream, end), components, (depth & 0x7F) + 1, depth >= 0x80, walk.transformed);
    }

    long width() {
        return size(SIZE) - size(SIZE + 8);
    }

    long height() {
        return size(SIZE + 4) - size(SIZE + 12);
    }

    long tilePixels() {
        return size(SIZE + 16) * size(SIZE + 20);
    }

    private long size(int at) {
        return ByteBuffer.wrap(bytes).getInt(at) & 0xFFFF_FFFFL;
    }

    /** The contents of the codestream box; a palette would change what the components are. */
    private static byte[] unboxed(ByteBuffer in) {
        for (long at = 0; at + 8 <= in.capacity(); ) {
            int head = 8;
            long length = in.getInt((int) at) & 0xFFFF_FFFFL;
            int type = in.getInt((int) at + 4);
            if (length == 1 && at + 16 <= in.capacity()) {
                length = in.getLong((int) at + 8);
                head = 16;
            } else if (length == 0) {
                length = in.capacity() - at;
            }
            if (length < head || length > in.capacity() - at) {
                throw truncated();
            }
            int start = (int) at + head;
            int end = (int) (at + length);
            if (type == CODESTREAM_BOX) {
                byte[] stream = Arrays.copyOfRange(in.array(), start, end);
                if (!matches(stream)) {
                    throw Dataset.corrupt("its JP2 box has no JPEG 2000 codestream");
                }
                return stream;
            }
            for (int i = start; type == HEADER_BOX && i + 8 <= end; i += Math.max(8, in.getInt(i))) {
                if (in.getInt(i + 4) == PALETTE_BOX) {
                    throw new BmdException(
                            Code.IMAGE_UNSUPPORTED,
                            "Expected JPEG 2000 of grey values, received one with a palette. Ask the archive for explicit"
                                    + " little endian.");
                }
            }
            at += length;
        }
        throw truncated();
    }

    private static BmdException truncated() {
        return new BmdException(
                Code.IMAGE_TRUNCATED, "The JPEG 2000 data ends before the DICOM picture does. Fetch the file again.");
    }

    /** Goes through the markers of the main header and from tile-part to tile-part. */
    private static final class Walk {

        private final ByteBuffer in;
        private final Map<Integer, Integer> parts = new HashMap<>();
        private boolean transformed;

        Walk(ByteBuffer in) {
            this.in = in;
        }

        /** Where the codestream ends, behind its end marker. */
        int end() {
            int first = header();
            int at = first;
            while (marker(at) == SOT) {
                parts.merge(tile(at), 1, Integer::sum);
                at = next(at);
            }
            if (marker(at) != EOC || at == first) {
                throw Dataset.corrupt("a tile-part of its JPEG 2000 picture is missing");
            }
            for (int part = first; part < at; part = next(part)) {
                in.put(part + 11, (byte) Math.min(255, parts.get(tile(part))));
            }
            return at + 2;
        }

        private int header() {
            int at = 2;
            while (marker(at) != SOT) {
                int marker = marker(at);
                need(at, 4);
                int length = in.getShort(at + 2) & 0xFFFF;
                if (marker >>> 8 != 0xFF || length < 2) {
                    throw Dataset.corrupt("the header of its JPEG 2000 picture cannot be read");
                }
                if (marker == CAP) {
                    throw new BmdException(
                            Code.IMAGE_UNSUPPORTED,
                            "Expected JPEG 2000 part 1, received High-Throughput JPEG 2000. Ask the archive for explicit"
                                    + " little endian.");
                }
                if (marker == COD) {
                    need(at, 9);
                    transformed = in.get(at + 8) == 1;
                }
                at += 2 + length;
            }
            return at;
        }

        /** A tile-part without length reaches to the end marker, which is the last one. */
        private int next(int at) {
            need(at, SOT_LENGTH);
            long length = in.getInt(at + 6) & 0xFFFF_FFFFL;
            if (length != 0 && length < SOT_LENGTH + 2) {
                throw Dataset.corrupt("a tile-part of its JPEG 2000 picture has no length");
            }
            if (length > 0) {
                need(at, length);
                return at + (int) length;
            }
            for (int end = in.capacity() - 2; end > at; end--) {
                if (marker(end) == EOC) {
                    return end;
                }
            }
            throw truncated();
        }

        private int tile(int at) {
            need(at, SOT_LENGTH);
            return in.getShort(at + 4) & 0xFFFF;
        }

        private int marker(int at) {
            need(at, 2);
            return in.getShort(at) & 0xFFFF;
        }

        private void need(int at, long length) {
            if (at + length > in.capacity()) {
                throw truncated();
            }
        }
    }
}
