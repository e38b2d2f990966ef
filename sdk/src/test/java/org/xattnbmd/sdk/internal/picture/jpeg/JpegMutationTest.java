package org.xattnbmd.sdk.internal.picture.jpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.ExtendedJpegWriter;
import org.xattnbmd.sdk.fixtures.JpegLsWriter;
import org.xattnbmd.sdk.fixtures.JpegLsWriter.Options;
import org.xattnbmd.sdk.fixtures.LosslessJpegWriter;

/** Damaged streams give pixels or a code of pictures, from each of our own JPEG decoders. */
@Timeout(120)
class JpegMutationTest {

    private static final int W = 48;
    private static final int H = 40;
    private static final int COUNT = 400;

    private record Decoder(String name, byte[] stream, Consumer<byte[]> decode) {}

    static Stream<Arguments> decoders() {
        int[] presets = {4095, 18, 67, 276, 64};
        return Stream.of(
                        ls("JPEG-LS", 1, new Options(12, 0, 0, 0, presets)),
                        ls("near-lossless with restarts", 1, new Options(12, 3, 0, 7, null)),
                        ls("colour by component", 3, new Options(8, 0, 0, 0, null)),
                        ls("colour by line", 3, new Options(8, 1, 1, 5, null)),
                        ls("colour by value", 3, new Options(16, 0, 2, 0, null)),
                        new Decoder(
                                "12 bits",
                                ExtendedJpegWriter.encode(grey(12), W, H, 20, 9, new double[W * H]),
                                checked(bytes -> ExtendedJpeg.decode(bytes).pixels())),
                        new Decoder(
                                "12 bits, progressive",
                                ExtendedJpegWriter.progressive(grey(12), W, H, 20, 9, new double[W * H]),
                                checked(bytes -> ExtendedJpeg.decode(bytes).pixels())),
                        new Decoder(
                                "lossless",
                                LosslessJpegWriter.encode(grey(12), W, H, 12, 4, 3),
                                checked(bytes -> LosslessJpeg.decode(bytes).pixels())))
                .map(decoder -> Arguments.of(decoder.name, decoder.stream, decoder.decode));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("decoders")
    void damagedStreamsGivePixelsOrACode(String name, byte[] stream, Consumer<byte[]> decode) {
        Random random = new Random(name.hashCode());
        for (int i = 0; i < COUNT; i++) {
            byte[] damaged = stream.clone();
            int range = random.nextBoolean() ? 90 : damaged.length;
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = 2 + random.nextInt(range - 2);
                damaged[at] = random.nextBoolean()
                        ? (byte) (damaged[at] ^ 1 << random.nextInt(8))
                        : (byte) (random.nextInt(4) == 0 ? 0xFF : random.nextInt(256));
            }
            decode.accept(damaged);
        }
    }

    private static Decoder ls(String name, int components, Options options) {
        short[][] planes = new short[components][];
        for (int i = 0; i < components; i++) {
            planes[i] = grey(options.precision());
        }
        byte[] stream = JpegLsWriter.encode(planes, W, H, options, new int[components][]);
        return new Decoder(name, stream, checked(bytes -> JpegLs.decode(bytes).planes()[0]));
    }

    private static Consumer<byte[]> checked(Function<byte[], short[]> decode) {
        return bytes -> {
            try {
                assertThat(decode.apply(bytes)).hasSizeGreaterThanOrEqualTo(32 * 32);
            } catch (BmdException e) {
                assertThat(e.code())
                        .as(e.toString())
                        .isIn(
                                Code.IMAGE_CORRUPT,
                                Code.IMAGE_TRUNCATED,
                                Code.IMAGE_UNSUPPORTED,
                                Code.IMAGE_TOO_LARGE,
                                Code.IMAGE_TOO_SMALL);
            }
        };
    }

    private static short[] grey(int precision) {
        Random random = new Random(precision);
        short[] grey = new short[W * H];
        for (int i = 0; i < grey.length; i++) {
            int flat = i % W < 20 ? 900 : 1000 + 30 * (i % W) + random.nextInt(60);
            grey[i] = (short) (flat << 4 >> 16 - precision);
        }
        return grey;
    }
}
