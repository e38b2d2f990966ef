package org.xattnbmd.sdk.internal.picture.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what the SDK's reader finds, and has the form that PS3.5, annex G, asks for. */
class RleEncoderTest {

    private static final int HEADER = 64;

    /** Widths at which runs and literals of 128 bytes end, begin anew, or leave one byte. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 127, 128, 129, 130, 255, 256, 257, 385, 1900})
    void rowsOfRunsAndLiteralsComeBack(int width) {
        Random random = new Random(width);
        for (int longest : new int[] {1, 2, 3, 5, 300}) {
            byte[] rgb = picture(width, 7, random, longest);
            assertThat(decoded(RleEncoder.encode(rgb, width, 7), width, 7)).isEqualTo(rgb);
        }
    }

    @Test
    void whatIsEqualInAllColoursOrToTheRowAboveIsTheSame() {
        Random random = new Random(3);
        byte[] rgb = picture(200, 30, random, 4);
        for (int y = 1; y < 30; y += 3) {
            System.arraycopy(rgb, 600 * (y - 1), rgb, 600 * y, 600);
        }
        for (int i = 0; i < 600 * 9; i++) {
            rgb[i] = rgb[i - i % 3];
        }
        assertThat(decoded(RleEncoder.encode(rgb, 200, 30), 200, 30)).isEqualTo(rgb);
    }

    @Test
    void segmentsAreEvenAndNoRunCrossesTheEndOfARow() {
        int width = 301;
        int height = 11;
        byte[] rgb = new byte[3 * width * height];
        new Random(5).nextBytes(rgb);
        Arrays.fill(rgb, 0, rgb.length / 2, (byte) 7);
        byte[] frame = RleEncoder.encode(rgb, width, height);
        ByteBuffer header = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(frame.length % 2).isZero();
        assertThat(header.getInt(0)).isEqualTo(3);
        assertThat(header.getInt(4)).isEqualTo(HEADER);
        for (int segment = 0; segment < 3; segment++) {
            int at = header.getInt(4 + 4 * segment);
            assertThat(at % 2).isZero();
            for (int y = 0; y < height; y++) {
                int left = width;
                while (left > 0) {
                    assertThat(frame[at]).as("no operation").isNotEqualTo((byte) -128);
                    left -= frame[at] >= 0 ? frame[at] + 1 : 1 - frame[at];
                    at += frame[at] >= 0 ? frame[at] + 2 : 2;
                }
                assertThat(left).as("row " + y).isZero();
            }
            int end = segment < 2 ? header.getInt(8 + 4 * segment) : frame.length;
            assertThat(end - at).as("padding").isBetween(0, 1);
        }
        for (int unused = 16; unused < HEADER; unused += 4) {
            assertThat(header.getInt(unused)).isZero();
        }
    }

    /** Runs of random lengths, each row on its own. */
    private static byte[] picture(int width, int height, Random random, int longest) {
        byte[] rgb = new byte[3 * width * height];
        int[] left = new int[3];
        byte[] value = new byte[3];
        for (int i = 0; i < rgb.length; i++) {
            int colour = i % 3;
            if (left[colour]-- == 0) {
                left[colour] = random.nextInt(longest);
                value[colour] = (byte) random.nextInt(3);
            }
            rgb[i] = value[colour];
        }
        return rgb;
    }

    private static byte[] decoded(byte[] frame, int width, int height) {
        byte[][] planes = RleFrame.decode(frame, 3, width * height);
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = planes[i % 3][i / 3];
        }
        return rgb;
    }
}
