package org.xattnbmd.sdk.internal.picture.dicom;

import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.picture.GreyPicture;

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
    private static final int DHT = 0xC4;
    private static final int SOS = 0xDA;
    private static final int DNL = 0xDC;
    private static final int DRI = 0xDD;
    private static final int SOI = 0xD8;

    static LosslessJpeg decode(byte[] bytes) {
        return new Decoder(bytes).decode();
    }

    private static BmdException truncated() {
        return new BmdException(
                Code.IMAGE_TRUNCATED, "The lossless JPEG ends before the DICOM picture does. Fetch the file again.");
    }

    private static final class Decoder {

        private final byte[] bytes;
        private final HuffmanTable[] tables = new HuffmanTable[4];
        private int at;
        private int width;
        private int height;
        private int precision;
        private int restartInterval;
        private int table;
        private int predictor;
        private int pointTransform;

        Decoder(byte[] bytes) {
            this.bytes = bytes;
        }

        LosslessJpeg decode() {
            if (unsigned8() != 0xFF || unsigned8() != SOI) {
                throw Dataset.corrupt("its pixel data is not JPEG");
            }
            for (int marker = marker(); ; marker = marker()) {
                int end = at + unsigned16();
                switch (marker) {
                    case SOF3 -> frame();
                    case DHT -> huffmanTables(end);
                    case DRI -> restartInterval = unsigned16();
                    case SOS -> {
                        scan();
                        at = end;
                        return new LosslessJpeg(pixels(), width, height, precision);
                    }
                    default -> refuseOtherFrames(marker);
                }
                at = end;
            }
        }

        private void frame() {
            precision = unsigned8();
            height = unsigned16();
            width = unsigned16();
            int components = unsigned8();
            if (height == 0) {
                height = definedLines();
            }
            GreyPicture.checkSize(width, height);
            if (components != 1 || precision < 2 || precision > 16) {
                throw new BmdException(
                        Code.IMAGE_UNSUPPORTED,
                        "Expected lossless JPEG with one component of 2 to 16 bits, received " + components + " of "
                                + precision + ".");
            }
        }

        /** The height that a DNL marker behind the scan defines where the frame says 0 (B.2.5). */
        private int definedLines() {
            for (int i = at; i + 5 < bytes.length; i++) {
                if (bytes[i] == (byte) 0xFF && bytes[i + 1] == (byte) DNL && bytes[i + 2] == 0 && bytes[i + 3] == 4) {
                    return (bytes[i + 4] & 0xFF) << 8 | bytes[i + 5] & 0xFF;
                }
            }
            throw Dataset.corrupt("neither the frame nor a DNL marker of its JPEG says how high it is");
        }

        private void huffmanTables(int end) {
            while (at < end) {
                int kind = unsigned8();
                int[] counts = new int[17];
                int total = 0;
                for (int length = 1; length <= 16; length++) {
                    counts[length] = unsigned8();
                    total += counts[length];
                }
                int[] values = new int[total];
                for (int i = 0; i < total; i++) {
                    values[i] = unsigned8();
                }
                if (kind > 3) {
                    throw Dataset.corrupt("a Huffman table of kind " + kind);
                }
                tables[kind] = new HuffmanTable(counts, values);
            }
        }

        private void scan() {
            if (width == 0) {
                throw Dataset.corrupt("a JPEG scan without frame");
            }
            int components = unsigned8();
            unsigned8();
            table = unsigned8() >> 4;
            predictor = unsigned8();
            unsigned8();
            pointTransform = unsigned8() & 15;
            if (components != 1
                    || table > 3
                    || tables[table] == null
                    || predictor < 1
                    || predictor > 7
                    || pointTransform >= precision) {
                throw Dataset.corrupt("a JPEG scan of " + components + " components, table " + table + ", predictor "
                        + predictor + ", point transform " + pointTransform);
            }
        }

        private static void refuseOtherFrames(int marker) {
            if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC8 && marker != 0xCC) {
                throw new BmdException(
                        Code.IMAGE_UNSUPPORTED, "Expected lossless JPEG (SOF3), received SOF" + (marker - 0xC0) + ".");
            }
        }

        /** Prediction and differences as in H.1.2; the first line after a restart predicts from the left alone. */
        private short[] pixels() {
            // A pixel takes at least one bit.
            if ((long) (bytes.length - at) * 8 < (long) width * height) {
                throw truncated();
            }
            short[] pixels = new short[width * height];
            EntropyReader in = new EntropyReader(bytes, at);
            int origin = 1 << (precision - pointTransform - 1);
            int untilRestart = restartInterval;
            int firstLine = 0;
            boolean fresh = true;
            for (int i = 0; i < pixels.length; i++) {
                int y = i / width;
                int x = i - y * width;
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

        private int marker() {
            if (unsigned8() != 0xFF) {
                throw Dataset.corrupt("a JPEG marker is missing");
            }
            int marker = unsigned8();
            while (marker == 0xFF) {
                marker = unsigned8();
            }
            return marker;
        }

        private int unsigned16() {
            return unsigned8() << 8 | unsigned8();
        }

        private int unsigned8() {
            if (at >= bytes.length) {
                throw truncated();
            }
            return bytes[at++] & 0xFF;
        }
    }
}
