package org.xattnbmd.sdk.internal.picture.jpeg;

import java.util.Arrays;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.internal.picture.ReadingSignal;

/**
 * The coefficients of a progressive picture of one component, which its scans bring in band by band and bit by bit (ITU-T T.81,
 * annex G, Huffman-coded). A picture of which a band or a bit does not come is none: nothing is left out of it.
 */
final class ProgressiveScans {

    /** What of the coefficients a scan brings: a band of them, down to a bit; {@code above} is 0 where it is the first. */
    record Scan(int from, int to, int above, int low) {}

    /** The greatest shift of a scan's first bits (G.1.1.1.2). */
    private static final int MOST_SHIFTED = 13;

    private static final int NOTHING_YET = MOST_SHIFTED + 1;

    private final int blocks;
    /** Block after block, each from the lowest frequencies to the highest. */
    private final short[] coefficients;
    /** Down to which bit each coefficient has come. */
    private final int[] come = new int[ExtendedJpeg.BLOCK];

    private EntropyReader in;
    private HuffmanTable table;
    private int low;
    private int previous;
    /** Blocks that are still to come without anything new in the band, this one included (G.1.2.2). */
    private int endOfBand;

    ProgressiveScans(int blocks) {
        this.blocks = blocks;
        coefficients = new short[blocks * ExtendedJpeg.BLOCK];
        Arrays.fill(come, NOTHING_YET);
    }

    boolean complete() {
        return Arrays.stream(come).max().orElseThrow() == 0;
    }

    /** Reads the data of a scan; {@code dc} or {@code ac} may be null where the scan does not need it. */
    void read(EntropyReader data, Scan scan, HuffmanTable dc, HuffmanTable ac, int restartInterval) {
        check(scan);
        boolean first = scan.above == 0;
        in = data;
        table = scan.from == 0 ? dc : ac;
        low = scan.low;
        if (table == null && (first || scan.from > 0)) {
            throw SegmentReader.corrupt("a JPEG scan whose tables are not there");
        }
        restart();
        for (int i = 0; i < blocks; i++) {
            if (i % 1024 == 0) {
                ReadingSignal.check();
            }
            if (restartInterval > 0 && i > 0 && i % restartInterval == 0) {
                in.restart();
                restart();
            }
            int block = i * ExtendedJpeg.BLOCK;
            if (scan.from == 0) {
                lowest(block, first);
            } else if (first) {
                band(block, scan);
            } else {
                refine(block, scan);
            }
        }
        if (endOfBand > 0) {
            throw SegmentReader.corrupt("a JPEG scan of more blocks than the picture");
        }
        Arrays.fill(come, scan.from, scan.to + 1, scan.low);
    }

    private void check(Scan scan) {
        boolean band = scan.from == 0 ? scan.to == 0 : scan.from <= scan.to && scan.to < ExtendedJpeg.BLOCK;
        boolean shift = scan.low <= MOST_SHIFTED && (scan.above == 0 || scan.above == scan.low + 1);
        int before = scan.above == 0 ? NOTHING_YET : scan.above;
        for (int i = scan.from; band && i <= scan.to; i++) {
            shift &= come[i] == before;
        }
        if (!band || !shift) {
            throw SegmentReader.corrupt("a JPEG scan of a band that cannot come there");
        }
    }

    private void restart() {
        previous = 0;
        endOfBand = 0;
    }

    /** The coefficient of frequency 0: its first bits (G.1.2.1), or one more. */
    private void lowest(int block, boolean first) {
        if (first) {
            previous += in.value(in.category(table));
            put(block, previous);
        } else {
            coefficients[block] |= (short) (in.bits(1) << low);
        }
    }

    /** The first bits of a band (G.1.2.2). */
    private void band(int block, Scan scan) {
        if (endOfBand > 0) {
            endOfBand--;
            return;
        }
        for (int at = scan.from; at <= scan.to; at++) {
            int symbol = in.symbol(table);
            int zeros = symbol >> 4;
            int category = symbol & 15;
            if (category == 0 && zeros < 15) {
                endOfBand = blocksWithout(zeros) - 1;
                return;
            }
            at += zeros;
            if (at > scan.to) {
                throw tooMany();
            }
            if (category > 0) {
                put(block + at, in.value(category));
            }
        }
    }

    /** One more bit of a band: of coefficients that are not 0 yet, and some that become 1 or -1 (G.1.2.3). */
    private void refine(int block, Scan scan) {
        int at = scan.from;
        while (endOfBand == 0 && at <= scan.to) {
            int symbol = in.symbol(table);
            int zeros = symbol >> 4;
            int category = symbol & 15;
            if (category > 1) {
                throw SegmentReader.corrupt("a coefficient that is refined by more than a bit");
            }
            if (category == 0 && zeros < 15) {
                endOfBand = blocksWithout(zeros);
                break;
            }
            int fresh = category == 0 ? 0 : in.bits(1) == 1 ? 1 : -1;
            for (; at <= scan.to && (coefficients[block + at] != 0 || zeros-- > 0); at++) {
                bit(block + at);
            }
            if (at > scan.to) {
                throw tooMany();
            }
            put(block + at, fresh);
            at++;
        }
        if (endOfBand > 0) {
            for (; at <= scan.to; at++) {
                bit(block + at);
            }
            endOfBand--;
        }
    }

    private int blocksWithout(int category) {
        return (1 << category) + (category == 0 ? 0 : in.bits(category));
    }

    /** The next bit of a coefficient, if that is not 0 yet. */
    private void bit(int place) {
        int value = coefficients[place];
        if (value != 0 && in.bits(1) == 1) {
            coefficients[place] = (short) (value + (value > 0 ? 1 << low : -1 << low));
        }
    }

    private void put(int place, int bits) {
        int value = bits << low;
        if (value >> low != bits || Math.abs(value) > Short.MAX_VALUE) {
            throw SegmentReader.corrupt("a coefficient of more than 16 bits");
        }
        coefficients[place] = (short) value;
    }

    private static BmdException tooMany() {
        return SegmentReader.corrupt("a JPEG block of more coefficients than its band");
    }

    /** The blocks of a picture that is complete, with the steps of its quantisation. */
    static final class Blocks implements ExtendedJpeg.BlockSource {

        private final short[] coefficients;
        private final int[] steps;
        private int at;

        Blocks(ProgressiveScans scans, int[] steps) {
            coefficients = scans.coefficients;
            this.steps = steps;
        }

        @Override
        public boolean next(double[] block) {
            boolean flat = true;
            for (int i = 0; i < ExtendedJpeg.BLOCK; i++) {
                int level = coefficients[at++];
                block[ExtendedJpeg.ZIGZAG[i]] = (double) level * steps[i];
                flat &= i == 0 || level == 0;
            }
            return !flat;
        }
    }
}
