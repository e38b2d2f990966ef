package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xattnbmd.sdk.Codes.assertRefused;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.picture.jpeg2000.Jpeg2000Picture;

/** Codestreams that OpenJPEG and OpenJPH wrote, of a picture that is a formula (src/test/resources/jpeg2000/README.md). */
class Jpeg2000CodestreamTest {

    private static final int W = 61;
    private static final int H = 47;

    /** The last column: by how much a sample may differ, which irreversible coding decides. */
    @ParameterizedTest
    @CsvSource({
        "layers-12, 1, 12, false, 0",
        "tiles-12, 1, 12, false, 0",
        "precincts-16, 1, 16, false, 0",
        "signed-12, 1, 12, true, 0",
        "all-styles-16, 1, 16, false, 0",
        "bypass-14, 1, 14, false, 0",
        "causal-10, 1, 10, false, 0",
        "two-bits, 1, 2, false, 0",
        "no-wavelet-8, 1, 8, false, 0",
        "colour-8, 3, 8, false, 0",
        "real-12, 1, 12, false, 1",
        "real-tiles-16, 1, 16, false, 4",
        "real-colour-8, 3, 8, false, 40",
        "ht-12, 1, 12, false, 0",
        "ht-16, 1, 16, false, 0",
        "ht-colour-8, 3, 8, false, 0",
        "ht-real-12, 1, 12, false, 4"
    })
    void decodesToTheFormula(String name, int components, int bits, boolean signed, int tolerance) throws IOException {
        Jpeg2000Picture picture = Jpeg2000Picture.open(stream(name));
        short[][] samples = picture.decode();

        assertThat(new int[] {picture.width(), picture.height(), picture.components(), picture.precision()})
                .containsExactly(W, H, components, bits);
        assertThat(picture.signed()).isEqualTo(signed);
        for (int c = 0; c < components; c++) {
            int[] differences = new int[W * H];
            for (int i = 0; i < W * H; i++) {
                int sample = signed ? samples[c][i] : samples[c][i] & 0xFFFF;
                differences[i] = Math.abs(sample - formula(c, i % W, i / W, bits) + (signed ? 1 << bits - 1 : 0));
            }
            assertThat(Arrays.stream(differences).max().orElseThrow())
                    .as("component " + c)
                    .isLessThanOrEqualTo(tolerance);
        }
    }

    @Test
    void changesOfProgressionAreFollowed() throws IOException {
        byte[] stream = stream("causal-10");
        short[][] wanted = Jpeg2000Picture.open(stream).decode();
        // The only layer of resolution 0, again with 1, then all: the order that the stream has.
        byte[] changes = {
            (byte) 0xFF, 0x5F, 0, 23, 0, 0, 0, 1, 1, 1, 4, 0, 0, 0, 1, 2, 0, 2, 0, 0, 0, 9, 33, (byte) 0xFF, 1
        };
        int at = DicomExam.indexOf(stream, new byte[] {(byte) 0xFF, (byte) 0x90});

        assertThat(Jpeg2000Picture.open(inserted(stream, at, changes)).decode()).isEqualTo(wanted);

        byte[] incomplete = changes.clone();
        incomplete[22] = 2;
        byte[] leftOut = inserted(stream, at, incomplete);
        assertRefused(Code.IMAGE_CORRUPT, () -> Jpeg2000Picture.open(leftOut).decode());
    }

    /** A picture that is all region has its coefficients above all planes of the rest, in the same bytes. */
    @Test
    void aRegionOfInterestIsShiftedBack() throws IOException {
        byte[] stream = stream("causal-10");
        byte[] region = {(byte) 0xFF, 0x5E, 0, 5, 0, 0, 13};
        int at = DicomExam.indexOf(stream, new byte[] {(byte) 0xFF, (byte) 0x90});

        assertThat(Jpeg2000Picture.open(inserted(stream, at, region)).decode())
                .isEqualTo(Jpeg2000Picture.open(stream).decode());
    }

    /** The only packet of a stream has a header of four bytes, which may stand in the main or the tile-part header. */
    @Test
    void headersOfPacketsMayStandApart() throws IOException {
        byte[] stream = stream("ht-halved-8");
        int part = DicomExam.indexOf(stream, new byte[] {(byte) 0xFF, (byte) 0x90});
        byte[] header = Arrays.copyOfRange(stream, part + 14, part + 18);
        byte[] body = inserted(
                Arrays.copyOf(stream, part + 14), part + 14, Arrays.copyOfRange(stream, part + 18, stream.length));
        byte[] main = inserted(
                body,
                part,
                ByteBuffer.allocate(13)
                        .putInt(0xFF60000B)
                        .put((byte) 0)
                        .putInt(4)
                        .put(header)
                        .array());
        ByteBuffer.wrap(main).putInt(part + 13 + 6, main.length - 2 - part - 13);
        byte[] tile = inserted(
                body,
                part + 12,
                ByteBuffer.allocate(9)
                        .putInt(0xFF610007)
                        .put((byte) 0)
                        .put(header)
                        .array());
        ByteBuffer.wrap(tile).putInt(part + 6, tile.length - 2 - part);
        short[][] wanted = Jpeg2000Picture.open(stream).decode();

        assertThat(Jpeg2000Picture.open(main).decode()).isEqualTo(wanted);
        assertThat(Jpeg2000Picture.open(tile).decode()).isEqualTo(wanted);
    }

    /** Kakadu pads so; the standard has comments in headers only. */
    @Test
    void aCommentBeforeTheEndIsPassedOver() throws IOException {
        for (String name : new String[] {"layers-12", "tiles-12"}) {
            byte[] stream = stream(name);
            byte[] comment = {(byte) 0xFF, 0x64, 0, 6, 0, 1, 'P', 'A'};
            byte[] padded = inserted(stream, stream.length - 2, comment);

            assertThat(Jpeg2000Picture.open(padded).decode())
                    .isEqualTo(Jpeg2000Picture.open(stream).decode());
            byte[] other = padded.clone();
            other[stream.length - 1] = 0x5C;
            assertRefused(Code.IMAGE_CORRUPT, () -> Jpeg2000Picture.open(other).decode());
        }
    }

    @Test
    void everyCutIsRefused() throws IOException {
        for (String name : new String[] {"layers-12", "tiles-12", "colour-8"}) {
            byte[] stream = stream(name);
            for (int length = 4; length < stream.length; length += 7) {
                byte[] cut = Arrays.copyOf(stream, length);
                assertRefused(
                        Code.IMAGE_TRUNCATED, () -> Jpeg2000Picture.open(cut).decode());
            }
        }
    }

    @Test
    void sizesAreCheckedBeforeAnythingIsAllocated() throws IOException {
        byte[] stream = stream("bypass-14");

        assertRefused(Code.IMAGE_TOO_LARGE, () -> Jpeg2000Picture.open(sized(stream, 1 << 20, 1 << 20)));
        assertRefused(
                Code.IMAGE_TRUNCATED,
                () -> Jpeg2000Picture.open(sized(stream, 16_384, 4_096)).decode());
        assertRefused(Code.IMAGE_UNSUPPORTED, () -> Jpeg2000Picture.open(sized(stream, -1, 4_096)));
        byte[] tiny = sized(stream, 4_096, 512);
        ByteBuffer.wrap(tiny).putInt(24, 1).putInt(28, 1);
        assertRefused(Code.IMAGE_CORRUPT, () -> Jpeg2000Picture.open(tiny));
    }

    @Test
    void otherPartsAndCodersAreRefusedByName() throws IOException {
        byte[] stream = stream("bypass-14");
        int cod = DicomExam.indexOf(stream, new byte[] {(byte) 0xFF, 0x52});
        byte[] wavelet = stream.clone();
        wavelet[cod + 13] = 2;
        byte[] components = stream.clone();
        components[41] = 2;
        byte[] subsampled = stream.clone();
        subsampled[43] = 2;
        byte[] deep = stream.clone();
        deep[42] = 16;

        assertRefused(Code.IMAGE_UNSUPPORTED, () -> Jpeg2000Picture.open(wavelet));
        assertRefused(Code.IMAGE_UNSUPPORTED, () -> Jpeg2000Picture.open(components));
        assertRefused(Code.IMAGE_UNSUPPORTED, () -> Jpeg2000Picture.open(subsampled));
        assertRefused(Code.IMAGE_UNSUPPORTED, () -> Jpeg2000Picture.open(deep));
    }

    static byte[] stream(String name) throws IOException {
        try (InputStream in = Jpeg2000CodestreamTest.class.getResourceAsStream("/jpeg2000/" + name + ".j2k")) {
            return in.readAllBytes();
        }
    }

    private static byte[] inserted(byte[] bytes, int at, byte[] more) {
        return ByteBuffer.allocate(bytes.length + more.length)
                .put(bytes, 0, at)
                .put(more)
                .put(bytes, at, bytes.length - at)
                .array();
    }

    /** With another size in its SIZ, in one tile. */
    private static byte[] sized(byte[] stream, int width, int height) {
        byte[] changed = stream.clone();
        ByteBuffer.wrap(changed)
                .putInt(8, width)
                .putInt(12, height)
                .putInt(24, width)
                .putInt(28, height);
        return changed;
    }

    private static int formula(int c, int x, int y, int bits) {
        long mixed = (73_856_093L * x + 19_349_663L * y + 83_492_791L * c & 0x7FFF_FFFF) >> 9;
        long value = 700L * x + 500L * y + 9_000L * c + 64 * (mixed % 16) + (x / 20 + y / 16) % 2 * 12_000L;
        return (int) (value % 65_536) >> 16 - bits;
    }
}
