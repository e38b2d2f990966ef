package org.xattnbmd.sdk.internal.picture.jpeg;

import java.util.Arrays;
import org.xattnbmd.sdk.internal.picture.ReadingSignal;

/**
 * JPEG process 4: sequential, with cosine transform, Huffman-coded, one component of 12 bits. Format: ITU-T T.81, annexes A, B and F.
 * Written here because the JDK's decoder and OpenCV's have 8 bits only, and nothing maintained on Maven Central has more in pure
 * Java.
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
    private static final int BLOCK = SIDE * SIDE;

    /** The order of coefficients, from the lowest frequencies to the highest: place in the block by place in the stream (A.6). */
    private static final int[] ZIGZAG = zigzag();

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
        private int restartInterval;

        Decoder(byte[] bytes) {
            this.bytes = bytes;
            segment = new SegmentReader(bytes);
        }

        ExtendedJpeg decode() {
            while (true) {
                int marker = segment.next();
                switch (marker) {
                    case SOF1 -> frame();
                    case DQT -> quantisationTables();
                    case SegmentReader.DHT -> huffmanTables();
                    case SegmentReader.DRI -> restartInterval = segment.unsigned16();
                    case SegmentReader.SOS -> {
                        return new ExtendedJpeg(scan(), frame.width(), frame.height());
                    }
                    default -> refuseOtherFrames(marker);
                }
            }
        }

        private void frame() {
            frame = FrameHeader.read(segment);
            int components = frame.components().length;
            if (components != 1 || frame.precision() != PRECISION) {
                throw SegmentReader.unsupported(
                        "extended JPEG with one component of 12 bits", components + " of " + frame.precision());
            }
        }

        private static void refuseOtherFrames(int marker) {
            if (FrameHeader.isFrame(marker)) {
                throw SegmentReader.unsupported(
                        "sequential JPEG where it has 12 bits (SOF1)",
                        (marker == SOF2 ? "progressive JPEG, which DICOM has retired, " : "") + "SOF"
                                + (marker - 0xC0));
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

        private short[] scan() {
            if (frame == null) {
                throw SegmentReader.corrupt("a JPEG scan without frame");
            }
            int components = segment.unsigned8();
            segment.unsigned8();
            int tables = segment.unsigned8();
            boolean known = (tables >> 4) <= 3
                    && (tables & 15) <= 3
                    && first[tables >> 4] != null
                    && others[tables & 15] != null
                    && frame.quantisation() <= 3
                    && quantisation[frame.quantisation()] != null;
            if (components != 1 || !known) {
                throw SegmentReader.corrupt(
                        "a JPEG scan of " + components + " components" + (known ? "" : ", whose tables are not there"));
            }
            int wide = (frame.width() + SIDE - 1) / SIDE;
            int high = (frame.height() + SIDE - 1) / SIDE;
            // Each block takes at least the code of its first coefficient and that of the end.
            if ((bytes.length - segment.end()) * 8L < 2L * wide * high) {
                throw SegmentReader.truncated();
            }
            short[] pixels = new short[(int) frame.pixels()];
            Blocks blocks = new Blocks(
                    new EntropyReader(bytes, segment.end()),
                    first[tables >> 4],
                    others[tables & 15],
                    quantisation[frame.quantisation()]);
            double[] block = new double[BLOCK];
            for (int i = 0; i < wide * high; i++) {
                if (i % wide == 0) {
                    ReadingSignal.check();
                }
                if (restartInterval > 0 && i > 0 && i % restartInterval == 0) {
                    blocks.restart();
                }
                blocks.next(block);
                store(block, pixels, i % wide * SIDE, i / wide * SIDE);
            }
            return pixels;
        }

        private void store(double[] block, short[] pixels, int left, int top) {
            int right = Math.min(frame.width(), left + SIDE);
            int bottom = Math.min(frame.height(), top + SIDE);
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    int value = (int) Math.floor(block[(y - top) * SIDE + x - left] + MIDDLE + 0.5);
                    pixels[y * frame.width() + x] = (short) Math.max(0, Math.min(LARGEST, value));
                }
            }
        }
    }

    /** Reads one block after the other (F.2.2). */
    private static final class Blocks {

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

        void restart() {
            in.restart();
            previous = 0;
        }

        /** The values of a block, around 0. */
        void next(double[] block) {
            Arrays.fill(block, 0);
            previous += in.value(category(in.symbol(first)));
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
            if (last == 0) {
                Arrays.fill(block, block[0] / SIDE);
            } else {
                InverseCosine.transform(block);
            }
        }

        private static int category(int symbol) {
            if (symbol > 15) {
                throw SegmentReader.corrupt("a coefficient of " + symbol + " bits");
            }
            return symbol;
        }
    }
}
