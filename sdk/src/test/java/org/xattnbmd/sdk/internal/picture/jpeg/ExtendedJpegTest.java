package org.xattnbmd.sdk.internal.picture.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.ExtendedJpegWriter;

/** JPEG of 12 bits gives the values that its coefficients stand for. */
class ExtendedJpegTest {

    private static final int W = 43;
    private static final int H = 50;

    private static short[] picture(int width, int height, int noise, long seed) {
        Random random = new Random(seed);
        short[] stored = new short[width * height];
        for (int i = 0; i < stored.length; i++) {
            stored[i] = (short)
                    (noise == 0 ? 1234 : Math.min(4095, i % width * 20 + i / width * 30 + random.nextInt(noise)));
        }
        return stored;
    }

    @Property(tries = 100)
    void everyValueIsTheNearestToThatOfItsCoefficients(
            @ForAll @IntRange(min = 32, max = 70) int width,
            @ForAll @IntRange(min = 32, max = 50) int height,
            @ForAll @IntRange(min = 1, max = 40) int coarse,
            @ForAll @IntRange(min = 0, max = 20) int restartBlocks,
            @ForAll @IntRange(min = 0, max = 4095) int noise,
            @ForAll long seed) {
        double[] decoded = new double[width * height];
        short[] stored = picture(width, height, noise, seed);
        byte[] stream = ExtendedJpegWriter.encode(stored, width, height, coarse, restartBlocks, decoded);
        byte[] scans = ExtendedJpegWriter.progressive(stored, width, height, coarse, restartBlocks, decoded);

        short[] read = ExtendedJpeg.decode(stream).pixels();

        assertThat(ExtendedJpeg.decode(scans).pixels()).isEqualTo(read);
        for (int i = 0; i < read.length; i++) {
            double limited = Math.max(0, Math.min(4095, decoded[i]));
            assertThat(Math.abs(read[i] - limited)).isLessThan(0.5 + 1e-6);
        }
    }

    @Test
    void coefficientsOfFineStepsGiveThePictureBack() {
        short[] stored = picture(W, H, 3000, 4);

        short[] read = ExtendedJpeg.decode(stream(stored)).pixels();

        for (int i = 0; i < read.length; i++) {
            assertThat(Math.abs(read[i] - stored[i])).isLessThanOrEqualTo(20);
        }
    }

    @Test
    void cutAnywhereIsRefused() {
        byte[] stream = stream(picture(W, H, 900, 4));
        for (int length = 0; length < stream.length - 2; length += 11) {
            byte[] cut = Arrays.copyOf(stream, length);
            assertThatThrownBy(() -> ExtendedJpeg.decode(cut))
                    .as("%d of %d", length, stream.length)
                    .isInstanceOf(BmdException.class);
        }
        assertCode(Code.IMAGE_TRUNCATED, Arrays.copyOf(stream, stream.length - 12));
    }

    @Test
    void aProgressivePictureIsReadOnlyWhole() {
        byte[] stream = ExtendedJpegWriter.progressive(picture(W, H, 900, 4), W, H, 1, 0, new double[W * H]);
        List<Integer> scans = new ArrayList<>();
        for (int i = 0; i < stream.length - 1; i++) {
            if (stream[i] == (byte) 0xFF && stream[i + 1] == (byte) 0xDA) {
                scans.add(i);
            }
        }
        assertThat(scans).hasSize(6);
        scans.add(stream.length - 2);
        for (int scan = 0; scan < 6; scan++) {
            byte[] ended = Arrays.copyOf(stream, scans.get(scan) + 2);
            ended[ended.length - 2] = (byte) 0xFF;
            ended[ended.length - 1] = (byte) 0xD9;
            assertCode(Code.IMAGE_TRUNCATED, ended);
            assertCode(Code.IMAGE_TRUNCATED, Arrays.copyOf(stream, scans.get(scan + 1) - 8));
        }
        byte[] twice = Arrays.copyOf(stream, stream.length + scans.get(1) - scans.get(0));
        System.arraycopy(stream, scans.get(0), twice, scans.get(1), stream.length - scans.get(0));
        assertCode(Code.IMAGE_CORRUPT, twice);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 7, 2, a band that cannot come there",
        "1, 7, 64, a band that cannot come there",
        "1, 7, 0, a band that cannot come there",
        "1, 9, 0x0E, a band that cannot come there",
        "3, 9, 0x31, a band that cannot come there",
        "3, 9, 0x20, a band that cannot come there",
        "0, 6, 0x44, tables are not there",
        "1, 6, 0x24, tables are not there"
    })
    void aScanThatDoesNotFitIsRefused(int scan, int offset, int value, String named) {
        byte[] stream = ExtendedJpegWriter.progressive(picture(W, H, 900, 4), W, H, 1, 0, new double[W * H]);
        int at = 0;
        for (int seen = -1; seen < scan; at++) {
            seen += stream[at] == (byte) 0xFF && stream[at + 1] == (byte) 0xDA ? 1 : 0;
        }
        stream[at - 1 + offset] = (byte) value;

        assertCode(Code.IMAGE_CORRUPT, stream);
        assertThatThrownBy(() -> ExtendedJpeg.decode(stream)).hasMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource({
        "0xDB, 4, 0x23, IMAGE_CORRUPT, quantisation table of kind 35",
        "0xDB, 4, 2, IMAGE_CORRUPT, tables are not there",
        "0xC4, 4, 0x24, IMAGE_CORRUPT, Huffman table of kind 36",
        "0xC4, 4, 1, IMAGE_CORRUPT, tables are not there",
        "0xC1, 4, 10, IMAGE_UNSUPPORTED, 1 of 10",
        "0xC1, 1, 0xC2, IMAGE_CORRUPT, a band that cannot come there",
        "0xC1, 1, 0xCA, IMAGE_UNSUPPORTED, SOF10",
        "0xDA, 4, 2, IMAGE_CORRUPT, a JPEG scan of 2 components",
        "0xDD, 3, 1, IMAGE_CORRUPT, segment",
    })
    void whatIsNotReadIsNamed(int marker, int offset, int value, Code code, String named) {
        byte[] stream = ExtendedJpegWriter.encode(picture(W, H, 900, 4), W, H, 2, 5, new double[W * H]);
        for (int i = 0; i + offset < stream.length; i++) {
            if (stream[i] == (byte) 0xFF && stream[i + 1] == (byte) marker) {
                stream[i + offset] = (byte) value;
                break;
            }
        }

        assertCode(code, stream);
        assertThatThrownBy(() -> ExtendedJpeg.decode(stream)).hasMessageContaining(named);
    }

    private static byte[] stream(short[] stored) {
        return ExtendedJpegWriter.encode(stored, W, H, 1, 0, new double[W * H]);
    }

    private static void assertCode(Code code, byte[] stream) {
        assertThatThrownBy(() -> ExtendedJpeg.decode(stream))
                .isInstanceOfSatisfying(
                        BmdException.class,
                        refused -> assertThat(refused.code())
                                .as(refused.toString())
                                .isEqualTo(code));
    }
}
