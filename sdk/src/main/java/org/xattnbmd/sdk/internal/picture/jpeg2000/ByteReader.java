package org.xattnbmd.sdk.internal.picture.jpeg2000;

/** Reads big-endian numbers from a range of bytes, never past its end. */
final class ByteReader {

    private final byte[] bytes;
    private final int end;
    private int at;

    ByteReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return at;
    }

    int remaining() {
        return end - at;
    }

    int unsigned8() {
        need(1);
        return bytes[at++] & 0xFF;
    }

    int unsigned16() {
        return unsigned8() << 8 | unsigned8();
    }

    long unsigned32() {
        return (long) unsigned16() << 16 | unsigned16();
    }

    /** A number of 32 bits that is used as a coordinate or a size. */
    int coordinate() {
        long value = unsigned32();
        if (value > Integer.MAX_VALUE) {
            throw Failures.unsupported("of coordinates below 2^31", "larger ones");
        }
        return (int) value;
    }

    /** The next two bytes without going on, -1 at the end. */
    int peek16() {
        return remaining() < 2 ? -1 : (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    void skip(long count) {
        need(count);
        at += (int) count;
    }

    /** A reader of the next bytes, which this one skips. */
    ByteReader slice(long count) {
        int start = at;
        skip(count);
        return new ByteReader(bytes, start, at);
    }

    private void need(long count) {
        if (count < 0 || count > remaining()) {
            throw Failures.truncated();
        }
    }
}
