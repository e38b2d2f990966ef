package org.xattnbmd.sdk.internal.picture.jpeg2000;

/** The exponents u_q of two quads side by side, whose prefixes, suffixes and extensions take turns (T.814, 7.3.6, table 3). */
final class HtExponents {

    private static final int LONG_SUFFIX = 28;

    private HtExponents() {}

    /** Both exponents, the first in the high half; 0 for a quad that has none. */
    static long firstRow(int firstHas, int secondHas, MelDecoder mel, BackwardBits in) {
        if (firstHas + secondHas < 2) {
            return otherRows(firstHas, secondHas, in);
        }
        if (mel.symbol() == 1) {
            return otherRows(1, 1, in) + (2L << 32 | 2);
        }
        int first = prefix(in);
        if (first <= 2) {
            int second = prefix(in);
            return pair(first, second, in);
        }
        int second = in.bits(1) + 1;
        return pair(first, second, in);
    }

    static long otherRows(int firstHas, int secondHas, BackwardBits in) {
        int first = firstHas == 0 ? 0 : prefix(in);
        int second = secondHas == 0 ? 0 : prefix(in);
        return pair(first, second, in);
    }

    private static long pair(int firstPrefix, int secondPrefix, BackwardBits in) {
        int first = suffix(firstPrefix, in);
        int second = suffix(secondPrefix, in);
        long extended = firstPrefix + first + (first >= LONG_SUFFIX ? 4 * in.bits(4) : 0);
        return extended << 32 | secondPrefix + second + (second >= LONG_SUFFIX ? 4 * in.bits(4) : 0);
    }

    private static int prefix(BackwardBits in) {
        if (in.bits(1) == 1) {
            return 1;
        }
        if (in.bits(1) == 1) {
            return 2;
        }
        return in.bits(1) == 1 ? 3 : 5;
    }

    private static int suffix(int prefix, BackwardBits in) {
        return prefix < 3 ? 0 : in.bits(prefix == 3 ? 1 : 5);
    }
}
