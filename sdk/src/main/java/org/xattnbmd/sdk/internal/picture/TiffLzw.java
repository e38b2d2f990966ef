package org.xattnbmd.sdk.internal.picture;

/** TIFF's LZW (TIFF 6.0, section 13): codes of 9 to 12 bits, most significant bit first, widened one code early. */
final class TiffLzw {

    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int FIRST = 258;
    private static final int CODES = 4096;

    private final int[] prefixes = new int[CODES];
    private final byte[] lasts = new byte[CODES];
    private final byte[] firsts = new byte[CODES];
    private final int[] lengths = new int[CODES];

    private TiffLzw() {
        for (int code = 0; code < CLEAR; code++) {
            lasts[code] = (byte) code;
            firsts[code] = (byte) code;
            lengths[code] = 1;
        }
    }

    /** Fills {@code out} from the codes between {@code at} and {@code end}; refused if they do not suffice. */
    static void unpack(byte[] bytes, int at, int end, byte[] out) {
        new TiffLzw().run(bytes, at, end, out);
    }

    private void run(byte[] bytes, int start, int end, byte[] out) {
        int at = start;
        int bits = 0;
        int available = 0;
        int width = 9;
        int next = FIRST;
        int before = -1;
        int filled = 0;
        while (filled < out.length) {
            while (available < width) {
                if (at >= end) {
                    throw TiffDifferences.truncated();
                }
                bits = bits << 8 | bytes[at++] & 0xFF;
                available += 8;
            }
            available -= width;
            int code = bits >>> available & (1 << width) - 1;
            if (code == END) {
                throw TiffDifferences.truncated();
            }
            if (code == CLEAR) {
                width = 9;
                next = FIRST;
                before = -1;
                continue;
            }
            if (code > next
                    || code == next && before < 0
                    || before < 0 && code > CLEAR
                    || next == CODES && code == next) {
                throw TiffDirectory.corrupt("a code that its LZW table does not have");
            }
            if (before >= 0 && next < CODES) {
                prefixes[next] = before;
                firsts[next] = firsts[before];
                lasts[next] = code == next ? firsts[before] : firsts[code];
                lengths[next] = lengths[before] + 1;
                next++;
            }
            filled = write(code, out, filled);
            before = code;
            if (next == (1 << width) - 1 && width < 12) {
                width++;
            }
        }
    }

    /** Writes a code's string from its end; what does not fit is left out. */
    private int write(int code, byte[] out, int start) {
        int end = start + lengths[code];
        for (int at = end - 1, rest = code; at >= start; at--, rest = prefixes[rest]) {
            if (at < out.length) {
                out[at] = lasts[rest];
            }
        }
        return Math.min(end, out.length);
    }
}
