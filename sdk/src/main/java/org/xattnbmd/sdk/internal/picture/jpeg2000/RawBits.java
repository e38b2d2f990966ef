package org.xattnbmd.sdk.internal.picture.jpeg2000;

/** Bits that bypass the arithmetic coder (D.6): a byte 0xFF is followed by one of seven bits, the end by ones. */
final class RawBits {

    private byte[] bytes;
    private int end;
    private int at;
    private int current;
    private int left;

    void start(byte[] from, int start, int stop) {
        bytes = from;
        at = start;
        end = stop;
        current = 0;
        left = 0;
    }

    int bit() {
        if (left == 0) {
            left = current == 0xFF ? 7 : 8;
            current = at < end ? bytes[at++] & 0xFF : 0xFF;
        }
        left--;
        return current >> left & 1;
    }
}
