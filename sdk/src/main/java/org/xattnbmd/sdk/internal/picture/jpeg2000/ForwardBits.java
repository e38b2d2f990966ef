package org.xattnbmd.sdk.internal.picture.jpeg2000;

/** Bits of an HT segment that is read forwards, the low ones of a byte first; after 0xFF a byte has seven (T.814, 7.1). */
final class ForwardBits {

    private byte[] bytes;
    private int at;
    private int end;
    private int behind;
    private long buffer;
    private int left;
    private boolean stuffed;

    /** @param fill what is read behind the end */
    void start(byte[] from, int start, int stop, int fill) {
        bytes = from;
        at = start;
        end = stop;
        behind = fill;
        buffer = 0;
        left = 0;
        stuffed = false;
    }

    /** At most 31 bits. */
    int bits(int count) {
        while (left < count) {
            int next = at < end ? bytes[at] & 0xFF : behind;
            at++;
            buffer |= (long) (stuffed ? next & 0x7F : next) << left;
            left += stuffed ? 7 : 8;
            stuffed = next == 0xFF;
        }
        int value = (int) buffer & (1 << count) - 1;
        buffer >>>= count;
        left -= count;
        return value;
    }

    /** Whether more was read than the one byte that an encoder may leave out. */
    boolean overrun() {
        return at > end + 1;
    }
}
