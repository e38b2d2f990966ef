package org.xattnbmd.sdk.internal.picture.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.JpegLsWriter;
import org.xattnbmd.sdk.fixtures.JpegLsWriter.Options;

/** JPEG-LS gives the values that were coded, and refuses what is no JPEG-LS. */
class JpegLsTest {

    private static final int W = 45;
    private static final int H = 37;

    /** What a picture shows: flat stretches make runs, noise makes long codes. */
    enum Content {
        FLAT {
            @Override
            int value(Random random, int x, int y, int largest) {
                return largest / 3;
            }
        },
        STEPS {
            @Override
            int value(Random random, int x, int y, int largest) {
                return random.nextInt(40) == 0 ? random.nextInt(largest + 1) : (x / 17 + y / 9) * largest / 20;
            }
        },
        RAMP {
            @Override
            int value(Random random, int x, int y, int largest) {
                return Math.min(largest, (x + 2 * y) * largest / 200 + random.nextInt(1 + largest / 50));
            }
        },
        NOISE {
            @Override
            int value(Random random, int x, int y, int largest) {
                return random.nextInt(largest + 1);
            }
        },
        EXTREMES {
            @Override
            int value(Random random, int x, int y, int largest) {
                return random.nextInt(3) == 0 ? largest : 0;
            }
        };

        abstract int value(Random random, int x, int y, int largest);
    }

    private static short[][] planes(Content content, int components, int width, int height, int largest, long seed) {
        Random random = new Random(seed);
        short[][] planes = new short[components][width * height];
        for (short[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = (short) content.value(random, i % width, i / width, largest);
            }
        }
        return planes;
    }

    @Property(tries = 400)
    void everyPictureComesBack(
            @ForAll @IntRange(min = 32, max = 90) int width,
            @ForAll @IntRange(min = 32, max = 60) int height,
            @ForAll @IntRange(min = 2, max = 16) int precision,
            @ForAll @IntRange(min = 0, max = 9) int near,
            @ForAll @IntRange(min = 0, max = 20) int kind,
            @ForAll Content content,
            @ForAll long seed) {
        int largest = (1 << precision) - 1;
        int components = kind % 4 == 0 ? 1 : 3;
        int interleave = components == 1 ? 0 : kind % 4 - 1;
        int restartLines = kind / 4 * kind / 4;
        int allowed = Math.min(seed % 2 == 0 ? 0 : near, largest / 2);
        short[][] planes = planes(content, components, width, height, largest, seed);
        int[][] coded = new int[components][];
        byte[] stream = JpegLsWriter.encode(
                planes, width, height, new Options(precision, allowed, interleave, restartLines, null), coded);

        JpegLs read = JpegLs.decode(stream);

        assertThat(read.precision()).isEqualTo(precision);
        for (int component = 0; component < components; component++) {
            for (int i = 0; i < width * height; i++) {
                int value = read.planes()[component][i] & 0xFFFF;
                assertThat(value).isEqualTo(coded[component][i]);
                assertThat(Math.abs(value - (planes[component][i] & 0xFFFF))).isLessThanOrEqualTo(allowed);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "8, 0, 255, 9, 9, 9, 31",
        "12, 0, 3000, 30, 60, 2000, 3",
        "12, 4, 4095, 22, 83, 300, 64",
        "16, 0, 65535, 18, 67, 276, 64",
        "16, 255, 65535, 1000, 2000, 65535, 65535",
        "10, 0, 1, 1, 1, 1, 255",
    })
    void presetsCount(int precision, int near, int maximum, int first, int second, int third, int reset) {
        short[][] planes = planes(Content.RAMP, 1, W, H, maximum, 5);
        int[][] coded = new int[1][];
        int[] presets = {maximum, first, second, third, reset};
        byte[] stream = JpegLsWriter.encode(planes, W, H, new Options(precision, near, 0, 0, presets), coded);

        assertThat(JpegLs.decode(stream).planes()[0]).isEqualTo(narrow(coded[0]));
    }

    @ParameterizedTest
    @CsvSource({
        "12, 4096, 18, 67, 276, 64",
        "12, 4095, 67, 18, 276, 64",
        "12, 4095, 18, 276, 67, 64",
        "12, 4095, 18, 67, 4096, 64",
        "12, 4095, 18, 67, 276, 2",
        "12, 4095, 18, 67, 276, 4096",
    })
    void presetsThatContradictThemselvesAreRefused(
            int precision, int maximum, int first, int second, int third, int reset) {
        int[] presets = {4095, 18, 67, 276, 64};
        byte[] stream = stream(new Options(precision, 0, 0, 0, presets));
        int at = indexOf(stream, 0xFF, 0xF8) + 5;
        int[] changed = {maximum, first, second, third, reset};
        for (int i = 0; i < 5; i++) {
            stream[at + 2 * i] = (byte) (changed[i] >> 8);
            stream[at + 2 * i + 1] = (byte) changed[i];
        }

        assertCode(Code.IMAGE_CORRUPT, stream);
    }

    @Test
    void aFrameWithoutLinesHasThoseOfItsMarker() {
        byte[] stream = stream(Options.lossless(12));
        byte[] defined = Arrays.copyOf(stream, stream.length + 6);
        int frame = indexOf(stream, 0xFF, 0xF7);
        defined[frame + 5] = 0;
        defined[frame + 6] = 0;
        byte[] marker = {(byte) 0xFF, (byte) 0xDC, 0, 4, 0, H, (byte) 0xFF, (byte) 0xD9};
        System.arraycopy(marker, 0, defined, stream.length - 2, marker.length);

        assertThat(JpegLs.decode(defined).planes())
                .isDeepEqualTo(JpegLs.decode(stream).planes());
    }

    @Test
    void cutAnywhereIsRefused() {
        byte[] stream = stream(new Options(12, 0, 0, 9, null));
        for (int length = 0; length < stream.length - 2; length += 7) {
            byte[] cut = Arrays.copyOf(stream, length);
            assertThatThrownBy(() -> JpegLs.decode(cut))
                    .as("%d of %d", length, stream.length)
                    .isInstanceOf(BmdException.class);
        }
        assertCode(Code.IMAGE_TRUNCATED, Arrays.copyOf(stream, stream.length - 4));
    }

    @Test
    void dataLeftWhenThePictureIsFullIsRefused() {
        byte[] stream = stream(Options.lossless(12));
        stream[indexOf(stream, 0xFF, 0xF7) + 6]--;

        assertCode(Code.IMAGE_CORRUPT, stream);
    }

    @ParameterizedTest
    @CsvSource({
        "component, 0xF7, 10, 2, IMAGE_CORRUPT, does not have",
        "no component, 0xF7, 9, 0, IMAGE_UNSUPPORTED, received 0 of 12",
        "sampling, 0xF7, 4, 17, IMAGE_UNSUPPORTED, 2 to 16 bits",
        "palette, 0xDA, 6, 1, IMAGE_UNSUPPORTED, a palette",
        "near, 0xDA, 7, 18, IMAGE_CORRUPT, with thresholds 18",
        "interleaved, 0xDA, 8, 1, IMAGE_CORRUPT, interleaved as 1",
        "point transform, 0xDA, 9, 2, IMAGE_UNSUPPORTED, point transform",
        "unknown component, 0xDA, 5, 9, IMAGE_CORRUPT, does not have",
        "baseline, 0xF7, 1, 0xC0, IMAGE_UNSUPPORTED, SOF0",
        "oversize, 0xF8, 4, 4, IMAGE_UNSUPPORTED, at most 65535 lines",
        "extension, 0xF8, 4, 9, IMAGE_CORRUPT, extension of kind 9",
        "restart, 0xDD, 3, 3, IMAGE_CORRUPT, interval of 1 bytes",
        "restart marker, 0xD1, 1, 0xD2, IMAGE_CORRUPT, restart marker",
    })
    void whatIsNotReadIsNamed(String what, int marker, int offset, int value, Code code, String named) {
        byte[] stream = stream(new Options(12, 0, 0, 9, new int[] {4095, 18, 67, 276, 64}));
        stream[indexOf(stream, 0xFF, marker) + offset] = (byte) value;

        assertCode(code, stream);
        assertThatThrownBy(() -> JpegLs.decode(stream)).as(what).hasMessageContaining(named);
    }

    @Test
    void hewlettPackardsColourTransformIsRefused() {
        byte[] stream = stream(Options.lossless(12));
        byte[] transform = {(byte) 0xFF, (byte) 0xE8, 0, 7, 'm', 'r', 'f', 'x', 1};
        byte[] with = Arrays.copyOf(stream, stream.length + transform.length);
        System.arraycopy(transform, 0, with, 2, transform.length);
        System.arraycopy(stream, 2, with, 2 + transform.length, stream.length - 2);

        assertCode(Code.IMAGE_UNSUPPORTED, with);
        with[2 + transform.length - 1] = 0;
        assertThat(JpegLs.decode(with).width()).isEqualTo(W);
    }

    private static byte[] stream(Options options) {
        return JpegLsWriter.encode(planes(Content.RAMP, 1, W, H, 4095, 3), W, H, options, new int[1][]);
    }

    private static short[] narrow(int[] values) {
        short[] narrow = new short[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (short) values[i];
        }
        return narrow;
    }

    private static int indexOf(byte[] bytes, int first, int second) {
        for (int i = 0; i + 1 < bytes.length; i++) {
            if ((bytes[i] & 0xFF) == first && (bytes[i + 1] & 0xFF) == second) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }

    private static void assertCode(Code code, byte[] stream) {
        assertThatThrownBy(() -> JpegLs.decode(stream))
                .isInstanceOfSatisfying(
                        BmdException.class,
                        refused -> assertThat(refused.code())
                                .as(refused.toString())
                                .isEqualTo(code));
    }
}
