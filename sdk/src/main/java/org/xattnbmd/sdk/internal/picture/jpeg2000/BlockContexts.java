package org.xattnbmd.sdk.internal.picture.jpeg2000;

/** The contexts in which the bits of a coefficient are coded (D.3), by its neighbours, as tables. */
final class BlockContexts {

    static final int COUNT = 19;
    /** Whether any of four insignificant coefficients becomes significant. */
    static final int RUN = 17;
    /** Where in a run, and segmentation symbols. */
    static final int UNIFORM = 18;
    /** The first refinement of a coefficient without, and with, significant neighbours, and later ones. */
    static final int REFINED_ALONE = 14;

    static final int REFINED_FIRST = 15;
    static final int REFINED_AGAIN = 16;

    private static final int SIGN = 9;
    /** Where in a sign's entry the bit is that it is changed by. */
    static final int FLIP = 7;

    /** Neighbours by rows, from the upper left to the lower right; bit 4 is the coefficient itself. */
    private static final byte[][] SIGNIFICANCE = {new byte[512], new byte[512], new byte[512]};

    /** By significance of left, right, upper and lower neighbour, then whether each is negative. */
    private static final byte[] SIGNS = new byte[256];

    static {
        for (int i = 0; i < 512; i++) {
            int across = (i >> 3 & 1) + (i >> 5 & 1);
            int down = (i >> 1 & 1) + (i >> 7 & 1);
            int diagonal = (i & 1) + (i >> 2 & 1) + (i >> 6 & 1) + (i >> 8 & 1);
            SIGNIFICANCE[0][i] = (byte) straight(across, down, diagonal);
            SIGNIFICANCE[1][i] = (byte) straight(down, across, diagonal);
            SIGNIFICANCE[2][i] = (byte) diagonal(across + down, diagonal);
        }
        for (int i = 0; i < 256; i++) {
            int across = Integer.signum(contribution(i, 0) + contribution(i, 1));
            int down = Integer.signum(contribution(i, 2) + contribution(i, 3));
            // Table D.3 is symmetric to its middle, with the sign flipped.
            int row = 3 * across + down;
            SIGNS[i] = (byte) (SIGN + Math.abs(row) | (row < 0 ? 1 << FLIP : 0));
        }
    }

    private BlockContexts() {}

    /** By the nine bits of a neighbourhood, for one kind of subband (table D.1). */
    static byte[] significance(int band) {
        return SIGNIFICANCE[band == Subband.HIGH ? 2 : band == Subband.HIGH_ACROSS ? 1 : 0];
    }

    /** The entries: a context in the low bits, the flip at {@link #FLIP}. */
    static byte[] signs() {
        return SIGNS;
    }

    private static int straight(int along, int across, int diagonal) {
        return switch (along) {
            case 2 -> 8;
            case 1 -> across > 0 ? 7 : diagonal > 0 ? 6 : 5;
            default -> across > 0 ? 2 + across : Math.min(2, diagonal);
        };
    }

    private static int diagonal(int straight, int diagonal) {
        return switch (diagonal) {
            case 0 -> Math.min(2, straight);
            case 1 -> 3 + Math.min(2, straight);
            case 2 -> straight > 0 ? 7 : 6;
            default -> 8;
        };
    }

    private static int contribution(int index, int neighbour) {
        return (index >> neighbour & 1) == 0 ? 0 : (index >> 4 + neighbour & 1) == 0 ? 1 : -1;
    }
}
