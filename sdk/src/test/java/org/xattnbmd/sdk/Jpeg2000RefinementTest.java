package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.internal.picture.jpeg2000.Jpeg2000Picture;

/**
 * The two refining passes of High-Throughput JPEG 2000, which OpenJPH does not write: a codestream of it has a picture's samples
 * without their lowest bit, in one code-block without a wavelet, and the test adds the passes that tell this bit (T.814, 7.4, 7.5).
 * OpenJPEG decodes the codestream so made to the same samples.
 */
class Jpeg2000RefinementTest {

    private static final int W = 61;
    private static final int H = 47;
    private static final int SOD_TO_PACKET = 2;

    private final int[] samples = new int[W * H];
    private final int[] expected = new int[W * H];
    private final int[] significant = new int[(W + 2) * (H + 2)];

    @Test
    void propagationAndRefinementTellTheLowestBit() throws IOException {
        byte[] segment = passes();

        assertThat(Jpeg2000Picture.open(refined(segment, 3)).decode()[0]).isEqualTo(wanted());
    }

    @Test
    void withoutRefinementWhatWasSignificantIsTakenInTheMiddle() throws IOException {
        byte[] segment = passes();
        for (int i = 0; i < samples.length; i++) {
            if (Math.abs(samples[i]) > 1) {
                expected[i] = samples[i] / 2 * 2 + Integer.signum(samples[i]);
            }
        }

        assertThat(Jpeg2000Picture.open(refined(segment, 2)).decode()[0]).isEqualTo(wanted());
    }

    private short[] wanted() {
        short[] wanted = new short[expected.length];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = (short) (expected[i] + 256);
        }
        return wanted;
    }

    /** The segment of both passes; what they can tell is then expected. */
    private byte[] passes() {
        for (int i = 0; i < samples.length; i++) {
            int x = i % W;
            int y = i / W;
            int mixed = (int) ((73_856_093L * x + 19_349_663L * y & 0x7FFF_FFFF) >> 9);
            samples[i] = (mixed % 7 - 3) * ((x / 10 + y / 10) % 3);
            significant[place(x, y)] = Math.abs(samples[i]) > 1 ? 1 : 0;
        }
        Bits propagation = new Bits();
        Bits refinement = new Bits();
        for (int top = 0; top < H; top += 4) {
            for (int left = 0; left < W; left += 4) {
                propagate(left, top, propagation);
            }
            for (int x = 0; x < W; x++) {
                for (int y = top; y < Math.min(H, top + 4); y++) {
                    if (significant[place(x, y)] == 1) {
                        refinement.add(Math.abs(samples[y * W + x]) & 1);
                        expected[y * W + x] = samples[y * W + x];
                    }
                }
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(propagation.forwards());
        out.writeBytes(refinement.backwards());
        return out.toByteArray();
    }

    private void propagate(int left, int top, Bits out) {
        Bits signs = new Bits();
        for (int x = left; x < Math.min(W, left + 4); x++) {
            for (int y = top; y < Math.min(H, top + 4); y++) {
                int at = place(x, y);
                int around = 0;
                for (int neighbour : new int[] {-W - 3, -W - 2, -W - 1, -1, 1, W + 1, W + 2, W + 3}) {
                    around |= significant[at + neighbour];
                }
                if (significant[at] == 0 && around != 0) {
                    int sample = samples[y * W + x];
                    out.add(Math.abs(sample));
                    if (sample != 0) {
                        significant[at] = 2;
                        signs.add(sample < 0 ? 1 : 0);
                        expected[y * W + x] = sample;
                    }
                }
            }
        }
        out.add(signs);
    }

    private static int place(int x, int y) {
        return (y + 1) * (W + 2) + x + 1;
    }

    /** The codestream with one bit more a sample, whose packet tells of more passes. */
    private static byte[] refined(byte[] segment, int passes) throws IOException {
        byte[] stream = Jpeg2000CodestreamTest.stream("ht-halved-8");
        int packet = DicomExam.indexOf(stream, new byte[] {(byte) 0xFF, (byte) 0x93}) + SOD_TO_PACKET;
        HeaderReader old = new HeaderReader(stream, packet);
        Bits header = new Bits();
        header.add(old.bit());
        header.add(old.bit());
        for (int bit = 0; bit == 0; ) {
            bit = old.bit();
            header.add(bit);
        }
        assertThat(old.bit()).as("one pass").isZero();
        int lengthBits = 3;
        while (old.bit() == 1) {
            lengthBits++;
        }
        int cleanup = 0;
        for (int i = 0; i < lengthBits; i++) {
            cleanup = cleanup << 1 | old.bit();
        }
        header.add(passes == 2 ? 0b10 : 0b1100, passes == 2 ? 2 : 4);
        header.add(0b111_1111_1110, 11);
        header.add(cleanup, 13);
        header.add(segment.length, passes == 2 ? 13 : 14);
        byte[] told = header.highFirst();
        byte[] made = ByteBuffer.allocate(packet + told.length + cleanup + segment.length + 2)
                .put(stream, 0, packet)
                .put(told)
                .put(stream, old.end(), cleanup)
                .put(segment)
                .putShort((short) 0xFFD9)
                .array();
        int siz = 2;
        made[siz + 40]++;
        made[DicomExam.indexOf(made, new byte[] {(byte) 0xFF, 0x5C}) + 5] += 1 << 3;
        int part = DicomExam.indexOf(made, new byte[] {(byte) 0xFF, (byte) 0x90});
        ByteBuffer.wrap(made).putInt(part + 6, made.length - 2 - part);
        return made;
    }

    /** Bits of a packet's header, with their stuffing. */
    private static final class HeaderReader {

        private final byte[] bytes;
        private int at;
        private int left;
        private int current;

        HeaderReader(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
        }

        int bit() {
            if (left == 0) {
                left = current == 0xFF ? 7 : 8;
                current = bytes[at++] & 0xFF;
            }
            return current >> --left & 1;
        }

        int end() {
            return current == 0xFF ? at + 1 : at;
        }
    }

    /** Bits that are written in one of three ways. */
    private static final class Bits {

        private final StringBuilder bits = new StringBuilder();

        void add(int bit) {
            bits.append(bit);
        }

        void add(Bits more) {
            bits.append(more.bits);
        }

        void add(int value, int count) {
            for (int i = count - 1; i >= 0; i--) {
                add(value >> i & 1);
            }
        }

        byte[] highFirst() {
            return bytes((last, next) -> last == 0xFF, true);
        }

        byte[] forwards() {
            return bytes((last, next) -> last == 0xFF, false);
        }

        byte[] backwards() {
            byte[] bytes = bytes((last, next) -> last > 0x8F && next == 0x7F, false);
            for (int i = 0; i < bytes.length / 2; i++) {
                byte swapped = bytes[i];
                bytes[i] = bytes[bytes.length - 1 - i];
                bytes[bytes.length - 1 - i] = swapped;
            }
            return bytes;
        }

        private byte[] bytes(Stuffing stuffing, boolean highFirst) {
            byte[] bytes = new byte[bits.length() / 7 + 2];
            int count = 0;
            int last = highFirst || stuffing.after(0xFF, 0) ? 0 : 0xFF;
            for (int at = 0; at < bits.length(); ) {
                int seven = value(at, 7, highFirst);
                int width = stuffing.after(last, seven) ? 7 : 8;
                last = width == 7 ? seven : value(at, 8, highFirst);
                bytes[count++] = (byte) last;
                at += width;
            }
            return Arrays.copyOf(bytes, last == 0xFF && highFirst ? count + 1 : count);
        }

        private int value(int from, int count, boolean highFirst) {
            int value = 0;
            for (int i = 0; i < count; i++) {
                int bit = from + i < bits.length() ? bits.charAt(from + i) - '0' : 0;
                value |= bit << (highFirst ? count - 1 - i : i);
            }
            return value;
        }
    }

    private interface Stuffing {

        /** Whether the byte after the last one has only seven bits, which are these. */
        boolean after(int last, int seven);
    }
}
