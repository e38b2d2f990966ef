package org.xattnbmd.sdk.internal.picture.jpeg2000;

/** The MQ arithmetic decoder (annex C) with its adaptive contexts. Behind the end of its bytes it reads ones, as C.3.4 asks. */
final class MqDecoder {

    /** Table C.2: probability, next state after the more and after the less probable symbol, whether the sense switches. */
    private static final int[][] STATES = {
        {0x5601, 1, 1, 1}, {0x3401, 2, 6, 0}, {0x1801, 3, 9, 0}, {0x0AC1, 4, 12, 0}, {0x0521, 5, 29, 0},
        {0x0221, 38, 33, 0}, {0x5601, 7, 6, 1}, {0x5401, 8, 14, 0}, {0x4801, 9, 14, 0}, {0x3801, 10, 14, 0},
        {0x3001, 11, 17, 0}, {0x2401, 12, 18, 0}, {0x1C01, 13, 20, 0}, {0x1601, 29, 21, 0}, {0x5601, 15, 14, 1},
        {0x5401, 16, 14, 0}, {0x5101, 17, 15, 0}, {0x4801, 18, 16, 0}, {0x3801, 19, 17, 0}, {0x3401, 20, 18, 0},
        {0x3001, 21, 19, 0}, {0x2801, 22, 19, 0}, {0x2401, 23, 20, 0}, {0x2201, 24, 21, 0}, {0x1C01, 25, 22, 0},
        {0x1801, 26, 23, 0}, {0x1601, 27, 24, 0}, {0x1401, 28, 25, 0}, {0x1201, 29, 26, 0}, {0x1101, 30, 27, 0},
        {0x0AC1, 31, 28, 0}, {0x09C1, 32, 29, 0}, {0x08A1, 33, 30, 0}, {0x0521, 34, 31, 0}, {0x0441, 35, 32, 0},
        {0x02A1, 36, 33, 0}, {0x0221, 37, 34, 0}, {0x0141, 38, 35, 0}, {0x0111, 39, 36, 0}, {0x0085, 40, 37, 0},
        {0x0049, 41, 38, 0}, {0x0025, 42, 39, 0}, {0x0015, 43, 40, 0}, {0x0009, 44, 41, 0}, {0x0005, 45, 42, 0},
        {0x0001, 45, 43, 0}, {0x5601, 46, 46, 0}
    };

    /** Probabilities by twice the state and the more probable symbol; the same for what follows it. */
    private static final int[] PROBABILITY = new int[2 * STATES.length];

    private static final byte[] AFTER_MORE = new byte[2 * STATES.length];
    private static final byte[] AFTER_LESS = new byte[2 * STATES.length];

    static {
        for (int i = 0; i < PROBABILITY.length; i++) {
            int[] state = STATES[i / 2];
            int symbol = i % 2;
            PROBABILITY[i] = state[0];
            AFTER_MORE[i] = (byte) (2 * state[1] + symbol);
            AFTER_LESS[i] = (byte) (2 * state[2] + (symbol ^ state[3]));
        }
    }

    private final byte[] contexts;
    private byte[] bytes;
    private int end;
    private int at;
    private int code;
    private int interval;
    private int shifts;

    MqDecoder(int contexts) {
        this.contexts = new byte[contexts];
    }

    void reset(int context, int state) {
        contexts[context] = (byte) (2 * state);
    }

    /** INITDEC. */
    void start(byte[] from, int start, int stop) {
        bytes = from;
        at = start;
        end = stop;
        code = at(at) << 16;
        fill();
        code <<= 7;
        shifts -= 7;
        interval = 0x8000;
    }

    /** DECODE: the next symbol in a context. */
    int decode(int context) {
        int state = contexts[context];
        int probability = PROBABILITY[state];
        interval -= probability;
        if (code >>> 16 >= probability) {
            code -= probability << 16;
            if ((interval & 0x8000) != 0) {
                return state & 1;
            }
            return exchange(context, state, interval < probability);
        }
        boolean swapped = interval < probability;
        interval = probability;
        return exchange(context, state, !swapped);
    }

    /** MPS_EXCHANGE and LPS_EXCHANGE, then RENORMD. */
    private int exchange(int context, int state, boolean less) {
        int symbol = less ? state & 1 ^ 1 : state & 1;
        contexts[context] = less ? AFTER_LESS[state] : AFTER_MORE[state];
        do {
            if (shifts == 0) {
                fill();
            }
            int count = Math.min(shifts, Integer.numberOfLeadingZeros(interval) - 16);
            interval <<= count;
            code <<= count;
            shifts -= count;
        } while ((interval & 0x8000) == 0);
        return symbol;
    }

    /** BYTEIN. */
    private void fill() {
        if (at(at) == 0xFF) {
            int next = at(at + 1);
            if (next > 0x8F) {
                code += 0xFF00;
                shifts = 8;
            } else {
                at++;
                code += next << 9;
                shifts = 7;
            }
        } else {
            at++;
            code += at(at) << 8;
            shifts = 8;
        }
    }

    private int at(int place) {
        return place < end ? bytes[place] & 0xFF : 0xFF;
    }
}
