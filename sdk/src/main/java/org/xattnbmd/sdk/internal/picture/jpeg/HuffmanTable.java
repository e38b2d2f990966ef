package org.xattnbmd.sdk.internal.picture.jpeg;

/** A JPEG Huffman table (ITU-T T.81, annex C), as limits of the codes of each length. */
final class HuffmanTable {

    /** For each code length, one above the largest code, aligned to 16 bits; 0 where there is none. */
    private final int[] limits = new int[17];

    private final int[] offsets = new int[17];
    private final int[] values;

    private HuffmanTable(int[] counts, int[] values) {
        this.values = values;
        int code = 0;
        int index = 0;
        for (int length = 1; length <= 16; length++) {
            offsets[length] = index - code;
            code += counts[length];
            index += counts[length];
            if (code > 1 << length) {
                throw SegmentReader.corrupt("a Huffman table with too many codes");
            }
            limits[length] = code << (16 - length);
            code <<= 1;
        }
    }

    /** Reads counts and values of one table from its segment (B.2.4.2). */
    static HuffmanTable read(SegmentReader segment) {
        int[] counts = new int[17];
        int total = 0;
        for (int length = 1; length <= 16; length++) {
            counts[length] = segment.unsigned8();
            total += counts[length];
        }
        int[] values = new int[total];
        for (int i = 0; i < total; i++) {
            values[i] = segment.unsigned8();
        }
        return new HuffmanTable(counts, values);
    }

    /** Length of the code that the next 16 bits start with; 17 if they start with none. */
    int length(int next16) {
        int length = 1;
        while (length <= 16 && next16 >= limits[length]) {
            length++;
        }
        return length;
    }

    /** Value of the code of this length at the front of the next 16 bits. */
    int value(int next16, int length) {
        return values[offsets[length] + (next16 >> (16 - length))];
    }
}
