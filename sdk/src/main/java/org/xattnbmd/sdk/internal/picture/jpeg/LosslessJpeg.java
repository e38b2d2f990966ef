package org.xattnbmd.sdk.internal.picture.jpeg;

import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.picture.ReadingSignal;

/**
 * JPEG process 14: lossless, Huffman-coded, one component of 2 to 16 bits, any predictor. Format: ITU-T T.81, annexes B, F
 * and H. Written here because the maintained decoder in Java (TwelveMonkeys) gives back a zero-filled picture where data is
 * missing.
 *
 * @param pixels decoded values
 * @param precision bits of a value
 */
public record LosslessJpeg(short[] pixels, int width, int height, int precision) {

    private static final int SOF3 = 0xC3;

    public static LosslessJpeg decode(byte[] bytes) {
        return new Decoder(bytes).decode();
    }

    private static final class Decoder {

        private final byte[] bytes;
        private final SegmentReader segment;
        private final HuffmanTable[] tables = new HuffmanTable[4];
        private FrameHeader frame;
        private int restartInterval;
        private int table;
        private int predictor;
        private int pointTransform;

        Decoder(byte[] bytes) {
            this.bytes = bytes;
            segment = new SegmentReader(bytes);
        }

        LosslessJpeg decode() {
            while (true) {
                int marker = segment.next();
                switch (marker) {
                    case SOF3 -> frame();
                    case SegmentReader.DHT -> huffmanTables();
                    case SegmentReader.DRI -> restartInterval = segment.unsigned16();
                    case SegmentReader.SOS -> {
                        scan();
                        return new LosslessJpeg(pixels(), frame.width(), frame.height(), frame.precision());
                    }
                    default -> refuseOtherFrames(marker);
                }
            }
        }

        private void frame() {
            frame = FrameHeader.read(segment);
            int components = frame.components().length;
            if (components != 1 || frame.precision() < 2 || frame.precision() > 16) {
                throw new BmdException(
                        Code.IMAGE_UNSUPPORTED,
                        "Expected lossless JPEG with one component of 2 to 16 bits, received " + components + " of "
                                + frame.precision() + ".");
            }
        }

        private void huffmanTables() {
            while (segment.left() > 0) {
                int kind = segment.unsigned8();
                if (kind > 3) {
                    throw SegmentReader.corrupt("a Huffman table of kind " + kind);
                }
                tables[kind] = HuffmanTable.read(segment);
            }
        }

        private void scan() {
            if (frame == null) {
                throw SegmentReader.corrupt("a JPEG scan without frame");
            }
            int components = segment.unsigned8();
            segment.unsigned8();
            table = segment.unsigned8() >> 4;
            predictor = segment.unsigned8();
            segment.unsigned8();
            pointTransform = segment.unsigned8() & 15;
            if (components != 1
                    || table > 3
                    || tables[table] == null
                    || predictor < 1
                    || predictor > 7
                    || pointTransform >= frame.precision()) {
                throw SegmentReader.corrupt("a JPEG scan of " + components + " components, table " + table
                        + ", predictor " + predictor + ", point transform " + pointTransform);
            }
        }

        private static void refuseOtherFrames(int marker) {
            if (FrameHeader.isFrame(marker)) {
                throw new BmdException(
                        Code.IMAGE_UNSUPPORTED, "Expected lossless JPEG (SOF3), received SOF" + (marker - 0xC0) + ".");
            }
        }

        /** Prediction and differences as in H.1.2; the first line after a restart predicts from the left alone. */
        private short[] pixels() {
            // A pixel takes at least one bit.
            if ((long) (bytes.length - segment.end()) * 8 < frame.pixels()) {
                throw SegmentReader.truncated();
            }
            int width = frame.width();
            short[] pixels = new short[width * frame.height()];
            EntropyReader in = new EntropyReader(bytes, segment.end());
            int origin = 1 << (frame.precision() - pointTransform - 1);
            int untilRestart = restartInterval;
            int firstLine = 0;
            boolean fresh = true;
            for (int i = 0; i < pixels.length; i++) {
                int y = i / width;
                int x = i - y * width;
                if (x == 0) {
                    ReadingSignal.check();
                }
                if (restartInterval > 0 && untilRestart-- == 0) {
                    in.restart();
                    untilRestart = restartInterval - 1;
                    firstLine = y;
                    fresh = true;
                }
                int prediction;
                if (fresh) {
                    prediction = origin;
                    fresh = false;
                } else if (x == 0) {
                    prediction = pixels[i - width] & 0xFFFF;
                } else if (y == firstLine) {
                    prediction = pixels[i - 1] & 0xFFFF;
                } else {
                    prediction =
                            predict(pixels[i - 1] & 0xFFFF, pixels[i - width] & 0xFFFF, pixels[i - width - 1] & 0xFFFF);
                }
                pixels[i] = (short) (prediction + in.difference(tables[table]));
            }
            for (int i = 0; pointTransform > 0 && i < pixels.length; i++) {
                pixels[i] <<= pointTransform;
            }
            return pixels;
        }

        /** Table H.1: a is left, b above, c above left. */
        private int predict(int a, int b, int c) {
            return switch (predictor) {
                case 1 -> a;
                case 2 -> b;
                case 3 -> c;
                case 4 -> a + b - c;
                case 5 -> a + (b - c >> 1);
                case 6 -> b + (a - c >> 1);
                default -> a + b >> 1;
            };
        }
    }
}
