package org.xattnbmd.sdk.internal.picture.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bits of a JPEG-LS scan: a byte behind 0xFF has seven of them and begins with a stuffed 0, and 0xFF with anything else is a
 * marker, which ends the data (ITU-T T.87, A.1 and C.1).
 */
final class JpegLsBits {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long LOW = 0x0101_0101_0101_0101L;
    private static final long HIGH = 0x8080_8080_8080_8080L;
    private static final int ENOUGH = Long.SIZE - Byte.SIZE;

    private final byte[] bytes;
    private int at;
    /** The next bits, from the highest on; zeros behind them. */
    private long next;

    private int available;
    private boolean stuffed;

    JpegLsBits(byte[] bytes, int start) {
        this.bytes = bytes;
        at = start;
    }

    /** Zeros before the next 1, which is taken too; there may be {@code most} of them, at most 56. */
    int zeros(int most) {
        if (available <= ENOUGH) {
            fill();
        }
        int zeros = Long.numberOfLeadingZeros(next);
        if (zeros > most && available > most) {
            throw SegmentReader.corrupt("a JPEG-LS code is longer than any");
        }
        take(zeros + 1);
        return zeros;
    }

    /** A number of 0 to 31 bits. */
    int read(int count) {
        if (count > available) {
            fill();
        }
        int value = (int) (next >>> 1 >>> Long.SIZE - 1 - count);
        take(count);
        return value;
    }

    /** Begins anew behind the next restart marker, which is to be the one of this number. */
    void restart(int number) {
        int marker = end();
        while (marker + 1 < bytes.length && bytes[marker + 1] == (byte) 0xFF) {
            marker++;
        }
        if (marker + 1 >= bytes.length) {
            throw SegmentReader.truncated();
        }
        if ((bytes[marker + 1] & 0xFF) != 0xD0 + number % 8) {
            throw SegmentReader.corrupt("a JPEG restart marker is missing");
        }
        at = marker + 2;
        next = 0;
        available = 0;
        stuffed = false;
    }

    /** Where the marker behind the data begins; only filling may be left before it. */
    int end() {
        fill();
        // The rest of a byte, and behind 0xFF another one.
        if (available >= 2 * Byte.SIZE || !ended()) {
            throw SegmentReader.corrupt("its JPEG-LS has more data than pixels");
        }
        return at;
    }

    private boolean ended() {
        return at >= bytes.length
                || bytes[at] == (byte) 0xFF && !stuffed && (at + 1 == bytes.length || bytes[at + 1] < 0);
    }

    private void take(int count) {
        if (count > available) {
            throw SegmentReader.truncated();
        }
        next <<= count;
        available -= count;
    }

    private void fill() {
        if (!stuffed && at + Long.BYTES <= bytes.length) {
            long eight = (long) LONGS.get(bytes, at);
            boolean plain = ((eight & ~HIGH) + LOW & eight & HIGH) == 0;
            int count = Long.SIZE - available >> 3;
            if (plain && count > 0) {
                next |= (eight & -1L << Long.SIZE - 8 * count) >>> available;
                at += count;
                available += 8 * count;
                return;
            }
        }
        while (available <= ENOUGH && !ended()) {
            int bits = stuffed ? Byte.SIZE - 1 : Byte.SIZE;
            next |= (long) (bytes[at] & 0xFF) << Long.SIZE - bits - available;
            available += bits;
            stuffed = bytes[at] == (byte) 0xFF;
            at++;
        }
    }
}
