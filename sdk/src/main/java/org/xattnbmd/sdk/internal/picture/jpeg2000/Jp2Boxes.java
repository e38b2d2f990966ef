package org.xattnbmd.sdk.internal.picture.jpeg2000;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The boxes of a JP2 file around a codestream (T.800, annex I). */
final class Jp2Boxes {

    private static final int SIGNATURE_BOX = 0x6A502020;
    private static final int CODESTREAM_BOX = 0x6A703263;
    private static final int HEADER_BOX = 0x6A703268;
    private static final int PALETTE_BOX = 0x70636C72;

    private Jp2Boxes() {}

    static boolean matches(byte[] bytes) {
        return bytes.length >= 8 && ByteBuffer.wrap(bytes).getInt(4) == SIGNATURE_BOX;
    }

    /** The contents of the codestream box; a palette would change what the components are. */
    static byte[] codestream(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
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
                throw Failures.truncated();
            }
            int start = (int) at + head;
            int end = (int) (at + length);
            if (type == CODESTREAM_BOX) {
                return Arrays.copyOfRange(bytes, start, end);
            }
            if (type == HEADER_BOX) {
                refusePalette(in, start, end);
            }
            at += length;
        }
        throw Failures.truncated();
    }

    private static void refusePalette(ByteBuffer in, int start, int end) {
        for (long at = start; at + 8 <= end; at += Math.max(8, in.getInt((int) at))) {
            if (in.getInt((int) at + 4) == PALETTE_BOX) {
                throw Failures.unsupported("of grey values", "one with a palette");
            }
        }
    }
}
