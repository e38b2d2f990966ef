package org.xattnbmd.sdk.internal.picture.jpeg;

/** The bits of a JPEG scan: stuffed bytes are taken out, and a marker ends the data (ITU-T T.81, F.2.2). */
final class EntropyReader {

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

    /** The next coded difference of lossless coding (H.1.2.2): its category by Huffman code, then that many bits. */
    int difference(HuffmanTable table) {
        int category = symbol(table);
        if (category == 16) {
            return 1 << 15;
        }
        if (category > 16) {
            throw SegmentReader.corrupt("a difference of " + category + " bits");
        }
        return value(category);
    }

    /** What the next Huffman code stands for. */
    int symbol(HuffmanTable table) {
        fill();
        int next = (int) (bits >>> (available - 16)) & 0xFFFF;
        int length = table.length(next);
        if (length > 16) {
            throw SegmentReader.corrupt("a code that its Huffman table does not have");
        }
        consume(length);
        return table.value(next, length);
    }

    /** The next code of cosine coding: the category of a coefficient, 0 to 15. */
    int category(HuffmanTable table) {
        int category = symbol(table);
        if (category > 15) {
            throw SegmentReader.corrupt("a coefficient of " + category + " bits");
        }
        return category;
    }

    /** The number of a category from 0 to 15, in that many bits (F.1.2.1). */
    int value(int category) {
        if (category == 0) {
            return 0;
        }
        int value = bits(category);
        return value < 1 << (category - 1) ? value - (1 << category) + 1 : value;
    }

    /** The next 1 to 16 bits. */
    int bits(int count) {
        fill();
        int value = (int) (bits >>> (available - count)) & (1 << count) - 1;
        consume(count);
        return value;
    }

    /** Where the marker behind the scan's data is. */
    int marker() {
        while (at + 1 < bytes.length && (bytes[at] != (byte) 0xFF || bytes[at + 1] == 0)) {
            at++;
        }
        return at;
    }

    /** Skips to behind the next restart marker. */
    void restart() {
        bits = 0;
        available = 0;
        supplied = 0;
        if (at + 1 >= bytes.length) {
            throw SegmentReader.truncated();
        }
        if (bytes[at] != (byte) 0xFF || (bytes[at + 1] & 0xF8) != 0xD0) {
            throw SegmentReader.corrupt("a JPEG restart marker is missing");
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
            throw SegmentReader.truncated();
        }
    }
}
