package org.xattnbmd.sdk.internal.picture.jpeg2000;

/** The bits of a packet's header (B.10.1): a byte 0xFF is followed by one of seven bits. */
final class HeaderBits {

    private final ByteReader in;
    private int current;
    private int left;

    HeaderBits(ByteReader in) {
        this.in = in;
    }

    int bit() {
        if (left == 0) {
            left = current == 0xFF ? 7 : 8;
            current = in.unsigned8();
        }
        left--;
        return current >> left & 1;
    }

    /** At most 31 bits. */
    int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    /** Goes to the next byte; the one after 0xFF belongs to the header though it holds nothing. */
    void align() {
        if (current == 0xFF) {
            in.skip(1);
        }
        current = 0;
        left = 0;
    }

    /** The number of coding passes (table B.4). */
    int passes() {
        if (bit() == 0) {
            return 1;
        }
        if (bit() == 0) {
            return 2;
        }
        int more = bits(2);
        if (more < 3) {
            return 3 + more;
        }
        more = bits(5);
        return more < 31 ? 6 + more : 37 + bits(7);
    }
}
