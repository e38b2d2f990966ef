package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.TiffWriter;

/** Kinds of TIFF: their grey is the right one, or they are refused by name. */
class TiffKindsTest {

    private static final int W = DicomExam.W;
    private static final int H = DicomExam.H;
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

    private final short[] grey = DicomExam.grey();

    @ParameterizedTest
    @CsvSource({
        "5, 4, 16, 1, CMYK",
        "5, 4, 8, 1, CMYK",
        "8, 3, 8, 1, CIELab",
        "9, 3, 16, 1, CIELab",
        "3, 2, 8, 1, palette with 1 extra sample",
        "1, 1, 16, 3, floating point",
        "1, 1, 8, 2, signed",
        "1, 1, 16, 2, signed",
        "2, 3, 16, 3, floating point",
        "1, 1, 32, 1, 32 bits",
        "2, 3, 32, 1, 32 bits",
        "4, 1, 8, 1, transparency mask",
        "32803, 1, 16, 1, raw data",
        "2, 2, 8, 1, 2 samples"
    })
    void kindsWhoseGreyIsNotKnownAreRefusedByName(int photometric, int samples, int bits, int format, String name) {
        byte[] file = new TiffWriter(LITTLE)
                .page(W, H, bits, new byte[W * H * samples * bits / 8])
                .tag(262, photometric)
                .tag(277, samples)
                .tag(339, format)
                .toBytes();

        assertRefused(Code.IMAGE_UNSUPPORTED, () -> Radiograph.decode(file));
        assertThatThrownBy(() -> Radiograph.decode(file)).hasMessageContaining(name);
    }

    @Test
    void aTiffThatDoesNotSayWhatItsSamplesAreIsTakenForWhatLibtiffTakesItFor() {
        byte[] grey16 = new TiffWriter(LITTLE)
                .page(W, H, 16, TiffWriter.bytes(grey, LITTLE))
                .without(262)
                .toBytes();
        byte[] inks = new TiffWriter(LITTLE)
                .page(W, H, 8, new byte[4 * W * H])
                .tag(277, 4)
                .without(262)
                .toBytes();

        assertThat(pixels(grey16)).isEqualTo(grey);
        assertRefused(Code.IMAGE_UNSUPPORTED, () -> pixels(inks));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 10, 12, 14, 16})
    void colourOfOddDepthsIsReadAsGreyOfThem(int bits) {
        short[] values = DicomExam.shifted(grey, 16 - bits);
        short[] colours = new short[3 * values.length];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = values[i / 3];
        }
        short[] wanted = pixels(
                new TiffWriter(LITTLE).page(W, H, bits, packed(values, W, bits)).toBytes());
        byte[] colour = new TiffWriter(LITTLE)
                .page(W, H, bits, packed(colours, 3 * W, bits))
                .tag(258, bits, bits, bits)
                .tag(262, 2)
                .tag(277, 3)
                .toBytes();

        short[] read = pixels(colour);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(read[i] & 0xFFFF)
                    .as("the decoder stretches grey and colour with another rounding")
                    .isCloseTo(wanted[i] & 0xFFFF, within(1));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lzwAndDeflateOverDifferencesAreRead(boolean lzw) {
        for (ByteOrder order : new ByteOrder[] {LITTLE, ByteOrder.BIG_ENDIAN}) {
            for (int perPixel : new int[] {1, 3}) {
                short[] samples = new short[grey.length * perPixel];
                for (int i = 0; i < samples.length; i++) {
                    samples[i] = grey[i / perPixel];
                }
                byte[] bytes = TiffWriter.bytes(TiffWriter.differences(samples, W, perPixel), order);
                int half = bytes.length / H * 40;
                byte[][] strips = {
                    pack(Arrays.copyOf(bytes, half), lzw), pack(Arrays.copyOfRange(bytes, half, bytes.length), lzw)
                };
                TiffWriter writer = new TiffWriter(order)
                        .page(W, H, 16, strips)
                        .tag(259, lzw ? 5 : 8)
                        .tag(262, perPixel == 1 ? 1 : 2)
                        .tag(277, perPixel)
                        .tag(278, 40)
                        .tag(317, 2);

                assertThat(pixels(writer.toBytes())).isEqualTo(grey);
                assertRefused(
                        Code.IMAGE_UNSUPPORTED, () -> pixels(writer.tag(317, 3).toBytes()));
            }
        }
    }

    @Test
    void tilesOfDifferencesAreRead() {
        int side = 48;
        byte[][] tiles = new byte[4][];
        for (int tile = 0; tile < 4; tile++) {
            short[] samples = new short[side * side];
            for (int i = 0; i < samples.length; i++) {
                int x = tile % 2 * side + i % side;
                int y = tile / 2 * side + i / side;
                samples[i] = x < W && y < H ? (short) ~grey[y * W + x] : 0;
            }
            tiles[tile] = pack(TiffWriter.bytes(TiffWriter.differences(samples, side, 1), LITTLE), true);
        }
        TiffWriter writer = new TiffWriter(LITTLE)
                .page(W, H, 16, tiles)
                .tiles(side, side)
                .tag(259, 5)
                .tag(262, 0)
                .tag(317, 2);

        assertThat(pixels(writer.toBytes())).isEqualTo(grey);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shortenedDifferencesAreNeverAPartlyBlackPicture(boolean lzw) {
        byte[] packed = pack(TiffWriter.bytes(TiffWriter.differences(grey, W, 1), LITTLE), lzw);
        for (int length = 1; length < packed.length - 8; length += 97) {
            byte[] file = new TiffWriter(LITTLE)
                    .page(W, H, 16, Arrays.copyOf(packed, length))
                    .tag(259, lzw ? 5 : 32946)
                    .tag(317, 2)
                    .toBytes();

            assertThatThrownBy(() -> Radiograph.decode(file)).isInstanceOf(BmdException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 10, 12, 14, 16})
    void whiteAsZeroIsTurnedRoundAtEveryDepth(int bits) {
        short[] values = DicomExam.shifted(grey, 16 - bits);
        short[] inverted = new short[values.length];
        for (int i = 0; i < values.length; i++) {
            inverted[i] = (short) ((1 << bits) - 1 - values[i]);
        }
        short[] black = pixels(
                new TiffWriter(LITTLE).page(W, H, bits, packed(values, W, bits)).toBytes());
        short[] white = pixels(new TiffWriter(LITTLE)
                .page(W, H, bits, packed(inverted, W, bits))
                .tag(262, 0)
                .toBytes());

        assertThat(white).isEqualTo(black);
    }

    @Test
    void yCbCrWithoutReferenceBlackWhiteHasItsUsualOne() {
        byte[] samples = new byte[3 * W * H];
        short[] eight = DicomExam.shifted(grey, 8);
        for (int i = 0; i < eight.length; i++) {
            samples[3 * i] = (byte) eight[i];
            samples[3 * i + 1] = (byte) 128;
            samples[3 * i + 2] = (byte) 128;
        }
        byte[] file = new TiffWriter(LITTLE)
                .page(W, H, 8, samples)
                .tag(258, 8, 8, 8)
                .tag(262, 6)
                .tag(277, 3)
                .tag(530, 1, 1)
                .toBytes();
        short[] wanted = Radiograph.of(eight, W, H, PixelFormat.unsigned(8))
                .view()
                .picture()
                .pixels();

        assertThat(pixels(file)).isEqualTo(wanted);
    }

    @Test
    void aBrokenColourProfileAndWhatElseIsNotThePictureDoNotCount() {
        byte[] file = new TiffWriter(LITTLE)
                .page(W, H, 16, TiffWriter.bytes(grey, LITTLE))
                .tag(34675, 1, 2, 3, 4, 5)
                .tag(34665, 4_000_000_000L)
                .toBytes();

        assertThat(pixels(file)).isEqualTo(grey);
    }

    @ParameterizedTest
    @CsvSource({"254, 1", "255, 2", "254, 4", "254, 5"})
    void aThumbnailOrMaskAsFirstPageIsPassedOver(int tag, int value) {
        assertThat(pixels(withThumbnail()
                        .tag(tag, value)
                        .page(W, H, 16, TiffWriter.bytes(grey, LITTLE))
                        .tag(254, 0)
                        .toBytes()))
                .isEqualTo(grey);
        assertRefused(
                Code.IMAGE_UNSUPPORTED,
                () -> pixels(withThumbnail().tag(tag, value).toBytes()));
    }

    @Test
    void aThumbnailThatDoesNotSaySoIsRefusedAndOtherPagesAreNot() {
        byte[] whole = TiffWriter.bytes(grey, LITTLE);

        assertRefused(
                Code.IMAGE_UNSUPPORTED,
                () -> pixels(new TiffWriter(LITTLE)
                        .page(W, H, 16, whole)
                        .page(2 * W, 2 * H, 16, new byte[8 * W * H])
                        .toBytes()));
        assertThat(pixels(new TiffWriter(LITTLE)
                        .page(W, H, 16, whole)
                        .page(W, H, 16, new byte[2 * W * H])
                        .page(W / 2, H / 2, 16, new byte[W * H / 2])
                        .tag(254, 1)
                        .toBytes()))
                .isEqualTo(grey);
    }

    private static TiffWriter withThumbnail() {
        return new TiffWriter(LITTLE).page(40, 36, 16, new byte[2 * 40 * 36]);
    }

    private static short[] pixels(byte[] file) {
        return Radiograph.decode(file).view().picture().pixels();
    }

    private static byte[] pack(byte[] bytes, boolean lzw) {
        return lzw ? TiffWriter.lzw(bytes) : TiffWriter.deflate(bytes);
    }

    /** Rows of so many values of any depth, each row from a whole byte on; 16 bits in little endian. */
    private static byte[] packed(short[] values, int perRow, int bits) {
        if (bits == 16) {
            return TiffWriter.bytes(values, LITTLE);
        }
        int stride = (perRow * bits + 7) / 8;
        byte[] rows = new byte[stride * H];
        for (int i = 0; i < values.length; i++) {
            for (int bit = 0; bit < bits; bit++) {
                int at = i % perRow * bits + bit;
                int set = values[i] >> bits - 1 - bit & 1;
                rows[i / perRow * stride + at / 8] |= (byte) (set << 7 - at % 8);
            }
        }
        return rows;
    }
}
