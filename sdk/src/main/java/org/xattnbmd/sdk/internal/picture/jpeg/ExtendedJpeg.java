package org.xattnbmd.sdk.internal.picture.jpeg;

import java.util.Arrays;
import org.xattnbmd.sdk.internal.picture.JpegFile;
import org.xattnbmd.sdk.internal.picture.ReadingSignal;

/**
 * JPEG with cosine transform, Huffman-coded, one component of 12 bits: sequential (process 4) or progressive (8 and 12, which DICOM
 * has retired). Format: ITU-T T.81, annexes A, B, F and G. Written here because the JDK's decoder and OpenCV's have 8 bits only,
 * and nothing maintained on Maven Central has more in pure Java.
 *
 * @param pixels decoded values, of 12 bits
 */
public record ExtendedJpeg(short[] pixels, int width, int height) {

    /** Bits of a value. */
    public static final int PRECISION = 12;

    /** How far a value may lie above the largest of the picture that was coded, beside a sharp edge of what is brightest. */
    public static final int OVERSHOOT = 256;

    private static final int LARGEST = (1 << PRECISION) - 1;
    private static final int MIDDLE = 1 << PRECISION - 1;
    private static final int SOF1 = 0xC1;
    private static final int SOF2 = 0xC2;
    private static final int DQT = 0xDB;
    private static final int SIDE = 8;
    static final int BLOCK = SIDE * SIDE;

    /** The order of coefficients, from the lowest frequencies to the highest: place in the block by place in the stream (A.6). */
    static final int[] ZIGZAG = zigzag();

    public static ExtendedJpeg decode(byte[] bytes) {
        return new Decoder(bytes).decode();
    }

    private static int[] zigzag() {
        int[] places = new int[BLOCK];
        int at = 0;
        for (int diagonal = 0; diagonal < 2 * SIDE - 1; diagonal++) {
            int from = Math.max(0, diagonal - SIDE + 1);
            int to = Math.min(diagonal, SIDE - 1);
            for (int i = from; i <= to; i++) {
                int row = diagonal % 2 == 0 ? diagonal - i : i;
                places[at++] = row * SIDE + diagonal - row;
            }
        }
        return places;
    }

    private static final class Decoder {

        private final byte[] bytes;
        private final SegmentReader segment;
        private final int[][] quantisation = new int[4][];
        private final HuffmanTable[] first = new HuffmanTable[4];
        private final HuffmanTable[] others = new HuffmanTable[4];
        private FrameHeader frame;
        private boolean progressive;
        private int restartInterval;
        private short[] pixels;
        private ProgressiveScans scans;
        private int scansRead;
        private int[] stepsOfFirstScan;

        Decoder(byte[] bytes) {
            this.bytes = bytes;
            segment = new SegmentReader(bytes);
        }

        ExtendedJpeg decode() {
            while (true) {
                int marker = segment.next();
                switch (marker) {
                    case SOF1, SOF2 -> frame(marker);
                    case DQT -> quantisationTables();
                    case SegmentReader.DHT -> huffmanTables();
                    case SegmentReader.DRI -> restartInterval = segment.unsigned16();
                    case SegmentReader.SOS -> {
                        if (scan()) {
                            return new ExtendedJpeg(pixels, frame.width(), frame.height());
                        }
                    }
                    default -> refuseOtherFrames(marker);
                }
            }
        }

        private void frame(int marker) {
            if (frame != null) {
                throw SegmentReader.corrupt("a JPEG of two frames");
            }
            frame = FrameHeader.read(segment);
            int components = frame.components().length;
            if (components != 1 || frame.precision() != PRECISION) {
                throw SegmentReader.unsupported(
                        "extended JPEG with one component of 12 bits", components + " of " + frame.precision());
            }
            progressive = marker == SOF2;
        }

        private static void refuseOtherFrames(int marker) {
            if (FrameHeader.isFrame(marker)) {
                throw SegmentReader.unsupported(
                        "sequential or progressive JPEG where it has 12 bits (SOF1, SOF2)", "SOF" + (marker - 0xC0));
            }
        }

        private void quantisationTables() {
            while (segment.left() > 0) {
                int kind = segment.unsigned8();
                if ((kind >> 4) > 1 || (kind & 15) > 3) {
                    throw SegmentReader.corrupt("a quantisation table of kind " + kind);
                }
                int[] table = new int[BLOCK];
                for (int i = 0; i < BLOCK; i++) {
                    table[i] = kind >> 4 == 0 ? segment.unsigned8() : segment.unsigned16();
                }
                quantisation[kind & 15] = table;
            }
        }

        private void huffmanTables() {
            while (segment.left() > 0) {
                int kind = segment.unsigned8();
                if ((kind >> 4) > 1 || (kind & 15) > 3) {
                    throw SegmentReader.corrupt("a Huffman table of kind " + kind);
                }
                (kind >> 4 == 0 ? first : others)[kind & 15] = HuffmanTable.read(segment);
            }
        }

        /** Reads a scan; returns whether the picture is whole. */
        private boolean scan() {
            if (frame == null) {
                throw SegmentReader.corrupt("a JPEG scan without frame");
            }
            int components = segment.unsigned8();
            segment.unsigned8();
            int tables = segment.unsigned8();
            HuffmanTable dc = (tables >> 4) <= 3 ? first[tables >> 4] : null;
            HuffmanTable ac = (tables & 15) <= 3 ? others[tables & 15] : null;
            int[] steps = frame.quantisation() <= 3 ? quantisation[frame.quantisation()] : null;
            boolean known = steps != null && (progressive || dc != null && ac != null);
            if (components != 1 || !known) {
                throw SegmentReader.corrupt(
                        "a JPEG scan of " + components + " components" + (known ? "" : ", whose tables are not there"));
            }
            if (progressive) {
                return progressiveScan(dc, ac, steps);
            }
            // The code of its first coefficient and that of the end.
            requireBitsForEachBlock(2);
            pixels = pixels(new Blocks(new EntropyReader(bytes, segment.end()), dc, ac, steps));
            return true;
        }

        private boolean progressiveScan(HuffmanTable dc, HuffmanTable ac, int[] steps) {
            if (scans == null) {
                requireBitsForEachBlock(1);
                scans = new ProgressiveScans(wide() * high());
                stepsOfFirstScan = steps;
            }
            JpegFile.checkScans(++scansRead, frame.pixels());
            int from = segment.unsigned8();
            int to = segment.unsigned8();
            int bits = segment.unsigned8();
            EntropyReader in = new EntropyReader(bytes, segment.end());
            scans.read(in, new ProgressiveScans.Scan(from, to, bits >> 4, bits & 15), dc, ac, restartInterval);
            if (scans.complete()) {
                pixels = pixels(new ProgressiveScans.Blocks(scans, stepsOfFirstScan));
                return true;
            }
            segment.continueAt(in.marker());
            return false;
        }

        /** Refuses a scan that is too short for its blocks before anything is allocated for them. */
        private void requireBitsForEachBlock(int least) {
            if ((bytes.length - segment.end()) * 8L < (long) least * wide() * high()) {
                throw SegmentReader.truncated();
            }
        }

        private int wide() {
            return (frame.width() + SIDE - 1) / SIDE;
        }

        private int high() {
            return (frame.height() + SIDE - 1) / SIDE;
        }

        private short[] pixels(BlockSource blocks) {
            short[] values = new short[(int) frame.pixels()];
            int wide = wide();
            double[] block = new double[BLOCK];
            for (int i = 0; i < wide * high(); i++) {
                if (i % wide == 0) {
                    ReadingSignal.check();
                }
                if (restartInterval > 0 && i > 0 && i % restartInterval == 0) {
                    blocks.restart();
                }
                if (blocks.next(block)) {
                    InverseCosine.transform(block);
                } else {
                    Arrays.fill(block, block[0] / SIDE);
                }
                store(block, values, i % wide * SIDE, i / wide * SIDE);
            }
            return values;
        }

        private void store(double[] block, short[] values, int left, int top) {
            int right = Math.min(frame.width(), left + SIDE);
            int bottom = Math.min(frame.height(), top + SIDE);
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    int value = (int) Math.floor(block[(y - top) * SIDE + x - left] + MIDDLE + 0.5);
                    values[y * frame.width() + x] = (short) Math.max(0, Math.min(LARGEST, value));
                }
            }
        }
    }

    /** Gives one block of coefficients after the other. */
    interface BlockSource {

        /** Puts the next block's coefficients in their places; returns whether any but the first is not 0. */
        boolean next(double[] block);

        /** Called between blocks where the stream has a restart marker. */
        default void restart() {}
    }

    /** Reads one block after the other (F.2.2). */
    private static final class Blocks implements BlockSource {

        private final EntropyReader in;
        private final HuffmanTable first;
        private final HuffmanTable others;
        private final int[] quantisation;
        private int previous;

        Blocks(EntropyReader in, HuffmanTable first, HuffmanTable others, int[] quantisation) {
            this.in = in;
            this.first = first;
            this.others = others;
            this.quantisation = quantisation;
        }

        @Override
        public void restart() {
            in.restart();
            previous = 0;
        }

        @Override
        public boolean next(double[] block) {
            Arrays.fill(block, 0);
            previous += in.value(in.category(first));
            block[0] = (double) previous * quantisation[0];
            int last = 0;
            for (int at = 1; at < BLOCK; at++) {
                int symbol = in.symbol(others);
                int zeros = symbol >> 4;
                int category = symbol & 15;
                if (category == 0 && zeros < 15) {
                    break;
                }
                at += zeros;
                if (at >= BLOCK) {
                    throw SegmentReader.corrupt("a JPEG block of more than 64 coefficients");
                }
                if (category > 0) {
                    block[ZIGZAG[at]] = (double) in.value(category) * quantisation[at];
                    last = at;
                }
            }
            return last > 0;
        }
    }
}
