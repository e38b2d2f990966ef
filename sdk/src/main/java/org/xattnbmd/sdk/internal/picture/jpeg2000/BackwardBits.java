package org.xattnbmd.sdk.internal.picture.jpeg2000;

/**
 * Bits of an HT segment that is read backwards, the low ones of a byte first; a byte of which the low seven bits are ones has only
 * these if the byte read before is above 0x8F (T.814, 7.1). Behind the end there are zeros.
 */
final class BackwardBits {

    private byte[] bytes;
    private int at;
    private int first;
    private long buffer;
    private int left;
    private int last;

    /** @param stop the place of the byte that is read first */
    void start(byte[] from, int start, int stop) {
        bytes = from;
        first = start;
        at = stop;
        buffer = 0;
        left = 0;
        last = 0xFF;
    }

    /** Of a cleanup segment, which begins with the high half of its last byte but one. */
    void startWithHalf(byte[] from, int start, int half) {
        start(from, start, half - 1);
        last = from[half] & 0xFF | 0xF;
        buffer = last >> 4;
        left = (buffer & 7) == 7 ? 3 : 4;
        buffer &= (1 << left) - 1;
    }

    /** The next bits, which stay to be read. */
    int peek(int count) {
        while (left < count) {
            int next = at >= first ? bytes[at] & 0xFF : 0;
            at--;
            boolean stuffed = last > 0x8F && (next & 0x7F) == 0x7F;
            buffer |= (long) (stuffed ? next & 0x7F : next) << left;
            left += stuffed ? 7 : 8;
            last = next;
        }
        return (int) buffer & (1 << count) - 1;
    }

    void skip(int count) {
        buffer >>>= count;
        left -= count;
    }

    int bits(int count) {
        int value = peek(count);
        skip(count);
        return value;
    }
}
