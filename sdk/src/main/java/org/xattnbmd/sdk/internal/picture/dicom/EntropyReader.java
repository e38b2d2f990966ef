package org.xattnbmd.sdk.internal.picture.dicom;

import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;

/** The bits of a JPEG scan: stuffed bytes are taken out, and a marker ends the data (ITU-T T.81, F.2.2). */
public final class EntropyReader {

    private final byte[] bytes;
    private int at;
    private long bits;
    private int available;
    /** Zero bits that were supplied beyond the data, to look ahead; using one of them is an error. */
    private int supplied;

    EntropyReader(byte[] bytes, int start) {
        this.bytes = bytes;
        this.at = start;
    }

    /** The next coded difference (H.1.2.2): its category by Huffman code, then that many bits. */
    int difference(HuffmanTable table) {
        fill();
        int next = (int) (bits >>> (available - 16)) & 0xFFFF;
        int length = table.length(next);
        if (length > 16) {
            throw Dataset.corrupt("a code that its Huffman table does not have");
        }
        int category = table.value(next, length);
        consume(length);
        if (category == 0) {
            return 0;
        }
        if (category == 16) {
            return 1 << 15;
        }
        if (category > 16) {
            throw Dataset.corrupt("a difference of " + category + " bits");
        }
        fill();
        int value = (int) (bits >>> (available - category)) & (1 << category) - 1;
        consume(category);
        return value < 1 << (category - 1) ? value - (1 << category) + 1 : value;
    }

    /** Skips to behind the next restart marker. */
    void restart() {
        bits = 0;
        available = 0;
        supplied = 0;
        if (at + 1 >= bytes.length) {
            throw truncated();
        }
        if (bytes[at] != (byte) 0xFF || (bytes[at + 1] & 0xF8) != 0xD0) {
            throw Dataset.corrupt("a JPEG restart marker is missing");
        }
        at += 2;
    }

    private void fill() {
        while (available <= 48) {
            int next = 0;
            boolean data = at < bytes.length && bytes[at] != (byte) 0xFF;
            boolean stuffed = at + 1 < bytes.length && bytes[at] == (byte) 0xFF && bytes[at + 1] == 0;
            if (data || stuffed) {
                next = bytes[at] & 0xFF;
                at += stuffed ? 2 : 1;
            } else {
                supplied += 8;
            }
            bits = bits << 8 | next;
            available += 8;
        }
    }

    private void consume(int count) {
        available -= count;
        if (available < supplied) {
            throw truncated();
        }
    }

    private static BmdException truncated() {
        return new BmdException(
                Code.IMAGE_TRUNCATED, "The lossless JPEG ends before the DICOM picture does. Fetch the file again.");
    }
}
