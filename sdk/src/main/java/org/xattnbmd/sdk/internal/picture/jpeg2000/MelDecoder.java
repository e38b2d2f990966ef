package org.xattnbmd.sdk.internal.picture.jpeg2000;

/** The adaptive run-length decoder of an HT cleanup segment (T.814, 7.1.3 and 7.3.3). */
final class MelDecoder {

    /** Table 2: exponents of the runs by state. */
    private static final int[] EXPONENTS = {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5};

    private byte[] bytes;
    private int at;
    private int end;
    private int current;
    private int left;
    private int state;
    private int run;
    private boolean one;

    /** @param stop the segment's end; its last byte counts as 0xFF and the low half of the one before as ones */
    void start(byte[] from, int start, int stop) {
        bytes = from;
        at = start;
        end = stop;
        current = 0;
        left = 0;
        state = 0;
        run = 0;
        one = false;
    }

    int symbol() {
        if (run == 0 && !one) {
            int exponent = EXPONENTS[state];
            if (bit() == 1) {
                run = 1 << exponent;
                state = Math.min(EXPONENTS.length - 1, state + 1);
            } else {
                for (int i = 0; i < exponent; i++) {
                    run = run << 1 | bit();
                }
                state = Math.max(0, state - 1);
                one = true;
            }
        }
        if (run > 0) {
            run--;
            return 0;
        }
        one = false;
        return 1;
    }

    private int bit() {
        if (left == 0) {
            left = current == 0xFF ? 7 : 8;
            current = at >= end - 1 ? 0xFF : bytes[at] & 0xFF | (at == end - 2 ? 0xF : 0);
            at++;
        }
        left--;
        return current >> left & 1;
    }
}
