package org.xattnbmd.sdk.internal.picture.jpeg2000;

/**
 * How a component is coded: the parameters of COD and COC (tables A.15 and A.20).
 *
 * @param levels of the wavelet transform, 0 to 32
 * @param blockWidth exponent of the width of code-blocks
 * @param blockHeight exponent of their height
 * @param blockStyle bits of table A.19
 * @param reversible whether the wavelet is the 5/3 rather than the 9/7 one
 * @param precincts by resolution, exponents of width in the low and of height in the high four bits; not changed
 */
record CodingStyle(int levels, int blockWidth, int blockHeight, int blockStyle, boolean reversible, byte[] precincts) {

    static final int BYPASS = 1;
    static final int RESET = 2;
    static final int TERMINATE = 4;
    static final int CAUSAL = 8;
    static final int SEGMENTATION = 32;

    /** The coder of T.814, which knows no other style but {@link #CAUSAL}. */
    static final int HIGH_THROUGHPUT = 64;

    private static final int KNOWN_STYLES = 63;
    private static final int MOST_LEVELS = 32;
    private static final byte UNDIVIDED = (byte) 0xFF;

    static CodingStyle read(ByteReader in, boolean ownPrecincts) {
        int levels = in.unsigned8();
        int blockWidth = in.unsigned8() + 2;
        int blockHeight = in.unsigned8() + 2;
        int blockStyle = in.unsigned8();
        int transform = in.unsigned8();
        if (levels > MOST_LEVELS || blockWidth > 10 || blockHeight > 10 || blockWidth + blockHeight > 12) {
            throw Failures.corrupt(
                    "it has " + levels + " levels and code-blocks of 2^" + blockWidth + " by 2^" + blockHeight);
        }
        boolean highThroughput = (blockStyle & ~CAUSAL) == HIGH_THROUGHPUT;
        if (blockStyle > KNOWN_STYLES && !highThroughput || transform > 1) {
            throw Failures.unsupported("part 1", "another block coder or wavelet");
        }
        byte[] precincts = new byte[levels + 1];
        for (int r = 0; r <= levels; r++) {
            precincts[r] = ownPrecincts ? (byte) in.unsigned8() : UNDIVIDED;
            if (r > 0 && ((precincts[r] & 0xF) == 0 || (precincts[r] & 0xF0) == 0)) {
                throw Failures.corrupt("it has precincts of one sample");
            }
        }
        return new CodingStyle(levels, blockWidth, blockHeight, blockStyle, transform == 1, precincts);
    }

    boolean has(int style) {
        return (blockStyle & style) != 0;
    }

    int precinctWidth(int resolution) {
        return precincts[resolution] & 0xF;
    }

    int precinctHeight(int resolution) {
        return precincts[resolution] >> 4 & 0xF;
    }
}
